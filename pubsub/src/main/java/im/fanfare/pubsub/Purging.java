package im.fanfare.pubsub;

import java.util.List;

/** Delete all items of a node: XEP-0060 §8.5. */
final class Purging {
    /** What is named is one event, which has to fit into one row. */
    private static final int MOST_NAMED = 10_000;

    static Decision decide(NodeView node, NodeCommand.Purge purge) {
        // §4.1's footnote lets a service allow publishers; §8.5.3.2 calls it an owner's use case, and we follow that.
        if (node.affiliationOf(purge.requester().bare()) != Affiliation.OWNER) {
            return Decision.refuse(PubSubError.FORBIDDEN);
        }
        if (!node.state().config().persistItems()) {
            return Decision.refuse(PubSubError.NOT_PERSISTENT);
        }
        return Decision.change(purged(node.items()), new NodeReply.Done());
    }

    /** {@code purge_offline}: what befalls the node when somebody has gone offline who published there. */
    static List<NodeEvent> offline(NodeView node, Jid publisher) {
        boolean isTheirs = node.items()
                .newest()
                .filter(item -> item.publisher().bare().equals(publisher.bare()))
                .isPresent();
        return node.state().config().purgesOffline() && isTheirs ? List.of(purged(node.items())) : List.of();
    }

    private static NodeEvent purged(ItemIndex items) {
        return items.isWhole() && items.size() <= MOST_NAMED
                ? new NodeEvent.NodePurged(items.all())
                : new NodeEvent.NodePurged(List.of(), items.first().orElse(0L));
    }

    private Purging() {}
}
