package im.fanfare.pubsub;

import java.util.List;

/** End the subscriptions of those who may no longer have access to all nodes above: XEP-0496 §4.4. */
public final class Examining {
    /**
     * What happens to a part of the subscribers.
     *
     * @param refused whose subscriptions end
     */
    public static List<NodeEvent> end(NodeView node, List<Subscription> refused) {
        Changes changes = new Changes(node, node.state().id().serviceJid());
        refused.forEach(changes::unsubscribe);
        return changes.events();
    }

    private Examining() {}
}
