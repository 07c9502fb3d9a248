package im.fanfare.schema;

import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Paging;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** {@link NodeListing} in memory. */
public final class MemoryNodeListing implements NodeListing {
    private final Map<String, Cells<NodeId, Entry>> lists = new HashMap<>();

    @Override
    public synchronized CompletionStage<Void> put(String list, Entry entry, long timestamp) {
        list(list).put(entry.id(), entry, timestamp);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> remove(String list, NodeId id, long timestamp) {
        list(list).delete(id, timestamp);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> clear(String list, long timestamp) {
        list(list).deleteAll(id -> true, timestamp);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Listed> list(
            String list, Predicate<String> types, Paging.Place place, int most) {
        NavigableMap<String, Entry> nodes = new TreeMap<>();
        list(list).all().values().stream()
                .filter(entry -> types.test(entry.type()))
                .forEach(entry -> nodes.put(entry.id().name(), entry));
        if (place instanceof Paging.First) {
            return first(nodes, most);
        }
        if (place instanceof Paging.After after) {
            return first(nodes.tailMap(after.uid(), false), most);
        }
        if (place instanceof Paging.Last) {
            return last(nodes, most);
        }
        if (place instanceof Paging.Before before) {
            return last(nodes.headMap(before.uid(), false), most);
        }
        throw new IllegalArgumentException("nobody has counted the nodes: " + place);
    }

    private static CompletionStage<Listed> first(NavigableMap<String, Entry> nodes, int most) {
        return listed(nodes.values().stream().limit(most).toList());
    }

    private static CompletionStage<Listed> last(NavigableMap<String, Entry> nodes, int most) {
        return listed(
                nodes.values().stream().skip(Math.max(0, nodes.size() - most)).toList());
    }

    private static CompletionStage<Listed> listed(List<Entry> entries) {
        return CompletableFuture.completedFuture(new Listed(entries, false));
    }

    private Cells<NodeId, Entry> list(String list) {
        return lists.computeIfAbsent(list, name -> new Cells<>());
    }
}
