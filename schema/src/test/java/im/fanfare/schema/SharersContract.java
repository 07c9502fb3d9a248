package im.fanfare.schema;

import static im.fanfare.schema.Denmark.FRANCISCO;
import static im.fanfare.schema.Denmark.HAMLET;
import static im.fanfare.schema.Denmark.now;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Jid;
import im.fanfare.schema.Sharers.State;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@link Sharers} means. */
interface SharersContract {
    Sharers sharers();

    private Map<Jid, State> all(String service) {
        Map<Jid, State> all = new HashMap<>();
        for (Jid jid : new Jid[] {HAMLET.bare(), FRANCISCO.bare()}) {
            all.putAll(now(sharers().of(service, Sharers.share(jid))));
        }
        return all;
    }

    @Test
    default void keepsHowItStandsByServiceAndJid() {
        String service = Denmark.service();
        now(sharers().put(service, HAMLET.bare(), State.ASKED, 1));
        now(sharers().put(service, FRANCISCO.bare(), State.SHARING, 1));

        assertThat(all(service)).isEqualTo(Map.of(HAMLET.bare(), State.ASKED, FRANCISCO.bare(), State.SHARING));
        assertThat(all("other." + service)).isEmpty();
    }

    @Test
    default void theLaterWriteWins() {
        String service = Denmark.service();
        now(sharers().put(service, HAMLET.bare(), State.DECLINED, 3));
        now(sharers().put(service, HAMLET.bare(), State.ASKED, 2));
        assertThat(all(service)).containsEntry(HAMLET.bare(), State.DECLINED);

        now(sharers().remove(service, HAMLET.bare(), 4));
        now(sharers().put(service, HAMLET.bare(), State.SHARING, 3));
        assertThat(all(service)).isEmpty();
    }

    /** They are found in the table by it. */
    @Test
    default void aShareIsForEver() {
        assertThat(Sharers.share(Jid.parse("hamlet@denmark.lit"))).isEqualTo(147);
        assertThat(Sharers.share(Jid.parse("francisco@denmark.lit"))).isEqualTo(52);
    }
}
