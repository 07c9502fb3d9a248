package im.fanfare.pubsub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
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
            Jid subscriber = wanted.getKey();
            Optional<Subscription> present = Subscribing.find(node, subscriber);
            switch (wanted.getValue()) {
                case NONE -> present.ifPresent(subscription -> events.add(new NodeEvent.Unsubscribed(subscription)));
                case SUBSCRIBED -> {
                    if (Access.refusal(node, subscriber).isPresent()) {
                        return refuse(
                                node, change); // §15.3: what the node's access model bars, no owner's wish brings in
                    }
                    if (present.isEmpty()) {
                        events.add(new NodeEvent.Subscribed(new Subscription(
                                subscriber, node.pageWithRoom(added++), node.nextRevision() + events.size())));
                    }
                }
                case PENDING, UNCONFIGURED -> {
                    return refuse(node, change); // there is no such state at this node
                }
            }
        }
        return Decision.change(events, new NodeReply.Done());
    }

    /** §8.8.2.4: what is not named in the error would count as done, so all of them are. */
    private static Decision refuse(NodeView node, NodeCommand.ChangeSubscriptions change) {
        Map<Jid, SubscriptionState> present = new LinkedHashMap<>();
        for (Jid subscriber : change.changes().keySet()) {
            boolean subscribed = Subscribing.find(node, subscriber).isPresent();
            present.put(subscriber, subscribed ? SubscriptionState.SUBSCRIBED : SubscriptionState.NONE);
        }
        return Decision.answer(new NodeReply.SubscriptionsRefused(PubSubError.NOT_ACCEPTABLE, present));
    }

    private ManagingSubscriptions() {}
}
