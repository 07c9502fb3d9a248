package im.fanfare.fanout;

import java.util.concurrent.atomic.AtomicLong;

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

    PagesInMemory(long most) {
        this.most = most;
    }

    void change(int byPages, int byCost) {
        pages.addAndGet(byPages);
        cost.addAndGet(byCost);
    }

    boolean areTooMany() {
        return cost.get() > most;
    }

    long pages() {
        return pages.get();
    }
}
