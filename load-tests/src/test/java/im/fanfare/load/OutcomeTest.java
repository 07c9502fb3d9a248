package im.fanfare.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    private static final Findings RIGHT = new Findings(5, 500, 0, 100, 0, 0, 0, 0);

    @Test
    void isKeptWithAsManyRepeatsAsTheFaultMayCost() {
        assertThat(outcome(RIGHT, 100, Optional.empty()).isKept()).isTrue();
        assertThat(outcome(RIGHT, 99, Optional.empty()).isKept()).isFalse();
    }

    @Test
    void isBrokenByWhateverElseIsWrong() {
        assertThat(outcome(RIGHT, 100, Optional.of("it has not recovered")).isKept())
                .isFalse();
        assertThat(List.of(
                        new Findings(5, 500, 1, 0, 0, 0, 0, 0),
                        new Findings(5, 500, 0, 0, 1, 0, 0, 0),
                        new Findings(5, 500, 0, 0, 0, 1, 0, 0),
                        new Findings(5, 500, 0, 0, 0, 0, 1, 0),
                        new Findings(5, 500, 0, 0, 0, 0, 0, 1)))
                .noneMatch(findings -> outcome(findings, 100, Optional.empty()).isKept());
    }

    @Test
    void isBrokenWhereWhatIsDoneOnPurposeLeavesAPublisherWithoutAnAnswer() {
        var findings = new Findings(5, 500, 0, 0, 0, 0, 0, 0);
        var onPurpose = Fault.inGoodOrder("siesta", "the sun is too hot", site -> {}, site -> {});
        var fault = Fault.of("eclipse", "the sun is gone", Fault.Repeats.NONE, site -> {});

        assertThat(outcome(onPurpose, 0, findings, 0, Optional.empty()).isKept())
                .isTrue();
        assertThat(outcome(onPurpose, 1, findings, 0, Optional.empty()).isKept())
                .isFalse();
        assertThat(outcome(fault, 1, findings, 0, Optional.empty()).isKept()).isTrue();
    }

    @Test
    void saysSoInTheTable() {
        var kept = outcome(RIGHT, 100, Optional.empty());
        var broken = outcome(RIGHT, 99, Optional.empty());

        assertThat(Outcome.table(List.of(kept, broken)).lines())
                .hasSize(4)
                .anyMatch(line -> line.startsWith("| eclipse |  1.0 s |")
                        && line.endsWith("|      100 |     100 |          0 | kept     |"))
                .anyMatch(line -> line.endsWith("|      100 |      99 |          0 | BROKEN   |"));
    }

    private static Outcome outcome(Findings findings, long mostRepeats, Optional<String> broke) {
        var fault = Fault.of("eclipse", "the sun is gone", Fault.Repeats.NONE, site -> {});
        return outcome(fault, 0, findings, mostRepeats, broke);
    }

    private static Outcome outcome(
            Fault fault, long unanswered, Findings findings, long mostRepeats, Optional<String> broke) {
        return new Outcome(fault, 1, 2, 3, 5, unanswered, 0, 0, findings, mostRepeats, broke);
    }
}
