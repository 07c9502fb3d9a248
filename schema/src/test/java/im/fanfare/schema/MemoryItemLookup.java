package im.fanfare.schema;

import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@link ItemLookup} in memory. */
public final class MemoryItemLookup implements ItemLookup {
    private final Map<NodeKey, Cells<ItemId, Long>> revisions = new HashMap<>();
    private final Map<NodeKey, Cells<Long, Integer>> counts = new HashMap<>();

    @Override
    public synchronized CompletionStage<Void> put(NodeKey node, List<ItemRef> items, long timestamp) {
        items.forEach(item -> of(revisions, node).put(item.id(), item.revision(), timestamp));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> remove(NodeKey node, List<ItemId> items, long timestamp) {
        items.forEach(item -> of(revisions, node).delete(item, timestamp));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Map<ItemId, Long>> find(NodeKey node, Set<ItemId> items) {
        Map<ItemId, Long> found = new HashMap<>();
        items.forEach(item -> of(revisions, node).get(item).ifPresent(revision -> found.put(item, revision)));
        return CompletableFuture.completedFuture(found);
    }

    @Override
    public synchronized CompletionStage<Void> count(NodeKey node, Map<Long, Integer> items, long timestamp) {
        items.forEach((bucket, count) -> {
            if (count == 0) {
                of(counts, node).delete(bucket, timestamp);
            } else {
                of(counts, node).put(bucket, count, timestamp);
            }
        });
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Map<Long, Integer>> counts(NodeKey node) {
        return CompletableFuture.completedFuture(of(counts, node).all());
    }

    @Override
    public synchronized CompletionStage<Void> clear(NodeKey node, long timestamp) {
        of(revisions, node).deleteAll(item -> true, timestamp);
        of(counts, node).deleteAll(bucket -> true, timestamp);
        return CompletableFuture.completedFuture(null);
    }

    private static <K, V> Cells<K, V> of(Map<NodeKey, Cells<K, V>> cells, NodeKey node) {
        return cells.computeIfAbsent(node, same -> new Cells<>());
    }
}
