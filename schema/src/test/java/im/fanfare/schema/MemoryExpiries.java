package im.fanfare.schema;

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
    private record Armed(Instant due, Alarm alarm) {
        long minute() {
            return due.getEpochSecond() / 60;
        }
    }

    private final TreeSet<Armed> alarms = new TreeSet<>(Comparator.comparing(Armed::due)
            .thenComparing(armed -> armed.alarm().toString()));

    private Optional<Long> cleared = Optional.empty();

    @Override
    public synchronized CompletionStage<Void> put(Alarm alarm, Instant due) {
        alarms.add(new Armed(Wire.instant(Wire.micros(due)), alarm));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> each(
            long minute, Instant from, Instant to, Function<List<Alarm>, CompletionStage<Void>> use) {
        List<Alarm> due = due(minute, from, to);
        return due.isEmpty() ? CompletableFuture.completedFuture(null) : use.apply(due);
    }

    private synchronized List<Alarm> due(long minute, Instant from, Instant to) {
        return alarms.stream()
                .filter(armed -> armed.minute() == minute)
                .filter(armed -> !armed.due().isBefore(from) && armed.due().isBefore(to))
                .map(Armed::alarm)
                .toList();
    }

    @Override
    public synchronized CompletionStage<Void> clear(long minute) {
        alarms.removeIf(armed -> armed.minute() == minute);
        cleared = Optional.of(minute);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Optional<Long>> cleared() {
        return CompletableFuture.completedFuture(cleared);
    }
}
