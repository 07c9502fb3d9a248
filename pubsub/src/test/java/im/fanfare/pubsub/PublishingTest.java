package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.BARD;
import static im.fanfare.pubsub.Denmark.ENTRY;
import static im.fanfare.pubsub.Denmark.FRANCISCO;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.NOW;
import static im.fanfare.pubsub.Denmark.SOLILOQUY;
import static im.fanfare.pubsub.Denmark.musings;
import static im.fanfare.pubsub.Denmark.publish;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XEP-0060 §7.1. */
class PublishingTest {
    @Test
    void stampsTheItemWithItsPublisherAndTime() {
        Decision decision = Publishing.decide(musings(), publish(HAMLET), NOW);

        assertThat(decision)
                .isEqualTo(Decision.change(
                        new NodeEvent.ItemPublished(
                                Optional.of(new Item(SOLILOQUY, Optional.of(ENTRY), HAMLET, NOW)), List.of()),
                        new NodeReply.Published(Optional.of(SOLILOQUY))));
    }

    @ParameterizedTest(name = "{0} may publish where {1} may: {2}")
    @CsvSource({
        "OWNER,        publishers,  true",
        "PUBLISHER,    publishers,  true",
        "PUBLISH_ONLY, publishers,  true",
        "MEMBER,       publishers,  false",
        "NONE,         publishers,  false",
        "OUTCAST,      publishers,  false",
        "MEMBER,       open,        true",
        "NONE,         open,        true",
        "OUTCAST,      open,        false",
        "PUBLISHER,    subscribers, true",
        "MEMBER,       subscribers, false",
        "NONE,         subscribers, false",
        "OUTCAST,      subscribers, false",
    })
    void letsPublishWhomTheModelLets(Affiliation affiliation, String model, boolean allowed) {
        Scene node = musings(ConfigField.PUBLISH_MODEL, model).with(FRANCISCO, affiliation);

        Decision decision = Publishing.decide(node, publish(FRANCISCO), NOW);

        assertThat(Outcome.of(decision)).isEqualTo(allowed ? "Change" : "FORBIDDEN");
    }

    @ParameterizedTest(name = "{0}={1}: {2}")
    @CsvSource({
        "ACCESS_MODEL,  whitelist, Change",
        "ACCESS_MODEL,  open,      PRECONDITION_NOT_MET",
        "ACCESS_MODEL,  presence,  PRECONDITION_NOT_MET",
        "MAX_ITEMS,     max,       Change",
        "MAX_ITEMS,     3,         PRECONDITION_NOT_MET",
        "PERSIST_ITEMS, 1,         Change",
        "PERSIST_ITEMS, true,      Change",
        "PERSIST_ITEMS, 0,         PRECONDITION_NOT_MET",
    })
    void publishesWhereThePreconditionIsMet(ConfigField field, String value, String outcome) {
        Scene node = musings(ConfigField.ACCESS_MODEL, "whitelist");

        assertThat(Outcome.of(Publishing.decide(node, publish(HAMLET, Map.of(field, value)), NOW)))
                .isEqualTo(outcome);
    }

    @Test
    void tellsStrangersNothingOfPreconditions() {
        Map<ConfigField, String> unmet = Map.of(ConfigField.ACCESS_MODEL, "whitelist");

        assertThat(Outcome.of(Publishing.decide(musings(), publish(FRANCISCO, unmet), NOW)))
                .isEqualTo("FORBIDDEN");
    }

    @Test
    void letsSubscribersPublishWhereTheModelSaysSo() {
        Scene node = musings(ConfigField.PUBLISH_MODEL, "subscribers").subscribed(FRANCISCO.bare());

        assertThat(Outcome.of(Publishing.decide(node, publish(FRANCISCO), NOW))).isEqualTo("Change");
    }

    @Test
    void refusesAPayloadThatIsTooBig() {
        Scene node = musings(ConfigField.MAX_PAYLOAD_SIZE, Integer.toString(ENTRY.bytes() - 1));

        assertThat(Outcome.of(Publishing.decide(node, publish(HAMLET), NOW))).isEqualTo("PAYLOAD_TOO_BIG");
    }

    @Test
    void countsBytesNotCharacters() {
        Payload umlauts = new Payload("urn:x", "ü".repeat(10));
        NodeCommand.Publish publish = new NodeCommand.Publish(
                MUSINGS, HAMLET, Optional.of(new NewItem(SOLILOQUY, Optional.of(umlauts))), Map.of());

        assertThat(Outcome.of(Publishing.decide(musings(ConfigField.MAX_PAYLOAD_SIZE, "19"), publish, NOW)))
                .isEqualTo("PAYLOAD_TOO_BIG");
        assertThat(Outcome.of(Publishing.decide(musings(ConfigField.MAX_PAYLOAD_SIZE, "20"), publish, NOW)))
                .isEqualTo("Change");
    }

