package im.fanfare.gatling.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SearchTest {
    private static final double LIMIT = 100;

    @Test
    void growsUntilAStepTakesTooLong() {
        var search = new Search(2, 2, 1, 10, LIMIT);
        step(search, 2, 10);
        step(search, 4, 10);
        step(search, 8, 200);

        assertThat(search.next()).isEmpty();
        assertThat(search.steps()).extracting(Search.Step::rate).containsExactly(2.0, 4.0, 8.0);
        assertThat(search.steps()).extracting(step -> step.isWithin(LIMIT)).containsExactly(true, true, false);
    }

    @Test
    void endsAfterTheLastStepAndWithAFailure() {
        var bounded = new Search(2, 2, 1, 1, LIMIT);
        step(bounded, 2, 10);
        assertThat(bounded.next()).isEmpty();

        var failing = new Search(1, 2, 1, 10, LIMIT);
        failing.next().orElseThrow().step().failed();
        assertThat(failing.next()).isEmpty();
        assertThat(failing.steps().get(0).isWithin(LIMIT)).isFalse();
    }

    @Test
    void asksForPatienceWhileAStepIsNotDone() {
        var search = new Search(1, 2, 1, 10, LIMIT);
        var slot = search.next().orElseThrow();
        assertThat(slot.isToAskAgain()).isFalse();

        assertThat(search.next().orElseThrow().isToAskAgain()).isTrue();
    }

    @Test
    void spacesTheSlotsOfAStepEvenly() {
        var search = new Search(4, 2, 1, 10, LIMIT);
        long first = search.next().orElseThrow().due();

        assertThat(search.next().orElseThrow().due() - first).isEqualTo(TimeUnit.MILLISECONDS.toNanos(250));
        assertThat(search.next().orElseThrow().due() - first).isEqualTo(TimeUnit.MILLISECONDS.toNanos(500));
    }

    private static void step(Search search, int slots, long millis) {
        for (int i = 0; i < slots; i++) {
            var slot = search.next().orElseThrow();
            assertThat(slot.isToAskAgain()).isFalse();
            slot.step().took(TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }
}
