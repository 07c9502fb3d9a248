package im.fanfare.schema;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.PendingSubscription;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Who waits to be subscribed to what, by node and by user. Writing the same again changes nothing. */
public interface PendingSubscriptions {
    /** A request of a user, and to what. */
    record OfUser(NodeKey node, PendingSubscription pending) {}

    /**
     * Lets a request wait.
     *
     * @param timestamp of the write, microseconds; between two writes of one request the later one wins
     */
    CompletionStage<Void> add(NodeKey node, PendingSubscription pending, long timestamp);

    CompletionStage<Void> remove(NodeKey node, PendingSubscription pending, long timestamp);

    /** All that wait at a node. */
    CompletionStage<List<PendingSubscription>> ofNode(NodeKey node);

    /** Of these nodes, those at which somebody waits. */
    CompletionStage<List<NodeKey>> among(List<NodeKey> nodes);

    /** The requests of a bare JID and its resources at any node of the service, also at nodes deleted since. */
    CompletionStage<List<OfUser>> of(String service, Jid bare);

    /** Forgets all of a node that was deleted. */
    CompletionStage<Void> erase(NodeKey node, long timestamp);
}
