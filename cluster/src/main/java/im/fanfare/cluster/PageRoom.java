package im.fanfare.cluster;

import im.fanfare.schema.Progress;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a node's next subscriber goes: into the first place that somebody left, or else behind the last one. Nothing is
 * ever moved, so subscribing costs the same however many there are.
 */
final class PageRoom {
    /**
     * Subscribers of a page: one Cassandra partition of some 60 KB, one Kafka record, and what a crash may repeat beyond
     * the window, since a page is done or not done. See decision 6.
     */
    static final int PAGE_SIZE = 1_024;

    /** Pages whose free places are remembered; of others they are forgotten, which costs room and nothing else. */
    private static final int MOST_REMEMBERED = 64;

    private final TreeMap<Integer, Integer> free;
    private long subscribers;
    private int pages;
    private int lastPageFill;

    PageRoom(Progress progress) {
        this.free = new TreeMap<>(progress.room());
        this.subscribers = progress.subscribers();
        this.pages = progress.pages();
        this.lastPageFill = progress.lastPageFill();
    }

    long subscribers() {
        return subscribers;
    }

    int pages() {
        return pages;
    }

    /** The page of the next subscriber, or of the one {@code ahead} places behind it. */
    int page(int ahead) {
        int left = ahead;
        for (Map.Entry<Integer, Integer> page : free.entrySet()) {
            if (left < page.getValue()) {
                return page.getKey();
            }
            left -= page.getValue();
        }
        long taken = pages == 0 ? 0 : (long) (pages - 1) * PAGE_SIZE + lastPageFill;
        return (int) ((taken + left) / PAGE_SIZE);
    }

    void take(int page) {
        subscribers++;
        if (free.containsKey(page)) {
            free.computeIfPresent(page, (number, places) -> places == 1 ? null : places - 1);
        } else if (page >= pages) {
            pages = page + 1;
            lastPageFill = 1;
        } else {
            lastPageFill++;
        }
    }

    void free(int page) {
        subscribers--;
        if (free.size() < MOST_REMEMBERED || free.containsKey(page)) {
            free.merge(page, 1, Integer::sum);
        }
    }

    Progress progress(long revision, long timestamp, long firstItem) {
        return new Progress(revision, timestamp, firstItem, subscribers, pages, lastPageFill, free);
    }
}
