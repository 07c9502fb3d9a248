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
        ItemIndex items = node.items();
        return Decision.change(
                items.isWhole() && items.size() <= MOST_NAMED
                        ? new NodeEvent.NodePurged(items.all())
                        : new NodeEvent.NodePurged(List.of(), items.first().orElse(0L)),
                new NodeReply.Done());
    }

    private Purging() {}
}
