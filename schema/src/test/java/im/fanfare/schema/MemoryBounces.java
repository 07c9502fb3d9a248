package im.fanfare.schema;

import im.fanfare.pubsub.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@link Bounces} in memory. */
public final class MemoryBounces implements Bounces {
    private record Address(String service, Jid jid) {}

    private record Kept(History history, Instant end) {}

    private final Map<Address, Kept> kept = new HashMap<>();

    @Override
    public synchronized CompletionStage<Optional<History>> of(String service, Jid address) {
        return CompletableFuture.completedFuture(Optional.ofNullable(kept.get(new Address(service, address)))
                .filter(known -> known.end().isAfter(Instant.now()))
                .map(Kept::history));
    }

    @Override
    public synchronized CompletionStage<Void> put(String service, Jid address, History history, Duration lifetime) {
        Kept next = new Kept(history, Instant.now().plus(lifetime));
        kept.merge(
                new Address(service, address),
                next,
                (known, later) ->
                        later.history().last().isBefore(known.history().last()) ? known : later);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> forget(String service, Jid address, Instant then) {
        kept.computeIfPresent(
                new Address(service, address),
                (same, known) -> known.history().last().isAfter(then) ? known : null);
        return CompletableFuture.completedFuture(null);
    }
}
