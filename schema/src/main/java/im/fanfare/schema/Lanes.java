package im.fanfare.schema;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.stream.IntStream;

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

    private void go() {
        int index = next.getAndIncrement();
        if (index < inputs.size() && !all.isDone()) {
            start(inputs.get(index)).whenComplete((result, fault) -> {
                if (fault != null) {
                    all.completeExceptionally(fault);
                    return;
                }
                results.set(index, result);
                if (left.decrementAndGet() == 0) {
                    all.complete(IntStream.range(0, inputs.size())
                            .mapToObj(results::get)
                            .toList());
                }
                go();
            });
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
