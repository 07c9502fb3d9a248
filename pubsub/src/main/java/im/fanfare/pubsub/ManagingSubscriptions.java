package im.fanfare.pubsub;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An owner looks at and changes the subscriptions of a node: XEP-0060 §8.8. */
final class ManagingSubscriptions {
    static Decision list(NodeView node, NodeCommand.ListSubscriptions list) {
        return node.affiliationOf(list.requester().bare()) == Affiliation.OWNER
                ? new Decision.FetchSubscriptions()
                : Decision.refuse(PubSubError.FORBIDDEN);
    }

    static Decision change(NodeView node, NodeCommand.ChangeSubscriptions change) {
        if (node.affiliationOf(change.requester().bare()) != Affiliation.OWNER) {
            return Decision.refuse(PubSubError.FORBIDDEN);
        }
        List<NodeEvent> events = new ArrayList<>();
        int added = 0;
        for (Map.Entry<Jid, SubscriptionState> wanted : change.changes().entrySet()) {
            Optional<Subscription> present = Subscribing.find(node, wanted.getKey());
            switch (wanted.getValue()) {
                case NONE -> present.ifPresent(subscription -> events.add(new NodeEvent.Unsubscribed(subscription)));
                case SUBSCRIBED -> {
                    if (present.isEmpty()) {
                        events.add(new NodeEvent.Subscribed(new Subscription(
                                wanted.getKey(), node.pageWithRoom(added++), node.nextRevision() + events.size())));
                    }
                }
                case PENDING, UNCONFIGURED -> {
                    return Decision.refuse(PubSubError.NOT_ACCEPTABLE); // §8.8.2.3: no such state at this node
                }
            }
        }
        return Decision.change(events, new NodeReply.Done());
    }

    private ManagingSubscriptions() {}
}
