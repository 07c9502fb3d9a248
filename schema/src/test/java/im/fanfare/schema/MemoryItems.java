package im.fanfare.schema;

import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemIndex;
import im.fanfare.pubsub.ItemRef;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@link Items} in memory. */
public final class MemoryItems implements Items {
    private final Map<NodeKey, Cells<Long, Item>> nodes = new HashMap<>();

    @Override
    public synchronized CompletionStage<Void> put(NodeKey node, long revision, Item item, long timestamp) {
        of(node).put(revision, asKept(item), timestamp);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> delete(NodeKey node, List<ItemRef> items, long timestamp) {
        items.forEach(item -> of(node).delete(item.revision(), timestamp));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> deleteAll(NodeKey node, long first, long last, long timestamp) {
        of(node).deleteAll(revision -> revision >= first && revision <= last, timestamp);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<List<Item>> fetch(NodeKey node, List<ItemRef> items) {
        return CompletableFuture.completedFuture(items.stream()
                .map(asked ->
                        of(node).get(asked.revision()).filter(item -> item.id().equals(asked.id())))
                .flatMap(Optional::stream)
                .toList());
    }

    @Override
    public synchronized CompletionStage<List<Listed>> list(NodeKey node, long first, long last) {
        return CompletableFuture.completedFuture(of(node).all().entrySet().stream()
                .filter(item -> item.getKey() >= first && item.getKey() <= last)
                .sorted(Map.Entry.comparingByKey())
                .map(item -> new Listed(
                        new ItemRef(item.getValue().id(), item.getKey()),
                        item.getValue().publisher(),
                        item.getValue().created(),
                        item.getValue().published()))
                .toList());
    }

    @Override
    public CompletionStage<Optional<Instant>> beginning(NodeKey node, long bucket) {
        return list(node, ItemIndex.firstOf(bucket), ItemIndex.firstOf(bucket + 1) - 1)
                .thenApply(listed -> listed.stream().map(Listed::published).findFirst());
    }

    /** Times are kept to the microsecond. */
    private static Item asKept(Item item) {
        return new Item(
                item.id(),
                item.payload(),
                item.publisher(),
                Wire.instant(Wire.micros(item.published())),
                item.created());
    }

    private Cells<Long, Item> of(NodeKey node) {
        return nodes.computeIfAbsent(node, same -> new Cells<>());
    }
}
