package im.fanfare.pubsub;

/**
 * A request to subscribe that waits for an owner's word: {@link SubscriptionState#PENDING}.
 *
 * @param subscriber who is to be subscribed, bare or full
 */
public record PendingSubscription(Jid subscriber) {}
