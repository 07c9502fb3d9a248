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
        for (Map.Entry<NodeCommand.Whose, SubscriptionState> wanted :
                change.changes().entrySet()) {
            NodeCommand.Whose whose = wanted.getKey();
            Jid subscriber = whose.subscriber();
            Optional<Subscription> present = Subscribing.find(node, subscriber);
            Optional<PendingSubscription> pending = node.pendingSubscription(subscriber)
                    .filter(waiting -> whose.subId().orElse(SubId.FIRST).equals(SubId.FIRST));
            switch (wanted.getValue()) {
                case NONE -> {
                    present.ifPresent(some -> end(some, whose, changes));
                    pending.ifPresent(changes::deny);
                }
                case SUBSCRIBED -> {
                    if (Access.refusal(node, subscriber).isPresent() || isUnknown(whose, present)) {
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

    /** §8.8.3: without a SubID the subscriber goes from the list. */
    private static void end(Subscription present, NodeCommand.Whose whose, Changes changes) {
        if (whose.subId().isEmpty()) {
            changes.unsubscribe(present);
        } else if (present.find(whose.subId().get()).isPresent()) {
            changes.unsubscribe(present, whose.subId().get());
        }
    }

    /** Whether it names a subscription that there is not: it is for us to name them (§6.1.6). */
    private static boolean isUnknown(NodeCommand.Whose whose, Optional<Subscription> present) {
        return whose.subId()
                .filter(named -> present.map(some -> some.find(named).isEmpty()).orElse(!named.equals(SubId.FIRST)))
                .isPresent();
    }

    /** §8.8.2.4: what is not named in the error would count as done, so all of them are. */
    private static Decision refuse(NodeView node, NodeCommand.ChangeSubscriptions change) {
        Map<NodeCommand.Whose, SubscriptionState> present = new LinkedHashMap<>();
        for (NodeCommand.Whose whose : change.changes().keySet()) {
            present.put(whose, Subscribing.state(node, whose));
        }
        return Decision.answer(new NodeReply.SubscriptionsRefused(PubSubError.NOT_ACCEPTABLE, present));
    }

    private ManagingSubscriptions() {}
}
