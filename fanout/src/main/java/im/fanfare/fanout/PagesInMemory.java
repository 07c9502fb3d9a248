package im.fanfare.fanout;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the pages in memory cost, over all partitions that this member serves, counted in subscribers.
 *
 * <p>For any thread. The bound is a soft one: it is looked at before a page is loaded, so it is exceeded by what loads
 * at the same time.
 */
final class PagesInMemory {
    private final long most;
    private final AtomicLong pages = new AtomicLong();
    private final AtomicLong cost = new AtomicLong();
    private final LongAdder evicted = new LongAdder();

    PagesInMemory(long most) {
        this.most = most;
    }

    void change(int byPages, int byCost) {
        pages.addAndGet(byPages);
        cost.addAndGet(byCost);
    }

    /** One had to go for others. */
    void evicted(int itsCost) {
        change(-1, -itsCost);
        evicted.increment();
    }

    boolean areTooMany() {
        return cost.get() > most;
    }

    long pages() {
        return pages.get();
    }

    /** How many had to go for others since the start. */
    long evictions() {
        return evicted.sum();
    }
}
