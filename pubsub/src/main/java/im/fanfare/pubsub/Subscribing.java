package im.fanfare.pubsub;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
        Optional<SubscriptionOptions> options = present.map(Subscription::options)
                .orElse(SubscriptionOptions.STANDARD)
                .with(subscribe.options(), node.state().config());
        if (options.isEmpty() || options.get().areOver(now)) {
            return Decision.refuse(PubSubError.INVALID_OPTIONS); // §6.3.6.2
        }
        NodeReply subscribed = new NodeReply.Subscribed(
                subscriber,
                SubscriptionState.SUBSCRIBED,
                options.get(),
                SubscriptionOption.of(node.state().config()),
                node.state().config().goesByPresence());
        Changes changes = new Changes(node, subscribe.requester());
        if (present.isPresent()) { // §6.1.2: the present state is what there is to say; the options are as wanted now
            changes.configure(present.get(), options.get());
            return Decision.change(changes.events(), subscribed);
        }
        if (node.pendingSubscription(subscriber).isPresent()) {
            return Decision.refuse(PubSubError.PENDING_SUBSCRIPTION); // §6.1.3.7
        }
        if (Access.needsApproval(node, subscriber)) {
            return Authorizing.request(node, subscribe, options.get());
        }
        changes.subscribe(subscriber, options.get());
        return Decision.change(changes.events(), subscribed);
    }

    static Decision unsubscribe(NodeView node, NodeCommand.Unsubscribe unsubscribe) {
        Jid subscriber = unsubscribe.subscriber();
        if (!subscriber.bare().equals(unsubscribe.requester().bare())) {
            return Decision.refuse(PubSubError.FORBIDDEN); // §6.2.3.3
        }
        Changes changes = new Changes(node, unsubscribe.requester());
        find(node, subscriber).ifPresent(changes::unsubscribe);
        node.pendingSubscription(subscriber).ifPresent(changes::withdraw);
        if (changes.events().isEmpty()) {
            return Decision.refuse(PubSubError.NOT_SUBSCRIBED); // §6.2.3.2
        }
        // §6.2.3.5: we give out no subscription ids, so one that is named is ignored.
        return Decision.change(changes.events(), new NodeReply.Done());
    }

    /** The subscriber is not told: they are not there, and would find it when they come again for something else. */
    static Decision endTemporary(NodeView node, Jid subscriber) {
        Changes changes = new Changes(node, subscriber);
        find(node, subscriber)
                .filter(subscription -> subscription.options().endsWithPresence())
                .ifPresent(changes::unsubscribe);
        return Decision.change(changes.events(), new NodeReply.Done());
    }

    static SubscriptionState state(NodeView node, Jid subscriber) {
        if (find(node, subscriber).isPresent()) {
            return SubscriptionState.SUBSCRIBED;
        }
        return node.pendingSubscription(subscriber).isPresent() ? SubscriptionState.PENDING : SubscriptionState.NONE;
    }

    static Optional<Subscription> find(NodeView node, Jid subscriber) {
        List<Subscription> subscriptions = node.subscriptionsOf(subscriber.bare());
        return subscriptions.stream()
                .filter(subscription -> subscription.subscriber().equals(subscriber))
                .findFirst();
    }

    private Subscribing() {}
}
