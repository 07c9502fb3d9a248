package im.fanfare.pubsub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which items a node has: their ids and publishers in the order of publication, without payloads.
 *
 * <p>The one mutable word: it belongs to the entity of its node, which alone applies events to it.
 */
public final class ItemIndex {
    private record Entry(long revision, Jid publisher) {}

    private final Map<ItemId, Entry> entries = new LinkedHashMap<>();

    /** Takes in the item that a revision published; items come in the order of their revisions. */
    public void add(ItemId id, long revision, Jid publisher) {
        entries.remove(id); // an id published again moves to the end
        entries.put(id, new Entry(revision, publisher));
    }

    /**
     * Takes in what has happened.
     *
     * @param persistent whether the node keeps what is published to it
     */
    public void apply(NodeEvent event, long revision, boolean persistent) {
        if (event instanceof NodeEvent.ItemPublished published) {
            published.gone().forEach(gone -> entries.remove(gone.id()));
            published.item().filter(item -> persistent).ifPresent(item -> add(item.id(), revision, item.publisher()));
        } else if (event instanceof NodeEvent.ItemsRetracted retracted) {
            retracted.gone().forEach(gone -> entries.remove(gone.id()));
        } else if (event instanceof NodeEvent.NodePurged) {
            entries.clear();
        }
    }

    public int size() {
        return entries.size();
    }

    public Optional<ItemRef> find(ItemId id) {
        return Optional.ofNullable(entries.get(id)).map(entry -> new ItemRef(id, entry.revision()));
    }

    public Optional<Jid> publisherOf(ItemId id) {
        return Optional.ofNullable(entries.get(id)).map(Entry::publisher);
    }

    /** The revision of the oldest item. */
    public Optional<Long> first() {
        return entries.values().stream().findFirst().map(Entry::revision);
    }

    /** Oldest first. */
    public List<ItemRef> all() {
        List<ItemRef> all = new ArrayList<>(entries.size());
        entries.forEach((id, entry) -> all.add(new ItemRef(id, entry.revision())));
        return all;
    }

    /** The oldest {@code count} but for one id. */
    List<ItemRef> oldest(int count, ItemId except) {
        List<ItemRef> oldest = new ArrayList<>();
        for (Map.Entry<ItemId, Entry> entry : entries.entrySet()) {
            if (oldest.size() >= count) {
                break;
            }
            if (!entry.getKey().equals(except)) {
                oldest.add(new ItemRef(entry.getKey(), entry.getValue().revision()));
            }
        }
        return oldest;
    }
}
