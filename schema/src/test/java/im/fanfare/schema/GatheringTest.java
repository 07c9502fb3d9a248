package im.fanfare.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private static final int MOST = 10;

    private final List<List<Integer>> sent = new ArrayList<>();
    private final Deque<CompletableFuture<Void>> lanes = new ArrayDeque<>();
    private final CountDownLatch hundred = new CountDownLatch(100);
    private final Gathering<Integer> gathering = new Gathering<>(Runnable::run, GatheringTest::batch, this::send);

    @Test
    void aLoneRequestGoesAtOnce() {
        gathering.add(1);

        assertThat(sent).containsExactly(List.of(1));
    }

    @Test
    void whatComesWhileAllLanesAreTakenGoesTogetherAndInOrder() {
        add(0, 100);
        while (!lanes.isEmpty()) {
            lanes.remove().complete(null);
        }

        assertThat(sent.subList(0, Gathering.LANES))
                .allSatisfy(batch -> assertThat(batch).hasSize(1));
        assertThat(sent.get(Gathering.LANES)).hasSize(MOST);
        assertThat(sent.stream().flatMap(List::stream))
                .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void whatComesUntilTheSenderIsThereGoesTogether() {
        List<Runnable> calls = new ArrayList<>();
        Gathering<Integer> slow = new Gathering<>(calls::add, GatheringTest::batch, this::send);
        IntStream.range(0, 15).forEach(slow::add);

        assertThat(calls).hasSize(1);
        calls.get(0).run();
        slow.add(15);
        calls.get(1).run();

        assertThat(sent.stream().map(List::size)).containsExactly(10, 5, 1);
    }

    @Test
    void aFailureFreesItsLane() {
        add(0, Gathering.LANES + 1);
        lanes.remove().completeExceptionally(new IllegalStateException("no quorum"));

        assertThat(sent).hasSize(Gathering.LANES + 1);
    }

    @Test
    void lanesThatAreStuckDoNotHoldUpTheOthers() throws InterruptedException {
        add(0, 100);

        assertThat(hundred.await(10, TimeUnit.SECONDS)).isTrue();
    }

    /** A session that is closed answers at once, and with a failure. */
    @Test
    void aThousandThatAreDoneAtOnceDoNotRunOutOfStack() {
        List<Integer> done = new ArrayList<>();
        List<CompletableFuture<Void>> first = new ArrayList<>();
        Gathering<Integer> quick = new Gathering<>(Runnable::run, waiting -> List.of(waiting.remove()), batch -> {
            done.addAll(batch);
            if (first.size() < Gathering.LANES) {
                first.add(new CompletableFuture<>());
                return first.get(first.size() - 1);
            }
            return CompletableFuture.failedFuture(new IllegalStateException("closed"));
        });
        IntStream.range(0, 100_000).forEach(quick::add);
        first.get(0).complete(null);

        assertThat(done).hasSize(100_000);
    }

    private void add(int from, int to) {
        IntStream.range(from, to).forEach(gathering::add);
    }

    private static List<Integer> batch(Deque<Integer> waiting) {
        List<Integer> batch = new ArrayList<>();
        while (!waiting.isEmpty() && batch.size() < MOST) {
            batch.add(waiting.remove());
        }
        return batch;
    }

    private CompletionStage<Void> send(List<Integer> batch) {
        CompletableFuture<Void> lane = new CompletableFuture<>();
        sent.add(batch);
        lanes.add(lane);
        batch.forEach(request -> hundred.countDown());
        return lane;
    }
}
