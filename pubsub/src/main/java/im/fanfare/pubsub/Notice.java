package im.fanfare.pubsub;

/** What somebody is told who need not be subscribed. */
public sealed interface Notice {
    /** XEP-0060 §8.6: an owner is asked whether somebody may subscribe. */
    record SubscriptionRequest(Jid subscriber) implements Notice {}

    /** XEP-0060 §13.14: somebody's subscription has become this. */
    record SubscriptionChanged(Jid subscriber, SubId subId, SubscriptionState state) implements Notice {
        /** Of the one that somebody has who has no other. */
        public SubscriptionChanged(Jid subscriber, SubscriptionState state) {
            this(subscriber, SubId.FIRST, state);
        }
    }

    /** XEP-0060 §8.9.4: a bare JID has become this to the node. */
    record AffiliationChanged(Jid jid, Affiliation affiliation) implements Notice {}
}
