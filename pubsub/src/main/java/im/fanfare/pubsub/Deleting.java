package im.fanfare.pubsub;

import java.util.Optional;

/** Delete a node: XEP-0060 §8.4; and with it those that depend on it: XEP-0496 §4.3 and §4.4. */
final class Deleting {
    static Decision decide(NodeView node, NodeCommand.Delete delete) {
        if (!node.affiliationOf(delete.requester().bare()).may(Privilege.DELETE)) {
            return Decision.refuse(PubSubError.FORBIDDEN);
        }
        return Decision.change(new NodeEvent.NodeDeleted(delete.redirect()), new NodeReply.Done());
    }

    /** Where it depends on that node no longer, there is nothing to do. */
    static Decision follow(NodeView node, NodeCommand.DeleteDependant delete) {
        NodeConfig config = node.state().config();
        Optional<Relative> on = Optional.of(delete.on());
        boolean depends = config.relative(ConfigField.LINK).equals(on)
                || config.relative(ConfigField.PARENT).equals(on);
        return depends
                ? Decision.change(new NodeEvent.NodeDeleted(Optional.empty()), new NodeReply.Done())
                : Decision.answer(new NodeReply.Done());
    }

    private Deleting() {}
}
