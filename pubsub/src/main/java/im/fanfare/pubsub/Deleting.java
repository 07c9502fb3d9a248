package im.fanfare.pubsub;

/** Delete a node: XEP-0060 §8.4. */
final class Deleting {
    static Decision decide(NodeView node, NodeCommand.Delete delete) {
        if (!node.affiliationOf(delete.requester().bare()).may(Privilege.DELETE)) {
            return Decision.refuse(PubSubError.FORBIDDEN);
        }
        return Decision.change(new NodeEvent.NodeDeleted(delete.redirect()), new NodeReply.Done());
    }

    private Deleting() {}
}
