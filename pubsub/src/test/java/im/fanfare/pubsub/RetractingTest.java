package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.BERNARDO;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.musings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XEP-0060 §7.2. */
class RetractingTest {
    private final Scene node = musings().published("his", HAMLET).published("mine", BERNARDO);

    @Test
    void takesTheItemsOutTogether() {
        Decision decision = Retracting.decide(node, retract(HAMLET, Optional.empty(), "his", "mine", "his"));

        assertThat(decision)
                .isEqualTo(Decision.change(
                        new NodeEvent.ItemsRetracted(
                                List.of(new ItemRef(new ItemId("his"), 8), new ItemRef(new ItemId("mine"), 9)), true),
                        new NodeReply.Done()));
    }

    @ParameterizedTest(name = "node notifies: {0}, request says: {1} → {2}")
    @CsvSource({
        "true,  '',    true",
        "false, '',    false",
        "true,  false, false",
        "false, true,  true",
    })
    void notifiesAsAskedOrElseAsConfigured(String configured, String asked, boolean notifying) {
        Scene scene = musings(ConfigField.NOTIFY_RETRACT, configured).published("his", HAMLET);
        Optional<Boolean> wish = asked.isEmpty() ? Optional.empty() : Optional.of(Boolean.valueOf(asked));

        Decision.Change change = (Decision.Change) Retracting.decide(scene, retract(HAMLET, wish, "his"));

        assertThat(((NodeEvent.ItemsRetracted) change.events().get(0)).notifying())
                .isEqualTo(notifying);
    }

    @ParameterizedTest(name = "{0} retracts {1}: {2}")
    @CsvSource({
        "OWNER,        his,  Change",
        "PUBLISHER,    his,  Change",
        "PUBLISH_ONLY, mine, Change",
        "PUBLISH_ONLY, his,  FORBIDDEN",
        "MEMBER,       his,  FORBIDDEN",
        "NONE,         his,  FORBIDDEN",
        "NONE,         mine, Change", // it was a publisher once, or the node was open
        "OUTCAST,      mine, FORBIDDEN",
    })
    void letsRetractWhoMayOrWhoPublishedIt(Affiliation affiliation, String item, String outcome) {
        Decision decision =
                Retracting.decide(node.with(BERNARDO, affiliation), retract(BERNARDO, Optional.empty(), item));

        assertThat(Outcome.of(decision)).isEqualTo(outcome);
    }

    @Test
    void retractsNothingWhereOneItemIsMissing() {
        Decision decision = Retracting.decide(node, retract(HAMLET, Optional.empty(), "his", "nobody's"));

        assertThat(Outcome.of(decision)).isEqualTo("ITEM_NOT_FOUND");
    }

    @Test
    void tellsAStrangerNothingOfWhatThereIs() {
        Decision decision = Retracting.decide(node, retract(Denmark.OPHELIA, Optional.empty(), "nobody's"));

        assertThat(Outcome.of(decision)).isEqualTo("FORBIDDEN");
    }

    @Test
    void refusesAtANodeThatKeepsNoItems() {
        Scene transitory = musings(ConfigField.PERSIST_ITEMS, "false");

        assertThat(Outcome.of(Retracting.decide(transitory, retract(HAMLET, Optional.empty(), "his"))))
                .isEqualTo("NOT_PERSISTENT");
    }

    private static NodeCommand.Retract retract(Jid requester, Optional<Boolean> notifying, String... items) {
        return new NodeCommand.Retract(
                MUSINGS, requester, Stream.of(items).map(ItemId::new).toList(), notifying);
    }
}
