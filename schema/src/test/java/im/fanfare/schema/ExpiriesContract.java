package im.fanfare.schema;

import static im.fanfare.schema.Denmark.now;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link Expiries} means. */
interface ExpiriesContract {
    Expiries expiries();

    /** One that no other test has. */
    private static long minute() {
        return ThreadLocalRandom.current().nextLong(20_000_000, 30_000_000);
    }

    private static Instant at(long minute, long second) {
        return Instant.ofEpochSecond(minute * 60 + second);
    }

    private static Expiries.Alarm node(String name) {
        return Expiries.Alarm.of(new NodeId("pubsub.denmark.lit", name));
    }

    private List<String> due(long minute, Instant from, Instant to) {
        List<String> due = new ArrayList<>();
        now(expiries().each(minute, from, to, nodes -> {
            nodes.forEach(alarm -> due.add(alarm.node().name()
                    + alarm.subscriber().map(jid -> " of " + jid).orElse("")));
            return CompletableFuture.completedFuture(null);
        }));
        return due;
    }

    @Test
    default void handsOutWhatIsDueFromThenOnAndBeforeThen() {
        long minute = minute();
        for (int second = 0; second < 60; second += 10) {
            now(expiries().put(node("at" + second), at(minute, second)));
        }
        now(expiries().put(node("later"), at(minute + 1, 0)));

        assertThat(due(minute, at(minute, 10), at(minute, 30))).containsExactlyInAnyOrder("at10", "at20");
        assertThat(due(minute, at(minute, 30), at(minute + 5, 0))).containsExactlyInAnyOrder("at30", "at40", "at50");
        assertThat(due(minute + 1, at(minute, 0), at(minute + 5, 0))).containsExactly("later");
    }

    @Test
    default void anAlarmThatIsSetTwiceIsOne() {
        long minute = minute();
        now(expiries().put(node("musings"), at(minute, 1)));
        now(expiries().put(node("musings"), at(minute, 1)));
        now(expiries().put(Expiries.Alarm.of(new NodeId("pubsub.venice.lit", "musings")), at(minute, 1)));

        assertThat(due(minute, at(minute, 0), at(minute, 2))).containsExactly("musings", "musings");
    }

    @Test
    default void handsOutEachLeaseAndForgetsThemAlike() {
        long minute = minute();
        NodeId musings = new NodeId("pubsub.denmark.lit", "musings");
        now(expiries().put(Expiries.Alarm.of(musings), at(minute, 1)));
        now(expiries().put(Expiries.Alarm.of(musings, Jid.parse("hamlet@denmark.lit")), at(minute, 1)));
        now(expiries().put(Expiries.Alarm.of(musings, Jid.parse("hamlet@denmark.lit/elsinore")), at(minute, 1)));
        now(expiries().put(Expiries.Alarm.of(musings, Jid.parse("ophelia@denmark.lit")), at(minute, 30)));

        assertThat(due(minute, at(minute, 0), at(minute, 30)))
                .containsExactlyInAnyOrder(
                        "musings", "musings of hamlet@denmark.lit", "musings of hamlet@denmark.lit/elsinore");
        now(expiries().clear(minute));
        assertThat(due(minute, at(minute, 0), at(minute + 1, 0))).isEmpty();
    }

    @Test
    default void handsOutAsManyAsThereAre() {
        long minute = minute();
        List<String> all = IntStream.range(0, 2_000).mapToObj(i -> "node" + i).toList();
        all.forEach(name -> now(expiries().put(node(name), at(minute, 7))));

        assertThat(due(minute, at(minute, 0), at(minute + 1, 0))).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    default void forgetsAMinuteAndNoOther() {
        long minute = minute();
        now(expiries().put(node("early"), at(minute, 59)));
        now(expiries().put(node("late"), at(minute + 1, 0)));

        now(expiries().clear(minute));

        assertThat(due(minute, at(minute, 0), at(minute + 1, 0))).isEmpty();
        assertThat(due(minute + 1, at(minute, 0), at(minute + 2, 0))).containsExactly("late");
        assertThat(now(expiries().cleared()))
                .hasValueSatisfying(last -> assertThat(last).isGreaterThanOrEqualTo(minute));
    }
}
