package im.fanfare.schema;

import static im.fanfare.schema.Denmark.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {
    @Test
    void startsNoMoreThanItsLanesAndAnswersInOrder() {
        List<CompletableFuture<Integer>> started = new ArrayList<>();
        CompletionStage<List<Integer>> all = Lanes.each(List.of(1, 2, 3), 2, input -> {
            started.add(new CompletableFuture<>());
            return started.get(started.size() - 1);
        });
        assertThat(started).hasSize(2);

        started.get(1).complete(20);
        assertThat(started).hasSize(3);
        started.get(2).complete(30);
        started.get(0).complete(10);

        assertThat(now(all)).containsExactly(10, 20, 30);
    }

    @Test
    void answersAtOnceWhereThereIsNothingToDo() {
        assertThat(now(Lanes.each(List.of(), 2, input -> new CompletableFuture<>())))
                .isEmpty();
    }

    @Test
    void failsWithTheFirstFailureAndStartsNothingElse() {
        List<Integer> started = new ArrayList<>();
        CompletionStage<List<Integer>> all = Lanes.each(List.of(1, 2, 3), 1, input -> {
            started.add(input);
            throw new IllegalStateException("no");
        });

        assertThatThrownBy(() -> now(all)).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(started).containsExactly(1);
    }

    @Test
    void takesManyThatAreDoneAtOnce() {
        List<Integer> inputs = IntStream.range(0, 100_000).boxed().toList();

        assertThat(now(Lanes.each(inputs, 4, CompletableFuture::completedFuture)))
                .isEqualTo(inputs);
    }
}
