package im.fanfare.component.pubsub;

import im.fanfare.cluster.NodeDirectory.OwnSubscription;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.NodeListing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.slf4j.LoggerFactory;

/** What the edge asks of the nodes behind it. A stage that fails means: nobody knows whether it was done. */
public interface NodeService {
    /** Commands given one after another to one node reach it in that order. */
    CompletionStage<NodeReply> ask(NodeCommand command);

    /** What the node says, or that it cannot be asked now. */
    default CompletionStage<NodeReply> reply(NodeCommand command) {
        return ask(command).exceptionally(fault -> {
            LoggerFactory.getLogger(NodeService.class)
                    .warn("no answer: node={} jid={}", command.node(), command.requester(), fault);
            return new NodeReply.Refused(PubSubError.UNAVAILABLE);
        });
    }

    /** As many nodes of these types as there are at that place, but {@code most}. */
    CompletionStage<NodeListing.Listed> nodes(String service, Predicate<String> types, Paging.Place place, int most);

    /** What a bare JID and its resources are subscribed to, or wait for. */
    CompletionStage<Map<NodeId, List<OwnSubscription>>> subscriptionsOf(String service, Jid bare);

    /** What a bare JID is to which nodes. */
    CompletionStage<Map<NodeId, Affiliation>> affiliationsOf(String service, Jid bare);

    /**
     * Who is a publisher to a node.
     *
     * @param among so many who are anything to it; nobody knows where there are more
     */
    CompletionStage<Optional<List<Jid>>> publishersOf(NodeKey node, int among);

    /** The nodes of an owner; true for those at which somebody waits for an owner's word. */
    CompletionStage<Map<NodeId, Boolean>> ownedBy(String service, Jid bare);
}
