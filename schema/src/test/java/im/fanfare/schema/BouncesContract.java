package im.fanfare.schema;

import static im.fanfare.schema.Denmark.FRANCISCO;
import static im.fanfare.schema.Denmark.HAMLET;
import static im.fanfare.schema.Denmark.now;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** What {@link Bounces} means. */
interface BouncesContract {
    Duration LONG = Duration.ofHours(1);

    Bounces bounces();

    private static Bounces.History history(int counted, int minute) {
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
        return new Bounces.History(counted, hour.plus(Duration.ofMinutes(minute)));
    }

    @Test
    default void nothingIsKnownOfWhoNeverBounced() {
        assertThat(now(bounces().of(Denmark.service(), HAMLET))).isEmpty();
    }

    @Test
    default void keepsWhatIsKnownByServiceAndAddress() {
        String service = Denmark.service();
        now(bounces().put(service, HAMLET, history(1, 1), LONG));
        now(bounces().put(service, FRANCISCO, history(7, 1), LONG));
        now(bounces().put(service, HAMLET, history(2, 3), LONG));

        assertThat(now(bounces().of(service, HAMLET))).contains(history(2, 3));
        assertThat(now(bounces().of(service, FRANCISCO))).contains(history(7, 1));
        assertThat(now(bounces().of("other." + service, HAMLET))).isEmpty();
    }

    @Test
    default void theLaterBounceWins() {
        String service = Denmark.service();
        now(bounces().put(service, HAMLET, history(2, 3), LONG));
        now(bounces().put(service, HAMLET, history(1, 1), LONG));

        assertThat(now(bounces().of(service, HAMLET))).contains(history(2, 3));
    }

    @Test
    default void forgetsWhatWasKnownThen() {
        String service = Denmark.service();
        now(bounces().put(service, HAMLET, history(2, 3), LONG));
        now(bounces().forget(service, HAMLET, history(2, 1).last()));
        assertThat(now(bounces().of(service, HAMLET))).isPresent();

        now(bounces().forget(service, HAMLET, history(2, 3).last()));
        assertThat(now(bounces().of(service, HAMLET))).isEmpty();
    }

    @Test
    default void forgetsByItself() throws InterruptedException {
        String service = Denmark.service();
        now(bounces().put(service, HAMLET, history(2, 3), Duration.ofSeconds(1)));

        Instant deadline = Instant.now().plusSeconds(20);
        while (now(bounces().of(service, HAMLET)).isPresent() && Instant.now().isBefore(deadline)) {
            Thread.sleep(50);
        }
        assertThat(now(bounces().of(service, HAMLET))).isEmpty();
    }
}
