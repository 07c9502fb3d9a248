package im.fanfare.component.bounces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.fanfare.component.bounces.BouncePolicy.Verdict;
import im.fanfare.schema.Bounces;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BouncePolicyTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final BouncePolicy POLICY = new BouncePolicy(HOUR, 3, Duration.ofDays(1), 6, Duration.ofDays(7));

    @Test
    void countsOncePerHour() {
        Optional<Bounces.History> first = POLICY.after(Optional.empty(), NOON);

        assertThat(first).contains(new Bounces.History(1, NOON));
        assertThat(POLICY.after(first, NOON.plus(HOUR).minusMillis(1))).isEmpty();
        assertThat(POLICY.after(first, NOON.plus(HOUR))).contains(new Bounces.History(2, NOON.plus(HOUR)));
    }

    @Test
    void suspendsFromTheThirdOnAndRemovesAtTheSixth() {
        assertThat(verdict(2)).isEqualTo(Verdict.LEAVE);
        assertThat(verdict(3)).isEqualTo(Verdict.SUSPEND);
        assertThat(verdict(5)).isEqualTo(Verdict.SUSPEND);
        assertThat(verdict(6)).isEqualTo(Verdict.REMOVE);
        assertThat(verdict(7)).as("where the sixth had no consequence").isEqualTo(Verdict.REMOVE);
    }

    private static Verdict verdict(int counted) {
        return POLICY.verdict(new Bounces.History(counted, NOON));
    }

    @Test
    void nobodyIsRemovedBeforeOrForgottenWhileSuspended() {
        assertThatThrownBy(() -> new BouncePolicy(HOUR, 3, HOUR, 2, Duration.ofDays(7)))
                .hasMessageContaining("remove-after is 2");
        assertThatThrownBy(() -> new BouncePolicy(HOUR, 3, Duration.ofDays(7), 6, Duration.ofDays(7)))
                .hasMessageContaining("forgotten-after");
    }
}
