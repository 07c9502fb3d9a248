package im.fanfare.schema;

import static im.fanfare.schema.Denmark.FRANCISCO;
import static im.fanfare.schema.Denmark.now;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Jid;
import org.junit.jupiter.api.Test;

/** What {@link Blacklists} means. */
interface BlacklistsContract {
    Jid NORWAY = Jid.parse("norway.lit");

    Blacklists blacklists();

    @Test
    default void keepsAListForEachService() {
        String service = Denmark.service();
        now(blacklists().put(service, FRANCISCO.bare(), 1));
        now(blacklists().put(service, NORWAY, 1));

        assertThat(now(blacklists().of(service))).containsExactlyInAnyOrder(FRANCISCO.bare(), NORWAY);
        assertThat(now(blacklists().of("other." + service))).isEmpty();
    }

    @Test
    default void theLaterWriteWins() {
        String service = Denmark.service();
        now(blacklists().put(service, NORWAY, 3));
        now(blacklists().remove(service, NORWAY, 2));
        assertThat(now(blacklists().of(service))).containsExactly(NORWAY);

        now(blacklists().remove(service, NORWAY, 4));
        now(blacklists().put(service, NORWAY, 3));
        assertThat(now(blacklists().of(service))).isEmpty();
    }
}
