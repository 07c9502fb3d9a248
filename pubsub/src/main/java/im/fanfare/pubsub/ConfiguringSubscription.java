package im.fanfare.pubsub;

import java.time.Instant;
import java.util.Optional;

/** A subscriber looks at and changes the options of a subscription: XEP-0060 §6.3, in the order of §6.3.4. */
final class ConfiguringSubscription {
    static Decision read(NodeView node, NodeCommand.ReadOptions read) {
        Optional<PubSubError> refusal = refusal(node, read.requester(), read.subscriber(), read.subId());
        if (refusal.isPresent()) {
            return Decision.refuse(refusal.get());
        }
        Subscription.One one = present(node, read.subscriber()).meant(read.subId());
        return Decision.answer(new NodeReply.Options(
                one.options(), SubscriptionOption.of(node.state().config()), one.subId()));
    }

    static Decision change(NodeView node, NodeCommand.ChangeOptions change, Instant now) {
        Optional<PubSubError> refusal = refusal(node, change.requester(), change.subscriber(), change.subId());
        if (refusal.isPresent()) {
            return Decision.refuse(refusal.get());
        }
        Subscription present = present(node, change.subscriber());
        Subscription.One one = present.meant(change.subId());
        Optional<SubscriptionOptions> options =
                one.options().with(change.options(), node.state().config());
        if (options.isEmpty() || options.get().areOver(now)) {
            return Decision.refuse(PubSubError.INVALID_OPTIONS); // §6.3.6.2
        }
        Changes changes = new Changes(node, change.requester());
        changes.configure(present, one, options.get());
        return Decision.change(changes.events(), new NodeReply.Done());
    }

    private static Optional<PubSubError> refusal(NodeView node, Jid requester, Jid subscriber, Optional<SubId> subId) {
        if (!subscriber.bare().equals(requester.bare())) {
            return Optional.of(PubSubError.FORBIDDEN); // §6.3.4.1
        }
        return Subscribing.find(node, subscriber)
                .map(present -> present.refusal(subId)) // §6.3.4.4, §6.3.4.5
                .orElse(Optional.of(PubSubError.NO_SUCH_SUBSCRIBER)); // §6.3.4.2
    }

    private static Subscription present(NodeView node, Jid subscriber) {
        return Subscribing.find(node, subscriber).orElseThrow();
    }

    private ConfiguringSubscription() {}
}
