package im.fanfare.schema;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Requests that go together where they can. Another thread sends them, and takes as much as fits into one batch of what has
 * come until it gets there; what comes while all lanes are taken is gathered for the lane that becomes free first. So
 * batches grow with the load, and nobody waits for company.
 *
 * <p>Lanes that are stuck, as those of a replica that does not answer are, hold the others up no longer than
 * {@link #PATIENCE}: then everything that waits goes, and what bounds it is the driver's throttle.
 */
final class Gathering<T> {
    /** Enough to keep a store busy that is a millisecond away, and few enough that batches form. */
    static final int LANES = 8;

    static final Duration PATIENCE = Duration.ofMillis(20);

    private final Function<Deque<T>, List<T>> batch;
    private final Function<List<T>, CompletionStage<?>> send;
    private final Executor sender;
    private final Executor later =
            CompletableFuture.delayedExecutor(PATIENCE.toNanos(), TimeUnit.NANOSECONDS, Runnable::run);
    private final Deque<T> waiting = new ArrayDeque<>();
    private int lanesTaken;
    private long lanesFreed;
    private boolean isWatched;
    private boolean isCalled;

    /**
     * Nothing waits yet.
     *
     * @param sender where sending begins; a caller who has many requests is done with them sooner than it begins
     * @param batch takes from the front those that go together; at least one
     * @param send sends them, and is done when the lane is free again; that of a failure is free too
     */
    Gathering(Executor sender, Function<Deque<T>, List<T>> batch, Function<List<T>, CompletionStage<?>> send) {
        this.sender = sender;
        this.batch = batch;
        this.send = send;
    }

    void add(T request) {
        if (isFirst(request)) {
            sender.execute(this::send);
        }
    }

    /** Whether the sender has to be called for it. */
    private synchronized boolean isFirst(T request) {
        waiting.add(request);
        if (lanesTaken >= LANES) {
            watch();
            return false;
        }
        boolean isFirst = !isCalled;
        isCalled = true;
        return isFirst;
    }

    private void send() {
        for (List<T> next = called(); !next.isEmpty(); next = called()) {
            run(next);
        }
    }

    private synchronized List<T> called() {
        isCalled = false;
        if (waiting.isEmpty()) {
            return List.of();
        }
        if (lanesTaken >= LANES) {
            watch();
            return List.of();
        }
        return take();
    }

    /** A loop over what is done at once: calling itself from there would run out of stack. */
    private void run(List<T> first) {
        List<T> next = first;
        while (!next.isEmpty()) {
            CompletionStage<?> sent = send.apply(next);
            if (!sent.toCompletableFuture().isDone()) {
                sent.whenComplete((done, fault) -> run(freed()));
                return;
            }
            next = freed();
        }
    }

    private synchronized List<T> freed() {
        lanesTaken--;
        lanesFreed++;
        return waiting.isEmpty() || lanesTaken >= LANES ? List.of() : take();
    }

    private List<T> take() {
        lanesTaken++;
        return batch.apply(waiting);
    }

    private void watch() {
        if (!isWatched) {
            isWatched = true;
            long before = lanesFreed;
            later.execute(() -> look(before));
        }
    }

    private void look(long before) {
        while (isStuck(before)) {
            List<T> next;
            synchronized (this) {
                next = waiting.isEmpty() ? List.of() : take();
            }
            run(next);
        }
    }

    private synchronized boolean isStuck(long before) {
        boolean isStuck = !waiting.isEmpty() && lanesFreed == before;
        isWatched = isStuck;
        if (!waiting.isEmpty() && !isStuck) {
            watch();
        }
        return isStuck;
    }
}
