package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.BERNARDO;
import static im.fanfare.pubsub.Denmark.FRANCISCO;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.musings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** XEP-0060 §6.1.7. */
class SendingLastTest {
    private static final Subscription LATE = new Subscription(FRANCISCO, 0, 10);
    private static final Subscription EARLY = new Subscription(BERNARDO, 0, 8);

    /** Its last item is of its ninth revision. */
    private final Scene node = musings(ConfigField.SEND_LAST_PUBLISHED_ITEM, "on_sub")
            .published("a", HAMLET)
            .published("b", HAMLET);

    @Test
    void tellsNewSubscribersOfTheLastItem() {
        assertThat(SendingLast.decide(node, List.of(new NodeEvent.Subscribed(LATE))))
                .contains(new NodeEvent.LastItemSent(new ItemRef(new ItemId("b"), 9), Optional.empty(), List.of(LATE)));
    }

    @Test
    void tellsThemWhereTheyAreToldOnPresenceToo() {
        Scene also = node.configured(Map.of(ConfigField.SEND_LAST_PUBLISHED_ITEM, "on_sub_and_presence"));

        assertThat(SendingLast.decide(also, List.of(new NodeEvent.Subscribed(LATE))))
                .isPresent();
    }

    @Test
    void leavesOutWhoIsNotifiedOfItAnyway() {
        assertThat(SendingLast.decide(node, List.of(new NodeEvent.Subscribed(EARLY))))
                .isEmpty();
    }

    @Test
    void leavesOutWhoHasLeftAgain() {
        assertThat(SendingLast.decide(node, List.of(new NodeEvent.Subscribed(LATE), new NodeEvent.Unsubscribed(LATE))))
                .isEmpty();
    }

    @Test
    void isSilentWhereNobodyAskedForItOrThereIsNothingToTell() {
        List<NodeEvent> subscribed = List.of(new NodeEvent.Subscribed(LATE));

        assertThat(SendingLast.decide(musings(), subscribed)).isEmpty();
        assertThat(SendingLast.decide(node, List.of(new NodeEvent.NodePurged(List.of()))))
                .isEmpty();
        assertThat(SendingLast.decide(musings(ConfigField.SEND_LAST_PUBLISHED_ITEM, "on_sub"), subscribed))
                .isEmpty();
        for (ConfigField field : List.of(
                ConfigField.SEND_LAST_PUBLISHED_ITEM, ConfigField.PERSIST_ITEMS, ConfigField.DELIVER_NOTIFICATIONS)) {
            String value = field == ConfigField.SEND_LAST_PUBLISHED_ITEM ? "never" : "false";
            assertThat(SendingLast.decide(node.configured(Map.of(field, value)), subscribed))
                    .isEmpty();
        }
    }
}
