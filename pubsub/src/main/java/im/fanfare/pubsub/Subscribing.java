package im.fanfare.pubsub;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Subscribe to a node and unsubscribe from it: XEP-0060 §6.1 and §6.2, in the order of their error cases. */
final class Subscribing {
    static Decision subscribe(NodeView node, NodeCommand.Subscribe subscribe, Instant now) {
        Jid subscriber = subscribe.subscriber();
        if (!subscriber.bare().equals(subscribe.requester().bare())) {
            return Decision.refuse(PubSubError.INVALID_JID); // §6.1.3.1
        }
        Optional<PubSubError> refusal = Access.refusal(node, subscriber);
        if (refusal.isPresent()) {
            return Decision.refuse(refusal.get());
        }
        Optional<Subscription> present = find(node, subscriber);
        Optional<Subscription.One> meant = present.flatMap(some -> asWanted(node, some, subscribe.options()));
        Optional<SubscriptionOptions> options = meant.map(Subscription.One::options)
                .orElse(SubscriptionOptions.STANDARD)
                .with(subscribe.options(), node.state().config());
        if (options.isEmpty() || options.get().areOver(now)) {
            return Decision.refuse(PubSubError.INVALID_OPTIONS); // §6.3.6.2
        }
        Changes changes = new Changes(node, subscribe.requester());
        if (meant.isPresent()) { // §6.1.2: the present state is what there is to say; the lease is as wanted now
            changes.configure(present.get(), meant.get(), options.get());
            return subscribed(node, changes, subscriber, meant.get().subId(), options.get());
        }
        if (present.isPresent()) {
            if (present.get().all().stream().anyMatch(one -> differInDepth(one.options(), options.get()))) {
                return Decision.refuse(PubSubError.CONFLICT); // XEP-0248 §6.1.3
            }
            if (present.get().all().size() >= Subscription.MOST) {
                return Decision.refuse(PubSubError.TOO_MANY_SUBSCRIPTIONS); // §6.1.3.9
            }
            SubId another = changes.subscribeAgain(present.get(), options.get());
            return subscribed(node, changes, subscriber, another, options.get());
        }
        if (node.pendingSubscription(subscriber).isPresent()) {
            return Decision.refuse(PubSubError.PENDING_SUBSCRIPTION); // §6.1.3.7
        }
        if (Access.needsApproval(node, subscriber)) {
            return Authorizing.request(node, subscribe, options.get());
        }
        changes.subscribe(subscriber, options.get());
        return subscribed(node, changes, subscriber, SubId.FIRST, options.get());
    }

    /**
     * The oldest of these subscriptions that has all options that are wanted, whenever it is to end: whoever wants others
     * wants another subscription (§6.1.6).
     */
    private static Optional<Subscription.One> asWanted(
            NodeView node, Subscription present, Map<SubscriptionOption, String> wanted) {
        Map<SubscriptionOption, String> lasting = new HashMap<>(wanted);
        lasting.remove(SubscriptionOption.EXPIRE);
        return present.all().stream()
                .filter(one -> one.options()
                        .with(lasting, node.state().config())
                        .filter(one.options()::equals)
                        .isPresent())
                .findFirst();
    }

    /** Whether one of two subscriptions is for nothing, since the other is for the same, and for what is deeper. */
    private static boolean differInDepth(SubscriptionOptions one, SubscriptionOptions other) {
        Map<SubscriptionOption, String> different = new HashMap<>(one.values());
        other.values().forEach((option, value) -> different.merge(option, value, (a, b) -> a.equals(b) ? null : b));
        different.remove(SubscriptionOption.EXPIRE);
        return different.keySet().equals(Set.of(SubscriptionOption.SUBSCRIPTION_DEPTH));
    }

    private static Decision subscribed(
            NodeView node, Changes changes, Jid subscriber, SubId subId, SubscriptionOptions options) {
        return Decision.change(
                changes.events(),
                new NodeReply.Subscribed(
                        subscriber,
                        SubscriptionState.SUBSCRIBED,
                        options,
                        SubscriptionOption.of(node.state().config()),
                        node.state().config().goesByPresence(),
                        subId));
    }

    static Decision unsubscribe(NodeView node, NodeCommand.Unsubscribe unsubscribe) {
        Jid subscriber = unsubscribe.subscriber();
        if (!subscriber.bare().equals(unsubscribe.requester().bare())) {
            return Decision.refuse(PubSubError.FORBIDDEN); // §6.2.3.3
        }
        Optional<Subscription> present = find(node, subscriber);
        Optional<PendingSubscription> pending = node.pendingSubscription(subscriber);
        if (present.isEmpty() && pending.isEmpty()) {
            return Decision.refuse(PubSubError.NOT_SUBSCRIBED); // §6.2.3.2
        }
        Optional<PubSubError> unclear = present.map(some -> some.refusal(unsubscribe.subId()))
                .orElseGet(() -> unsubscribe
                        .subId()
                        .filter(named -> !named.equals(SubId.FIRST))
                        .map(none -> PubSubError.INVALID_SUBID));
        if (unclear.isPresent()) {
            return Decision.refuse(unclear.get()); // §6.2.3.1, §6.2.3.5
        }
        SubId ended =
                present.map(some -> some.meant(unsubscribe.subId()).subId()).orElse(SubId.FIRST);
        Changes changes = new Changes(node, unsubscribe.requester());
        present.ifPresent(some -> changes.unsubscribe(some, ended));
        pending.ifPresent(changes::withdraw);
        return Decision.change(changes.events(), new NodeReply.Done(Optional.of(ended)));
    }

    /**
     * What ends with somebody's presence. The subscriber is not told: they are not there, and would find it when they come
     * again for something else.
     */
    static Decision endTemporary(NodeView node, Jid subscriber) {
        Changes changes = new Changes(node, subscriber);
        find(node, subscriber)
                .ifPresent(subscription -> subscription.all().stream()
                        .filter(one -> one.options().endsWithPresence())
                        .forEach(one -> changes.unsubscribe(subscription, one.subId())));
        Purging.offline(node, subscriber).forEach(changes::add);
        return Decision.change(changes.events(), new NodeReply.Done());
    }

    static SubscriptionState state(NodeView node, NodeCommand.Whose whose) {
        if (find(node, whose.subscriber())
                .filter(present -> whose.subId().isEmpty()
                        || present.find(whose.subId().get()).isPresent())
                .isPresent()) {
            return SubscriptionState.SUBSCRIBED;
        }
        return node.pendingSubscription(whose.subscriber()).isPresent()
                ? SubscriptionState.PENDING
                : SubscriptionState.NONE;
    }

    static Optional<Subscription> find(NodeView node, Jid subscriber) {
        List<Subscription> subscriptions = node.subscriptionsOf(subscriber.bare());
        return subscriptions.stream()
                .filter(subscription -> subscription.subscriber().equals(subscriber))
                .findFirst();
    }

    private Subscribing() {}
}
