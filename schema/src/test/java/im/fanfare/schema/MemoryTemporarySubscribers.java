package im.fanfare.schema;

import im.fanfare.pubsub.Jid;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@link TemporarySubscribers} in memory, for tests. */
public final class MemoryTemporarySubscribers implements TemporarySubscribers {
    private record Key(String service, Jid jid) {}

    private record Kept(boolean there, long timestamp) {}

    private final Map<Key, Kept> kept = new HashMap<>();

    @Override
    public CompletionStage<Void> put(String service, Jid bare, long timestamp) {
        return keep(new Key(service, bare), new Kept(true, timestamp));
    }

    @Override
    public CompletionStage<Void> remove(String service, Jid bare, long timestamp) {
        return keep(new Key(service, bare), new Kept(false, timestamp));
    }

    private synchronized CompletionStage<Void> keep(Key key, Kept next) {
        kept.merge(key, next, (known, later) -> later.timestamp() < known.timestamp() ? known : later);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Set<Jid>> of(String service, int share) {
        Set<Jid> found = new HashSet<>();
        kept.forEach((key, it) -> {
            if (it.there() && key.service().equals(service) && Sharers.share(key.jid()) == share) {
                found.add(key.jid());
            }
        });
        return CompletableFuture.completedFuture(found);
    }
}
