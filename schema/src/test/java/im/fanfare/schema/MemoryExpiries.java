package im.fanfare.schema;

import im.fanfare.pubsub.NodeId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@link Expiries} in memory. */
public final class MemoryExpiries implements Expiries {
    private record Alarm(Instant due, NodeId node) {
        long minute() {
            return due.getEpochSecond() / 60;
        }
    }

    private final TreeSet<Alarm> alarms =
            new TreeSet<>(Comparator.comparing(Alarm::due).thenComparing(Alarm::node));

    private Optional<Long> cleared = Optional.empty();

    @Override
    public synchronized CompletionStage<Void> put(NodeId node, Instant due) {
        alarms.add(new Alarm(Wire.instant(Wire.micros(due)), node));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> each(
            long minute, Instant from, Instant to, Function<List<NodeId>, CompletionStage<Void>> use) {
        List<NodeId> due = due(minute, from, to);
        return due.isEmpty() ? CompletableFuture.completedFuture(null) : use.apply(due);
    }

    private synchronized List<NodeId> due(long minute, Instant from, Instant to) {
        return alarms.stream()
                .filter(alarm -> alarm.minute() == minute)
                .filter(alarm -> !alarm.due().isBefore(from) && alarm.due().isBefore(to))
                .map(Alarm::node)
                .toList();
    }

    @Override
    public synchronized CompletionStage<Void> clear(long minute) {
        alarms.removeIf(alarm -> alarm.minute() == minute);
        cleared = Optional.of(minute);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Optional<Long>> cleared() {
        return CompletableFuture.completedFuture(cleared);
    }
}
