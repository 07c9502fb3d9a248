package im.fanfare.schema;

import static im.fanfare.schema.Denmark.FRANCISCO;
import static im.fanfare.schema.Denmark.HAMLET;
import static im.fanfare.schema.Denmark.now;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Jid;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link TemporarySubscribers} means. */
interface TemporarySubscribersContract {
    TemporarySubscribers temporary();

    private Set<Jid> with(String service, Jid jid) {
        return now(temporary().of(service, Sharers.share(jid)));
    }

    @Test
    default void keepsThemByServiceAndShare() {
        String service = Denmark.service();
        now(temporary().put(service, HAMLET.bare(), 1));
        now(temporary().put(service, HAMLET.bare(), 1));
        now(temporary().put(service, FRANCISCO.bare(), 1));

        assertThat(with(service, HAMLET.bare())).containsExactly(HAMLET.bare());
        assertThat(with(service, FRANCISCO.bare())).containsExactly(FRANCISCO.bare());
        assertThat(with("other." + service, HAMLET.bare())).isEmpty();
    }

    @Test
    default void theLaterWriteWins() {
        String service = Denmark.service();
        now(temporary().put(service, HAMLET.bare(), 3));
        now(temporary().remove(service, HAMLET.bare(), 2));
        assertThat(with(service, HAMLET.bare())).containsExactly(HAMLET.bare());

        now(temporary().remove(service, HAMLET.bare(), 4));
        assertThat(with(service, HAMLET.bare())).isEmpty();
    }
}
