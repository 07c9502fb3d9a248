package im.fanfare.fanout;

import im.fanfare.schema.PageRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A page that something is to be done about, with what waits for it: {@code loading → ready → ending}. Belongs to one
 * {@link DeliveryPartition}.
 */
final class PageSlot {
    /** What a page costs besides its subscribers, some 300 bytes, counted in subscribers. */
    private static final int OVERHEAD = 8;

    final PageKey key;

    /** Records that came while the page was loading or ending. */
    final Deque<Ledger.Entry<PageRecord>> waiting = new ArrayDeque<>();

    /** Absent while loading. */
    private Optional<Page> page = Optional.empty();

    /** The record that ends the page, once it has come. */
    private Optional<Ledger.Entry<PageRecord>> last = Optional.empty();

    private long offered;
    private int inFlight;
    private boolean used = true;
    private int cost;

    PageSlot(PageKey key) {
        this.key = key;
    }

    /** Whether records can be applied; if not, they wait. */
    boolean isReady() {
        return page.isPresent() && last.isEmpty();
    }

    boolean isIdle() {
        return isReady() && inFlight == 0 && waiting.isEmpty();
    }

    Page page() {
        return page.orElseThrow();
    }

    void loaded(Page loaded) {
        page = Optional.of(loaded);
    }

    void end(Ledger.Entry<PageRecord> by) {
        last = Optional.of(by);
    }

    /** The record that ends the page, once everything before it has been delivered. */
    Optional<Ledger.Entry<PageRecord>> ended() {
        return inFlight == 0 ? last : Optional.empty();
    }

    boolean isEndedBy(Ledger.Entry<PageRecord> entry) {
        return last.isPresent() && last.get() == entry;
    }

    /** Notes that a revision is offered; false where it was already, as after a node repeated what it logged. */
    boolean offer(long revision) {
        if (revision <= offered) {
            return false;
        }
        offered = revision;
        return true;
    }

    void started() {
        inFlight++;
    }

    void delivered() {
        inFlight--;
    }

    void use() {
        used = true;
    }

    /** Whether it was used since this was asked last. */
    boolean takeUsed() {
        boolean was = used;
        used = false;
        return was;
    }

    /** By how much it costs more than when this was asked last. */
    int takeCostChange() {
        int now = page.map(Page::entries).orElse(0) + OVERHEAD;
        int change = now - cost;
        cost = now;
        return change;
    }

    int cost() {
        return cost;
    }
}
