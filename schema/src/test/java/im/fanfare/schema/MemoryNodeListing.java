package im.fanfare.schema;

import im.fanfare.pubsub.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@link NodeListing} in memory. */
public final class MemoryNodeListing implements NodeListing {
    private final Map<String, Cells<NodeId, Entry>> services = new HashMap<>();

    @Override
    public synchronized CompletionStage<Void> put(Entry entry, long timestamp) {
        service(entry.id().service()).put(entry.id(), entry, timestamp);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> remove(NodeId id, long timestamp) {
        service(id.service()).delete(id, timestamp);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<List<Entry>> list(String service, int most) {
        return CompletableFuture.completedFuture(
                service(service).all().values().stream().limit(most).toList());
    }

    private Cells<NodeId, Entry> service(String service) {
        return services.computeIfAbsent(service, name -> new Cells<>());
    }
}
