package im.fanfare.fanout;

import im.fanfare.schema.PageRecord;
import java.util.Optional;

/**
 * A page that something is to be done about, with what waits for it: {@code loading → ready → ending}. Belongs to one
 * {@link DeliveryPartition}.
 */
final class PageSlot {
    /** What a page costs besides its subscribers, some 300 bytes, counted in subscribers. */
    private static final int OVERHEAD = 8;

    final PageKey key;

    /** Records that are for it and have not taken effect yet. */
    int expected;

    /** Absent while loading. */
    private Optional<Page> page = Optional.empty();

    /** The record that ends the page, once it has come. */
    private Optional<Ledger.Entry<PageRecord>> last = Optional.empty();

    private long offered;
    private long toldAll;
    private int inFlight;
    private boolean used = true;
    private int cost;

    PageSlot(PageKey key) {
        this.key = key;
    }

    boolean isLoaded() {
        return page.isPresent();
    }

    /** Whether its last record has come: nothing takes effect any more. */
    boolean isEnding() {
        return last.isPresent();
    }

    boolean isIdle() {
        return isLoaded() && !isEnding() && inFlight == 0 && expected == 0;
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

    /** False of a revision that was offered already, as after a node repeated what it logged. */
    boolean isNew(long revision) {
        return revision > offered;
    }

    void offered(long revision) {
        offered = revision;
        inFlight++;
    }

    /** All of the page are being told of this revision. */
    void toldAll(long revision) {
        toldAll = revision;
    }

    /** Whether all of the page have been told of a later one. */
    boolean isBeyond(long revision) {
        return toldAll > revision;
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