    @Test
    void refusesAPayloadOfAnotherType() {
        Scene node = musings(ConfigField.PAYLOAD_TYPE, "urn:example:e2ee:bundle");

        assertThat(Outcome.of(Publishing.decide(node, publish(HAMLET), NOW))).isEqualTo("INVALID_PAYLOAD");
    }

    @ParameterizedTest(name = "keeps items: {0}, delivers payloads: {1}, item: {2}, payload: {3} → {4}")
    @CsvSource({
        "true,  true,  true,  true,  Change",
        "true,  true,  true,  false, PAYLOAD_REQUIRED",
        "true,  true,  false, false, ITEM_REQUIRED",
        "true,  false, true,  true,  Change",
        "true,  false, true,  false, Change",
        "true,  false, false, false, ITEM_REQUIRED",
        "false, true,  true,  true,  Change",
        "false, true,  true,  false, PAYLOAD_REQUIRED",
        "false, true,  false, false, PAYLOAD_REQUIRED",
        "false, false, false, false, Change",
        "false, false, true,  false, ITEM_FORBIDDEN",
        "false, false, true,  true,  ITEM_FORBIDDEN",
    })
    void holdsTheRequestAgainstTheEventType(
            boolean persistItems, boolean deliverPayloads, boolean item, boolean payload, String outcome) {
        Scene node = musings()
                .configured(Map.of(
                        ConfigField.PERSIST_ITEMS, Boolean.toString(persistItems),
                        ConfigField.DELIVER_PAYLOADS, Boolean.toString(deliverPayloads)));
        Optional<NewItem> draft = item
                ? Optional.of(new NewItem(SOLILOQUY, payload ? Optional.of(ENTRY) : Optional.empty()))
                : Optional.empty();

        Decision decision = Publishing.decide(node, new NodeCommand.Publish(MUSINGS, HAMLET, draft, Map.of()), NOW);

        assertThat(Outcome.of(decision)).isEqualTo(outcome);
    }

    @Test
    void overwritesTheItemOfTheSameId() {
        Scene node = musings().published(SOLILOQUY.value(), HAMLET);

        assertThat(goneBy(node)).containsExactly(new ItemRef(SOLILOQUY, 8));
    }

    @Test
    void pushesOutTheOldestWhereTheNodeIsFull() {
        Scene node = musings(ConfigField.MAX_ITEMS, "2")
                .published("a", HAMLET)
                .published("b", HAMLET)
                .published("c", HAMLET);

        assertThat(goneBy(node)).containsExactly(new ItemRef(new ItemId("a"), 8), new ItemRef(new ItemId("b"), 9));
    }

    @Test
    void tellsOfTheOldestThatGoesWhereTheNodeAsksForIt() {
        Scene node = full("retract-oldest");

        assertThat(((Decision.Change) Publishing.decide(node, publish(HAMLET), NOW)).events())
                .containsExactly(
                        new NodeEvent.ItemsRetracted(List.of(new ItemRef(new ItemId("a"), 8)), true),
                        new NodeEvent.ItemPublished(
                                Optional.of(new Item(SOLILOQUY, Optional.of(ENTRY), HAMLET, NOW)), List.of()));
    }

    @Test
    void refusesWhatIsOneTooManyWhereTheNodeAsksForIt() {
        Scene node = full("reject");

        assertThat(Outcome.of(Publishing.decide(node, publish(HAMLET), NOW))).isEqualTo("NODE_FULL");
        assertThat(goneBy(full("reject", SOLILOQUY.value())))
                .as("what takes the place of another is not one more")
                .containsExactly(new ItemRef(SOLILOQUY, 9));
    }

    @Test
    void pushesOutNothingElseWhereAnItemOnlyChanges() {
        Scene node = musings(ConfigField.MAX_ITEMS, "2").published("a", HAMLET).published(SOLILOQUY.value(), HAMLET);

        assertThat(goneBy(node)).containsExactly(new ItemRef(SOLILOQUY, 9));
    }

    @Test
    void keepsNothingAtANodeWithoutItems() {
        Scene node = musings(ConfigField.PERSIST_ITEMS, "false");

        assertThat(goneBy(node)).isEmpty();
    }

    @Test
    void refusesTheBardBeforeItLooksAtHisPayload() {
        Scene node = musings(ConfigField.MAX_PAYLOAD_SIZE, "1");

        assertThat(Outcome.of(Publishing.decide(node, publish(BARD), NOW))).isEqualTo("FORBIDDEN");
    }

    private static Scene full(String then) {
        return full(then, "b");
    }

    private static Scene full(String then, String second) {
        return musings()
                .configured(Map.of(ConfigField.MAX_ITEMS, "2", ConfigField.PUBLISH_NODE_FULL, then))
                .published("a", HAMLET)
                .published(second, HAMLET);
    }

    private static List<ItemRef> goneBy(Scene node) {
        Decision.Change change = (Decision.Change) Publishing.decide(node, publish(HAMLET), NOW);
        return ((NodeEvent.ItemPublished) change.events().get(0)).gone();
    }
}
