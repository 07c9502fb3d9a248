package im.fanfare.pubsub;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which items a node has: their ids and publishers in the order of publication, without payloads.
 *
 * <p>The one mutable word: it belongs to the entity of its node, which alone applies events to it.
 */
public final class ItemIndex {
    private record Entry(ItemRef item, Jid publisher, long created) {}

    private final Map<ItemId, Entry> entries = new HashMap<>();
    private final NavigableMap<Long, ItemRef> order = new TreeMap<>();

    /** Takes in an item that a revision published for the first time. */
    public void add(ItemId id, long revision, Jid publisher) {
        add(id, revision, publisher, 0);
    }

    /**
     * Takes in the item that a revision published; an id published again moves to the end.
     *
     * @param created as {@link Item#created}
     */
    public void add(ItemId id, long revision, Jid publisher, long created) {
        remove(id);
        ItemRef item = new ItemRef(id, revision);
        entries.put(id, new Entry(item, publisher, created == 0 ? revision : created));
        order.put(revision, item);
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
                    .ifPresent(item -> add(item.id(), revision, item.publisher(), item.created()));
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
        return order.isEmpty()
                ? Optional.empty()
                : Optional.of(order.lastEntry().getValue());
    }

    /** Oldest first. */
    public List<ItemRef> all() {
        return List.copyOf(order.values());
    }

    /** The oldest {@code count} but for one id. */
    List<ItemRef> oldest(int count, ItemId except) {
        return order.values().stream()
                .filter(item -> !item.id().equals(except))
                .limit(count)
                .toList();
    }
}
