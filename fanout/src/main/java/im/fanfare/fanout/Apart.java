package im.fanfare.fanout;

import im.fanfare.pubsub.Subscription;
import java.util.List;

/**
 * What is kept of a subscriber who is not told as all others are.
 *
 * @param manner in which they are told, who have one subscription
 * @param several all subscriptions of who has several, or one that is not for everything; otherwise empty
 */
record Apart(Manner manner, List<Subscription.One> several) {
    /** Of all others. */
    static final Apart NOT = new Apart(Manner.PLAIN, List.of());

    static Apart of(Subscription subscription) {
        if (subscription.isStandard()) {
            return NOT; // as nearly all: a page that is loaded asks it of thousands
        }
        if (subscription.isOneOfSeveral()
                || subscription.options().digest().isPresent()
                || subscription.options().areExtended()) {
            return new Apart(Manner.PLAIN, subscription.all());
        }
        Manner manner = Manner.of(subscription.options());
        return manner.isPlain() ? NOT : new Apart(manner, List.of());
    }

    /** Whether what is told says in which manner, if at all. */
    boolean isDecidedEachTime() {
        return !several.isEmpty();
    }
}
