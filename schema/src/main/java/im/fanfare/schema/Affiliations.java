package im.fanfare.schema;

import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.Jid;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Who is what to which node, by node and by user; {@code none} is not kept. The JIDs are bare. */
public interface Affiliations {
    /**
     * Makes the JID this to the node.
     *
     * @param timestamp of the write, microseconds; between two writes of one affiliation the later one wins
     */
    CompletionStage<Void> put(NodeKey node, Jid jid, Affiliation affiliation, long timestamp);

    CompletionStage<Affiliation> of(NodeKey node, Jid jid);

    CompletionStage<Map<Jid, Affiliation>> ofNode(NodeKey node);

    /** Some {@code most} of them; all, where there are no more. */
    CompletionStage<Map<Jid, Affiliation>> ofNode(NodeKey node, int most);

    /** Also of nodes deleted since. */
    CompletionStage<Map<NodeKey, Affiliation>> ofUser(String service, Jid jid);

    /** Forgets all of a node that was deleted. */
    CompletionStage<Void> erase(NodeKey node, long timestamp);
}
