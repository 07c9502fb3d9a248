package im.fanfare.pubsub;

import java.util.Map;
import java.util.Optional;

/** One thing that a node had elsewhere, and is to have here. */
public sealed interface Imported {
    /**
     * An item, the newest of those so far.
     *
     * @param publisher who published it there
     */
    record OfItem(NewItem item, Jid publisher) implements Imported {}

    /**
     * Somebody who is subscribed there, with these options.
     *
     * @param subId what the subscription is called there, where it has a name
     */
    record OfSubscription(Jid subscriber, Map<SubscriptionOption, String> options, Optional<SubId> subId)
            implements Imported {
        public OfSubscription {
            options = Map.copyOf(options);
        }

        /** That has no name. */
        public OfSubscription(Jid subscriber, Map<SubscriptionOption, String> options) {
            this(subscriber, options, Optional.empty());
        }
    }

    /** What a bare JID is there. */
    record OfAffiliation(Jid jid, Affiliation affiliation) implements Imported {}
}
