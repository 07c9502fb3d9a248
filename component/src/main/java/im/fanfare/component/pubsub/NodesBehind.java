package im.fanfare.component.pubsub;

import im.fanfare.cluster.NodeDirectory.OwnSubscription;
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
import java.util.function.Predicate;

/** Nodes behind somebody who sees what is asked of them, and may do something about it. */
public abstract class NodesBehind implements NodeService {
    private final NodeService nodes;

    protected NodesBehind(NodeService nodes) {
        this.nodes = nodes;
    }

    @Override
    public CompletionStage<NodeReply> ask(NodeCommand command) {
        return nodes.ask(command);
    }

    @Override
    public CompletionStage<NodeListing.Listed> nodes(
            String list, Predicate<String> types, Paging.Place place, int most) {
        return nodes.nodes(list, types, place, most);
    }

    @Override
    public CompletionStage<Map<NodeId, List<OwnSubscription>>> subscriptionsOf(String service, Jid bare) {
        return nodes.subscriptionsOf(service, bare);
    }

    @Override
    public CompletionStage<Map<NodeId, Affiliation>> affiliationsOf(String service, Jid bare) {
        return nodes.affiliationsOf(service, bare);
    }

    @Override
    public CompletionStage<Optional<List<Jid>>> publishersOf(NodeKey node, int among) {
        return nodes.publishersOf(node, among);
    }

    @Override
    public CompletionStage<Map<NodeId, Boolean>> ownedBy(String service, Jid bare) {
        return nodes.ownedBy(service, bare);
    }
}
