package im.fanfare.pubsub;

import java.util.Optional;

/** Configure a node: XEP-0060 §8.2. */
final class Configuring {
    static Decision decide(NodeView node, NodeCommand.Configure configure) {
        if (!node.affiliationOf(configure.requester().bare()).may(Privilege.CONFIGURE)) {
            return Decision.refuse(PubSubError.FORBIDDEN);
        }
        NodeConfig before = node.state().config();
        Optional<NodeConfig> after = before.with(configure.config());
        if (after.isEmpty()) {
            return Decision.refuse(NodeConfig.refusal(configure.config()));
        }
        if (after.get().equals(before)) {
            return Decision.answer(new NodeReply.Done());
        }
        return Decision.change(new NodeEvent.NodeConfigured(after.get()), new NodeReply.Done());
    }

    static Decision read(NodeView node, NodeCommand.ReadConfig read) {
        if (!node.affiliationOf(read.requester().bare()).may(Privilege.CONFIGURE)) {
            return Decision.refuse(PubSubError.FORBIDDEN);
        }
        return Decision.answer(new NodeReply.Config(node.state().config()));
    }

    private Configuring() {}
}
