package im.fanfare.pubsub;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Configure a node: XEP-0060 §8.2. */
final class Configuring {
    /**
     * Subscriptions that one change of configuration may end: they are one commit, which has to fit into one row. The
     * owner of a larger node is refused rather than half obeyed.
     */
    private static final int MOST_ENDED = 16_384;

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
        List<NodeEvent> events = new ArrayList<>();
        events.add(new NodeEvent.NodeConfigured(after.get()));
        if (closes(before, after.get())) {
            if (node.subscribers() > MOST_ENDED) {
                return Decision.refuse(PubSubError.NOT_ACCEPTABLE);
            }
            events.addAll(ended(node, after.get()));
        }
        return Decision.change(events, new NodeReply.Done());
    }

    /** Whether those who are subscribed have to be looked at, one by one. */
    static boolean looksAtSubscribers(NodeView node, NodeCommand.Configure configure) {
        NodeConfig before = node.state().config();
        return node.subscribers() <= MOST_ENDED
                && before.with(configure.config())
                        .filter(after -> closes(before, after))
                        .isPresent();
    }

    private static boolean closes(NodeConfig before, NodeConfig after) {
        return before.accessModel() == AccessModel.OPEN && after.accessModel() == AccessModel.WHITELIST;
    }

    /** §15.3: nobody may go on being told what they may no longer ask for. */
    private static List<NodeEvent> ended(NodeView node, NodeConfig after) {
        List<NodeEvent> ended = new ArrayList<>();
        for (Subscription subscription : node.allSubscriptions()) {
            Affiliation affiliation =
                    node.affiliationOf(subscription.subscriber().bare());
            if (!after.accessModel().admits(affiliation)) {
                ended.add(new NodeEvent.Unsubscribed(subscription));
            }
        }
        return ended;
    }

    static Decision read(NodeView node, NodeCommand.ReadConfig read) {
        if (!node.affiliationOf(read.requester().bare()).may(Privilege.CONFIGURE)) {
            return Decision.refuse(PubSubError.FORBIDDEN);
        }
        return Decision.answer(new NodeReply.Config(node.state().config()));
    }

    private Configuring() {}
}
