package im.fanfare.fanout;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The pages of one partition that are in memory, the least recently used first. When this member has too many, those
 * that nothing is under way for are let go, which loses nothing: the store has them.
 *
 * <p>Belongs to one {@link DeliveryPartition}.
 */
final class PageShelf {
    private final Map<PageKey, PageSlot> slots = new LinkedHashMap<>(16, 0.75f, true);
    private final PagesInMemory inMemory;

    PageShelf(PagesInMemory inMemory) {
        this.inMemory = inMemory;
    }

    Optional<PageSlot> find(PageKey key) {
        Optional<PageSlot> slot = Optional.ofNullable(slots.get(key));
        slot.ifPresent(PageSlot::use);
        return slot;
    }

    /** Whether this member can do with another page, after others have gone for it. */
    boolean hasRoom() {
        letGo(slot -> true);
        return !inMemory.areTooMany();
    }

    /** A place for a page that has none, for which others may have to go. */
    PageSlot add(PageKey key) {
        letGo(slot -> true);
        PageSlot slot = new PageSlot(key);
        slots.put(key, slot);
        inMemory.change(1, slot.takeCostChange());
        return slot;
    }

    void resized(PageSlot slot) {
        inMemory.change(0, slot.takeCostChange());
    }

    void remove(PageSlot slot) {
        slots.remove(slot.key);
        inMemory.change(-1, -slot.cost());
    }

    /** Makes room for other partitions: a partition where nothing happens would keep its pages for ever. */
    void letGoUnused() {
        letGo(slot -> !slot.takeUsed());
    }

    void clear() {
        slots.values().forEach(slot -> inMemory.change(-1, -slot.cost()));
        slots.clear();
    }

    private void letGo(Predicate<PageSlot> which) {
        Iterator<PageSlot> eldest = slots.values().iterator();
        while (inMemory.areTooMany() && eldest.hasNext()) {
            PageSlot slot = eldest.next();
            if (slot.isIdle() && which.test(slot)) {
                eldest.remove();
                inMemory.evicted(slot.cost());
            }
        }
    }
}
