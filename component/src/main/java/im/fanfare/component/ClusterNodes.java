package im.fanfare.component;

import im.fanfare.cluster.NodeDirectory;
import im.fanfare.cluster.NodeDirectory.OwnSubscription;
import im.fanfare.component.pubsub.NodeService;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.Paging;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.NodeListing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The nodes behind the edge, wherever in the cluster they are.
 *
 * @param asking asks one of them
 * @param directory says which there are
 */
public record ClusterNodes(Function<NodeCommand, CompletionStage<NodeReply>> asking, NodeDirectory directory)
        implements NodeService {
    @Override
    public CompletionStage<NodeReply> ask(NodeCommand command) {
        return asking.apply(command);
    }

    @Override
    public CompletionStage<NodeListing.Listed> nodes(
            String service, Predicate<String> types, Paging.Place place, int most) {
        return directory.nodes(service, types, place, most);
    }

    @Override
    public CompletionStage<Map<NodeId, List<OwnSubscription>>> subscriptionsOf(String service, Jid bare) {
        return directory.subscriptionsOf(service, bare);
    }

    @Override
    public CompletionStage<Map<NodeId, Affiliation>> affiliationsOf(String service, Jid bare) {
        return directory.affiliationsOf(service, bare);
    }

    @Override
    public CompletionStage<Optional<List<Jid>>> publishersOf(NodeKey node, int among) {
        return directory.publishersOf(node, among);
    }

    @Override
    public CompletionStage<Map<NodeId, Boolean>> ownedBy(String service, Jid bare) {
        return directory.ownedBy(service, bare);
    }
}
