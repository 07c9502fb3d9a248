package im.fanfare.load;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

/**
 * Holds every notification against what was published: each subscriber is told of each item of its node once, whole, and
 * in the order of publishing.
 *
 * <p>Publications are registered by one thread; notifications may come from several, those of one subscriber from one.
 */
final class Checker {
    private volatile Publication[] publications = new Publication[1 << 10];
    private volatile int registered = 1; // so that no item has the number that stands for none in Audience.newest
    private final LongAdder notifications = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder reordered = new LongAdder();
    private final LongAdder damaged = new LongAdder();
    private final LongAdder stray = new LongAdder();

    /**
     * The next item of this node, about to be sent.
     *
     * @param answered completes with the moment of the acknowledgement
     */
    synchronized Publication publish(Audience audience, CompletableFuture<Long> answered) {
        int item = registered;
        if (item == publications.length) {
            publications = Arrays.copyOf(publications, 2 * item);
        }
        Publication publication = new Publication(item, audience, answered);
        publications[item] = publication;
        registered = item + 1;
        return publication;
    }

    void notification(int subscriber, int item, boolean whole, long now) {
        if (item < 1 || item >= registered) {
            stray.increment();
            return;
        }
        Publication publication = publications[item];
        Audience audience = publication.audience();
        int index = subscriber - audience.first();
        if (index < 0 || index >= audience.size()) {
            stray.increment();
            return;
        }
        if (!whole) {
            damaged.increment();
        }
        int newest = audience.newest()[index];
        if (!publication.tell(index, now)) {
            repeated.increment();
            return;
        }
        if (newest > item) {
            reordered.increment();
        } else {
            audience.newest()[index] = item;
        }
        notifications.increment();
    }

    /** A message that nobody should have been sent. */
    void stray() {
        stray.increment();
    }

    /** Each of them the first of its item to its subscriber. */
    long notifications() {
        return notifications.sum();
    }

    synchronized Findings findings() {
        long missing = Arrays.stream(publications, 1, registered)
                .mapToLong(Publication::missing)
                .sum();
        return new Findings(
                registered - 1,
                notifications.sum(),
                missing,
                repeated.sum(),
                reordered.sum(),
                damaged.sum(),
                stray.sum());
    }
}
