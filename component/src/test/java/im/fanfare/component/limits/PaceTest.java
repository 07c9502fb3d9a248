package im.fanfare.component.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaceTest {
    private long now = 1L << 62;
    private final Pace<String> pace = new Pace<>(6, () -> now);

    @Test
    void aMinutesWorthMayComeAtOnce() {
        assertThat(admitted("hamlet", 10)).isEqualTo(6);
        assertThat(admitted("horatio", 10))
                .as("everybody has a bucket of their own")
                .isEqualTo(6);
    }

    @Test
    void fillsUpSteadilyAndNeverBeyond() {
        admitted("hamlet", 10);

        pass(Duration.ofSeconds(9));
        assertThat(admitted("hamlet", 10)).isZero();
        pass(Duration.ofSeconds(1));
        assertThat(admitted("hamlet", 10)).isEqualTo(1);
        pass(Duration.ofSeconds(25));
        assertThat(admitted("hamlet", 10)).isEqualTo(2);
        pass(Duration.ofDays(1));
        assertThat(admitted("hamlet", 10)).isEqualTo(6);
    }

    /** So whoever is refused and asks again and again waits no longer for it. */
    @Test
    void whatIsRefusedTakesNothing() {
        admitted("hamlet", 1_000);

        pass(Duration.ofSeconds(10));

        assertThat(admitted("hamlet", 1)).isEqualTo(1);
    }

    @Test
    void keepsSoManyBucketsAndNoMore() {
        admitted("the first", 6);
        IntStream.range(0, Pace.MOST_KEPT - 1).forEach(i -> admitted("u" + i, 1));
        assertThat(admitted("the first", 1)).isZero();

        IntStream.range(0, Pace.MOST_KEPT).forEach(i -> admitted("v" + i, 1));
        assertThat(admitted("the first", 1)).as("forgotten").isEqualTo(1);
    }

    @Test
    void keepsNobodyWhoHasNotAskedForAMinute() {
        IntStream.range(0, 1_000).forEach(i -> admitted("u" + i, 1));
        pass(Duration.ofMinutes(1));

        admitted("hamlet", 1);

        assertThat(pace.kept()).isEqualTo(1);
    }

    @Test
    void moreThanAMinutesWorthTakesAFullBucket() {
        assertThat(pace.admits("hamlet", 7)).isTrue();
        assertThat(pace.admits("hamlet", 1)).isFalse();

        pass(Duration.ofSeconds(59));
        assertThat(pace.admits("hamlet", 7)).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(pace.admits("hamlet", 7)).isTrue();
    }

    @Test
    void ofManyASecondsWorthMayComeAtOnce() {
        Pace<String> many = Pace.ofMany(600, () -> now);

        assertThat(IntStream.range(0, 100)
                        .filter(i -> many.admits("denmark.lit"))
                        .count())
                .isEqualTo(10);
        pass(Duration.ofMillis(500));
        assertThat(IntStream.range(0, 100)
                        .filter(i -> many.admits("denmark.lit"))
                        .count())
                .isEqualTo(5);
        pass(Duration.ofMinutes(1));
        assertThat(many.admits("denmark.lit", 600)).as("takes all there is").isTrue();
        assertThat(many.admits("denmark.lit")).isFalse();
    }

    @Test
    void zeroIsNoLimit() {
        Pace<String> none = new Pace<>(0, () -> now);

        assertThat(IntStream.range(0, 100_000).allMatch(i -> none.admits("hamlet")))
                .isTrue();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private int admitted(String key, int times) {
        return (int) IntStream.range(0, times).filter(i -> pace.admits(key)).count();
    }
}
