package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.BERNARDO;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.musings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** XEP-0060 §8.4. */
class DeletingTest {
    @Test
    void endsTheNode() {
        assertThat(Deleting.decide(
                        musings(),
                        new NodeCommand.Delete(MUSINGS, HAMLET, Optional.of("xmpp:hamlet@denmark.lit?;node=blog"))))
                .isEqualTo(Decision.change(
                        new NodeEvent.NodeDeleted(Optional.of("xmpp:hamlet@denmark.lit?;node=blog")),
                        new NodeReply.Done()));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OWNER")
    void isForOwnersOnly(Affiliation affiliation) {
        Scene node = musings().with(BERNARDO, affiliation);

        assertThat(Outcome.of(Deleting.decide(node, new NodeCommand.Delete(MUSINGS, BERNARDO, Optional.empty()))))
                .isEqualTo("FORBIDDEN");
    }
}
