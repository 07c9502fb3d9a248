package im.fanfare.gatling.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BarsTest {
    @Test
    void drawsEachInProportionToTheLongest() {
        var picture = Bars.of(
                "Latency",
                "ms",
                List.of(new Bars.Bar("half", 50), new Bars.Bar("all", 100), new Bars.Bar("none", Double.NaN)));

        assertThat(picture.lines())
                .containsExactly(
                        "  Latency",
                        "  half │" + "█".repeat(24) + " 50 ms",
                        "   all │" + "█".repeat(48) + " 100 ms",
                        "  none │ – ms");
    }
}
