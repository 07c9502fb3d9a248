package im.fanfare.schema;

import im.fanfare.pubsub.ItemIndex;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Moves;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** {@link MovedItems} in memory. */
public final class MemoryMovedItems implements MovedItems {
    private final Map<NodeKey, Cells<Long, ItemRef>> items = new HashMap<>();
    private final Map<NodeKey, Cells<Long, Moves.Count>> counts = new HashMap<>();

    @Override
    public synchronized CompletionStage<Void> put(NodeKey node, Map<Long, ItemRef> moved, long timestamp) {
        moved.forEach((created, item) -> of(items, node).put(created, item, timestamp));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> remove(NodeKey node, Set<Long> created, long timestamp) {
        created.forEach(revision -> of(items, node).delete(revision, timestamp));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Map<Long, ItemRef>> createdIn(NodeKey node, long bucket) {
        return CompletableFuture.completedFuture(of(items, node).all().entrySet().stream()
                .filter(item -> ItemIndex.bucketOf(item.getKey()) == bucket)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Override
    public synchronized CompletionStage<Void> count(NodeKey node, Map<Long, Moves.Count> moved, long timestamp) {
        moved.forEach((bucket, count) -> {
            if (count.equals(Moves.Count.NONE)) {
                of(counts, node).delete(bucket, timestamp);
            } else {
                of(counts, node).put(bucket, count, timestamp);
            }
        });
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Map<Long, Moves.Count>> counts(NodeKey node) {
        return CompletableFuture.completedFuture(of(counts, node).all());
    }

    @Override
    public synchronized CompletionStage<Void> clear(NodeKey node, long timestamp) {
        Set<Long> counted = of(counts, node).all().keySet();
        of(items, node).deleteAll(created -> counted.contains(ItemIndex.bucketOf(created)), timestamp);
        of(counts, node).deleteAll(bucket -> true, timestamp);
        return CompletableFuture.completedFuture(null);
    }

    private static <V> Cells<Long, V> of(Map<NodeKey, Cells<Long, V>> cells, NodeKey node) {
        return cells.computeIfAbsent(node, same -> new Cells<>());
    }
}
