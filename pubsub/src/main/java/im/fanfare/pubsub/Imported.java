package im.fanfare.pubsub;

import java.util.Map;

/** One thing that a node had elsewhere, and is to have here. */
public sealed interface Imported {
    /**
     * An item, the newest of those so far.
     *
     * @param publisher who published it there
     */
    record OfItem(NewItem item, Jid publisher) implements Imported {}

    /** Somebody who is subscribed there, with these options. */
    record OfSubscription(Jid subscriber, Map<SubscriptionOption, String> options) implements Imported {
        public OfSubscription {
            options = Map.copyOf(options);
        }
    }

    /** What a bare JID is there. */
    record OfAffiliation(Jid jid, Affiliation affiliation) implements Imported {}
}
