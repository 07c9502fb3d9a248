package im.fanfare.cluster;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** How often something was done since the start, and how long all of it took. For any threads. */
public final class Times {
    private final LongAdder count = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    /** Does it, and counts it once it is done or has failed. */
    <T> CompletionStage<T> measure(Supplier<CompletionStage<T>> work) {
        long began = System.nanoTime();
        CompletionStage<T> stage = work.get();
        stage.whenComplete((done, fault) -> {
            nanos.add(System.nanoTime() - began);
            count.increment();
        });
        return stage;
    }

    public long count() {
        return count.sum();
    }

    /** In all. */
    public long nanos() {
        return nanos.sum();
    }
}
