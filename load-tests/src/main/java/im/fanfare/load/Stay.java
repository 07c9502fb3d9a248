package im.fanfare.load;

import java.util.BitSet;

/**
 * One who subscribes to a node, stays, and unsubscribes, while others publish.
 *
 * <p>Due are the items sent after the subscription was acknowledged that were themselves acknowledged before its end was
 * asked for. Of those under way at either moment nobody can say whether they are: they may come, in order and once.
 */
public final class Stay {
    private final Audience audience;
    private final int arrived;
    private final BitSet told = new BitSet(); // from the item at arrival on
    private int newest;
    private int subscribed = Integer.MAX_VALUE;
    private int left = Integer.MAX_VALUE;

    Stay(Audience audience, int arrived) {
        this.audience = audience;
        this.arrived = arrived;
    }

    /** What an item's coming means. */
    enum Coming {
        RIGHT,
        REPEATED,
        REORDERED,
        STRAY
    }

    Audience audience() {
        return audience;
    }

    synchronized Coming tell(int item, int revision) {
        if (item < arrived || item >= left) {
            return Coming.STRAY;
        }
        if (told.get(item - arrived)) {
            return Coming.REPEATED;
        }
        told.set(item - arrived);
        if (revision < newest) {
            return Coming.REORDERED;
        }
        newest = revision;
        return Coming.RIGHT;
    }

    /** The subscription is acknowledged; the next item to be sent has this number. */
    synchronized void subscribed(int next) {
        subscribed = next;
    }

    /** The end of it is acknowledged. */
    synchronized void left(int next) {
        left = next;
    }

    /** Whether this item is due if it was acknowledged in time. */
    synchronized boolean isOwed(int item) {
        return item >= subscribed && !told.get(item - arrived);
    }

    synchronized int firstDue() {
        return subscribed;
    }
}
