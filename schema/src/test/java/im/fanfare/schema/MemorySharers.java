package im.fanfare.schema;

import im.fanfare.pubsub.Jid;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@link Sharers} in memory. */
public final class MemorySharers implements Sharers {
    private record Key(String service, Jid jid) {}

    /** Without a state it was removed. */
    private record Kept(Optional<State> state, long timestamp) {}

    private final Map<Key, Kept> kept = new HashMap<>();

    @Override
    public CompletionStage<Void> put(String service, Jid bare, State state, long timestamp) {
        return keep(new Key(service, bare), new Kept(Optional.of(state), timestamp));
    }

    @Override
    public CompletionStage<Void> remove(String service, Jid bare, long timestamp) {
        return keep(new Key(service, bare), new Kept(Optional.empty(), timestamp));
    }

    private synchronized CompletionStage<Void> keep(Key key, Kept next) {
        kept.merge(key, next, (known, later) -> later.timestamp() < known.timestamp() ? known : later);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Map<Jid, State>> of(String service, int share) {
        Map<Jid, State> found = new HashMap<>();
        kept.forEach((key, it) -> {
            if (key.service().equals(service) && Sharers.share(key.jid()) == share) {
                it.state().ifPresent(state -> found.put(key.jid(), state));
            }
        });
        return CompletableFuture.completedFuture(found);
    }
}
