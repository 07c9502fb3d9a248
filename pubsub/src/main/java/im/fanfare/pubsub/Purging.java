package im.fanfare.pubsub;

/** Delete all items of a node: XEP-0060 §8.5. */
final class Purging {
    static Decision decide(NodeView node, NodeCommand.Purge purge) {
        // §4.1's footnote lets a service allow publishers; §8.5.3.2 calls it an owner's use case, and we follow that.
        if (node.affiliationOf(purge.requester().bare()) != Affiliation.OWNER) {
            return Decision.refuse(PubSubError.FORBIDDEN);
        }
        if (!node.state().config().persistItems()) {
            return Decision.refuse(PubSubError.NOT_PERSISTENT);
        }
        return Decision.change(new NodeEvent.NodePurged(node.items().all()), new NodeReply.Done());
    }

    private Purging() {}
}
