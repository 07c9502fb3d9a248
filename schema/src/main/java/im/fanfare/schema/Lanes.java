package im.fanfare.schema;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One task for each of many inputs, at most so many at the same time. The first failure is the failure of all. */
final class Lanes<T, R> {
    private final List<T> inputs;
    private final Function<T, CompletionStage<R>> task;
    private final AtomicReferenceArray<R> results;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger left;
    private final CompletableFuture<List<R>> all = new CompletableFuture<>();

    private Lanes(List<T> inputs, Function<T, CompletionStage<R>> task) {
        this.inputs = inputs;
        this.task = task;
        this.results = new AtomicReferenceArray<>(inputs.size());
        this.left = new AtomicInteger(inputs.size());
    }

    /** The results in the order of the inputs. */
    static <T, R> CompletionStage<List<R>> each(List<T> inputs, int lanes, Function<T, CompletionStage<R>> task) {
        if (inputs.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        Lanes<T, R> run = new Lanes<>(inputs, task);
        for (int lane = 0; lane < Math.min(lanes, inputs.size()); lane++) {
            run.go();
        }
        return run.all;
    }

    /** A loop over what is done at once: calling itself from there would run out of stack. */
    private void go() {
        boolean doneAtOnce = true;
        while (doneAtOnce && !all.isDone()) {
            int index = next.getAndIncrement();
            if (index >= inputs.size()) {
                return;
            }
            CompletionStage<R> started = start(inputs.get(index));
            doneAtOnce = started.toCompletableFuture().isDone();
            boolean goesOn = !doneAtOnce;
            started.whenComplete((result, fault) -> {
                take(index, result, fault);
                if (goesOn) {
                    go();
                }
            });
        }
    }

    private void take(int index, R result, @Nullable Throwable fault) {
        if (fault != null) {
            all.completeExceptionally(fault);
            return;
        }
        results.set(index, result);
        if (left.decrementAndGet() == 0) {
            all.complete(
                    IntStream.range(0, inputs.size()).mapToObj(results::get).toList());
        }
    }

    private CompletionStage<R> start(T input) {
        try {
            return task.apply(input);
        } catch (RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }
}
