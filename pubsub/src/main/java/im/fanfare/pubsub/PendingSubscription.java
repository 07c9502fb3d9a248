package im.fanfare.pubsub;

/**
 * A request to subscribe that waits for an owner's word: {@link SubscriptionState#PENDING}.
 *
 * @param subscriber who is to be subscribed, bare or full
 * @param options with which
 */
public record PendingSubscription(Jid subscriber, SubscriptionOptions options) {
    /** A request without options of its own. */
    public PendingSubscription(Jid subscriber) {
        this(subscriber, SubscriptionOptions.STANDARD);
    }
}
