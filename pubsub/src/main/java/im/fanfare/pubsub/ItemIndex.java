package im.fanfare.pubsub;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which items a node has: their ids, publishers and times in the order of publication, without payloads.
 *
 * <p>The one mutable word: it belongs to the entity of its node, which alone applies events to it.
 */
public final class ItemIndex {
    /** An item as it is known without its payload. */
    record Entry(ItemRef item, Jid publisher, long created, Instant published) {}

    private final Map<ItemId, Entry> entries = new HashMap<>();
    private final NavigableMap<Long, Entry> order = new TreeMap<>();

    /**
     * Takes in an item; an id published again moves to the end.
     *
     * @param created as {@link Item#created}
     * @param published not before that of the item before it
     */
    public void add(ItemRef item, Jid publisher, long created, Instant published) {
        remove(item.id());
        Entry entry = new Entry(item, publisher, created == 0 ? item.revision() : created, published);
        entries.put(item.id(), entry);
        order.put(item.revision(), entry);
    }

    private void remove(ItemId id) {
        Optional.ofNullable(entries.remove(id))
                .ifPresent(entry -> order.remove(entry.item().revision()));
    }

    /**
     * Takes in what has happened.
     *
     * @param persistent whether the node keeps what is published to it
     */
    public void apply(NodeEvent event, long revision, boolean persistent) {
        if (event instanceof NodeEvent.ItemPublished published) {
            published.gone().forEach(gone -> remove(gone.id()));
            published
                    .item()
                    .filter(item -> persistent)
                    .ifPresent(item ->
                            add(new ItemRef(item.id(), revision), item.publisher(), item.created(), item.published()));
        } else if (event instanceof NodeEvent.ItemsRetracted retracted) {
            retracted.gone().forEach(gone -> remove(gone.id()));
        } else if (event instanceof NodeEvent.NodePurged) {
            entries.clear();
            order.clear();
        }
    }

    public int size() {
        return entries.size();
    }

    public Optional<ItemRef> find(ItemId id) {
        return Optional.ofNullable(entries.get(id)).map(Entry::item);
    }

    public Optional<Jid> publisherOf(ItemId id) {
        return Optional.ofNullable(entries.get(id)).map(Entry::publisher);
    }

    /** The revision that first published an item of this id. */
    Optional<Long> createdBy(ItemId id) {
        return Optional.ofNullable(entries.get(id)).map(Entry::created);
    }

    /** The revision of the oldest item. */
    public Optional<Long> first() {
        return order.isEmpty() ? Optional.empty() : Optional.of(order.firstKey());
    }

    /** The newest item. */
    Optional<ItemRef> last() {
        return Optional.ofNullable(order.lastEntry())
                .map(last -> last.getValue().item());
    }

    /** When the oldest item was published. */
    Optional<Instant> firstPublished() {
        return Optional.ofNullable(order.firstEntry())
                .map(first -> first.getValue().published());
    }

    /** When the newest item was published. */
    Optional<Instant> lastPublished() {
        return Optional.ofNullable(order.lastEntry())
                .map(last -> last.getValue().published());
    }

    /** Oldest first. */
    public List<ItemRef> all() {
        return entries().stream().map(Entry::item).toList();
    }

    /** Oldest first. */
    Collection<Entry> entries() {
        return Collections.unmodifiableCollection(order.values());
    }

    /** The oldest {@code most} of those that were published by then. */
    List<ItemRef> publishedBy(Instant time, int most) {
        return order.values().stream()
                .takeWhile(entry -> !entry.published().isAfter(time))
                .limit(most)
                .map(Entry::item)
                .toList();
    }

    /** The oldest {@code count} but for one id. */
    List<ItemRef> oldest(int count, ItemId except) {
        return order.values().stream()
                .map(Entry::item)
                .filter(item -> !item.id().equals(except))
                .limit(count)
                .toList();
    }
}
