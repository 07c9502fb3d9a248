package im.fanfare.pubsub;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An owner looks at and changes the subscriptions of a node: XEP-0060 §8.8. */
final class ManagingSubscriptions {
    static Decision list(NodeView node, NodeCommand.ListSubscriptions list) {
        return node.affiliationOf(list.requester().bare()) == Affiliation.OWNER
                ? new Decision.FetchSubscriptions(list.paging())
                : Decision.refuse(PubSubError.FORBIDDEN);
    }

    static Decision change(NodeView node, NodeCommand.ChangeSubscriptions change) {
        if (node.affiliationOf(change.requester().bare()) != Affiliation.OWNER) {
            return Decision.refuse(PubSubError.FORBIDDEN);
        }
        Changes changes = new Changes(node, change.requester());
        for (Map.Entry<Jid, SubscriptionState> wanted : change.changes().entrySet()) {
            Jid subscriber = wanted.getKey();
            Optional<Subscription> present = Subscribing.find(node, subscriber);
            Optional<PendingSubscription> pending = node.pendingSubscription(subscriber);
            switch (wanted.getValue()) {
                case NONE -> {
                    present.ifPresent(changes::unsubscribe);
                    pending.ifPresent(changes::deny);
                }
                case SUBSCRIBED -> {
                    if (Access.refusal(node, subscriber).isPresent()) {
                        return refuse(
                                node, change); // §15.3: what the node's access model bars, no owner's wish brings in
                    }
                    if (pending.isPresent()) {
                        changes.approve(pending.get());
                    } else if (present.isEmpty()) {
                        changes.subscribe(subscriber, SubscriptionOptions.STANDARD);
                    }
                }
                case PENDING -> {
                    if (pending.isEmpty()) {
                        return refuse(node, change); // it is for the subscriber to ask
                    }
                }
                case UNCONFIGURED -> {
                    return refuse(node, change); // there is no such state at this node
                }
            }
        }
        return Decision.change(changes.events(), new NodeReply.Done());
    }

    /** §8.8.2.4: what is not named in the error would count as done, so all of them are. */
    private static Decision refuse(NodeView node, NodeCommand.ChangeSubscriptions change) {
        Map<Jid, SubscriptionState> present = new LinkedHashMap<>();
        for (Jid subscriber : change.changes().keySet()) {
            present.put(subscriber, Subscribing.state(node, subscriber));
        }
        return Decision.answer(new NodeReply.SubscriptionsRefused(PubSubError.NOT_ACCEPTABLE, present));
    }

    private ManagingSubscriptions() {}
}
