package im.fanfare.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FigureTest {
    @Test
    void judgesTheRatioWhereThereIsOne() {
        var figure = Figure.of("row", "what", 100, "/s").target(Target.atLeast(0.5));

        assertThat(figure.ratio(0.5).isMet()).contains(true);
        assertThat(figure.ratio(0.49).isMet()).contains(false);
        assertThat(figure.isMet()).contains(true);
    }

    @Test
    void doesNotJudgeWhatWasNotMeasured() {
        assertThat(Figure.of("row", "what", 1, "/s")
                        .ratio(Double.NaN)
                        .target(Target.atLeast(1))
                        .isMet())
                .isEmpty();
        assertThat(Figure.of("row", "what", 1, "/s").isMet()).isEmpty();
    }

    @Test
    void samplesHaveTheMedianAndThe99thPercentileThatTheyShould() {
        var samples = new Samples();
        for (int milli = 1_000; milli > 0; milli--) {
            samples.add(milli * 1_000_000L);
        }

        assertThat(samples.medianMillis()).isEqualTo(500);
        assertThat(samples.p99Millis()).isEqualTo(990);
        assertThat(samples.quantilesMillis(2)).containsExactly(1, 500, 1_000);
        assertThat(new Samples().medianMillis()).isNaN();
    }
}
