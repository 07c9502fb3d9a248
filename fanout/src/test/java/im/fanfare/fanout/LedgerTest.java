package im.fanfare.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private final Ledger<String> ledger = new Ledger<>();
    private final List<String> settled = new ArrayList<>();

    @Test
    void knowsNoOffsetBeforeTheFirstRecord() {
        assertThat(ledger.next()).isEmpty();
    }

    @Test
    void settlesOnlyWhatHasNothingUndoneBeforeIt() {
        Ledger.Entry<String> first = ledger.enter(5, "first", 10);
        Ledger.Entry<String> second = ledger.enter(6, "second", 20);

        ledger.done(second);
        ledger.settle(settled::add);
        assertThat(ledger.next()).hasValue(5);
        assertThat(settled).isEmpty();
        assertThat(ledger.bytes()).isEqualTo(30);

        ledger.done(first);
        ledger.settle(settled::add);
        assertThat(ledger.next()).hasValue(7);
        assertThat(settled).containsExactly("first", "second");
        assertThat(ledger.bytes()).isZero();
        assertThat(ledger.records()).isZero();
    }

    @Test
    void passesOverWhatIsSkippedAndWhatTheLogLeavesOut() {
        ledger.done(ledger.enter(5, "first", 1));
        ledger.skip(8);
        ledger.settle(settled::add);

        assertThat(ledger.next()).hasValue(9);
        assertThat(settled).containsExactly("first");
    }
}
