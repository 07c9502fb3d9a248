package im.fanfare.schema;

import im.fanfare.pubsub.Jid;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** {@link Blacklists} in memory. */
public final class MemoryBlacklists implements Blacklists {
    private record Key(String service, Jid jid) {}

    private record Kept(boolean listed, long timestamp) {}

    private final Map<Key, Kept> kept = new HashMap<>();

    @Override
    public synchronized CompletionStage<Set<Jid>> of(String service) {
        return CompletableFuture.completedFuture(kept.entrySet().stream()
                .filter(each -> each.getKey().service().equals(service)
                        && each.getValue().listed())
                .map(each -> each.getKey().jid())
                .collect(Collectors.toSet()));
    }

    @Override
    public CompletionStage<Void> put(String service, Jid jid, long timestamp) {
        return keep(new Key(service, jid), new Kept(true, timestamp));
    }

    @Override
    public CompletionStage<Void> remove(String service, Jid jid, long timestamp) {
        return keep(new Key(service, jid), new Kept(false, timestamp));
    }

    private synchronized CompletionStage<Void> keep(Key key, Kept next) {
        kept.merge(key, next, (known, later) -> later.timestamp() < known.timestamp() ? known : later);
        return CompletableFuture.completedFuture(null);
    }
}
