package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.BERNARDO;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.musings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** XEP-0060 §8.5. */
class PurgingTest {
    @Test
    void takesOutWhatThereIs() {
        Scene node = musings().published("a", HAMLET).published("b", HAMLET);

        assertThat(Purging.decide(node, new NodeCommand.Purge(MUSINGS, HAMLET)))
                .isEqualTo(Decision.change(
                        new NodeEvent.NodePurged(
                                List.of(new ItemRef(new ItemId("a"), 8), new ItemRef(new ItemId("b"), 9))),
                        new NodeReply.Done()));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OWNER")
    void isForOwnersOnly(Affiliation affiliation) {
        Scene node = musings().with(BERNARDO, affiliation);

        assertThat(Outcome.of(Purging.decide(node, new NodeCommand.Purge(MUSINGS, BERNARDO))))
                .isEqualTo("FORBIDDEN");
    }

    /** {@code purge_offline} of §17.4.4. */
    @Test
    void takesOutAllItemsOnceWhoPublishedLastHasGone() {
        Scene node =
                musings(ConfigField.PURGE_OFFLINE, "1").published("a", BERNARDO).published("b", HAMLET);

        assertThat(Purging.offline(node, HAMLET.bare()))
                .containsExactly(new NodeEvent.NodePurged(
                        List.of(new ItemRef(new ItemId("a"), 8), new ItemRef(new ItemId("b"), 9))));
        assertThat(Purging.offline(node, BERNARDO.bare())).isEmpty();
        assertThat(Purging.offline(musings().published("a", HAMLET), HAMLET.bare()))
                .isEmpty();
        assertThat(Purging.offline(musings(ConfigField.PURGE_OFFLINE, "1"), HAMLET.bare()))
                .isEmpty();
    }

    @Test
    void refusesAtANodeThatKeepsNoItems() {
        Scene node = musings(ConfigField.PERSIST_ITEMS, "false");

        assertThat(Outcome.of(Purging.decide(node, new NodeCommand.Purge(MUSINGS, HAMLET))))
                .isEqualTo("NOT_PERSISTENT");
    }
}
