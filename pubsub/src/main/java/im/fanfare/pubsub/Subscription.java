package im.fanfare.pubsub;

/**
 * One subscriber of one node, in the state {@link SubscriptionState#SUBSCRIBED}.
 *
 * @param subscriber as subscribed, bare or full
 * @param page the slice of the node's subscribers it is kept in, counted from 0
 * @param since the node's revision that subscribed it: what was published before is not for it
 */
public record Subscription(Jid subscriber, int page, long since) {}
