package im.fanfare.pubsub;

/**
 * One subscriber of one node, in the state {@link SubscriptionState#SUBSCRIBED}.
 *
 * @param subscriber as subscribed, bare or full
 * @param page the slice of the node's subscribers it is kept in, counted from 0
 * @param since the node's revision that subscribed it, or that last began or ended its notifications: what was published
 *     before is not for it
 */
public record Subscription(Jid subscriber, int page, long since, SubscriptionOptions options) {
    /** A subscription without options of its own. */
    public Subscription(Jid subscriber, int page, long since) {
        this(subscriber, page, since, SubscriptionOptions.STANDARD);
    }

    /**
     * This subscription with other options.
     *
     * @param revision of the node that changes them; what goes on does not begin anew, or what was published just before
     *     would be missed
     */
    Subscription with(SubscriptionOptions changed, long revision) {
        boolean goesOn = changed.deliver() == options.deliver();
        return new Subscription(subscriber, page, goesOn ? since : revision, changed);
    }
}
