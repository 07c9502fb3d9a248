package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.FRANCISCO;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.NOW;
import static im.fanfare.pubsub.Denmark.musings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XEP-0060 §5.4, §5.5 and §6.5. */
class RetrievingTest {
    private static final ItemRef A = new ItemRef(new ItemId("a"), 8);
    private static final ItemRef B = new ItemRef(new ItemId("b"), 9);
    private static final ItemRef C = new ItemRef(new ItemId("c"), 10);

    private final Scene node =
            musings().published("a", HAMLET).published("b", HAMLET).published("c", HAMLET);

    @Test
    void givesAllOldestFirst() {
        assertThat(retrieve(node, Optional.empty())).isEqualTo(new Decision.FetchItems(List.of(A, B, C)));
    }

    @Test
    void givesTheNewest() {
        assertThat(retrieve(node, Optional.of(2))).isEqualTo(new Decision.FetchItems(List.of(B, C)));
    }

    @Test
    void givesAllWhereThereAreFewer() {
        assertThat(retrieve(node, Optional.of(Integer.MAX_VALUE))).isEqualTo(new Decision.FetchItems(List.of(A, B, C)));
    }

    @Test
    void givesThoseNamedThatThereAre() {
        assertThat(retrieve(node, Optional.empty(), "c", "nobody's", "a", "c"))
                .isEqualTo(new Decision.FetchItems(List.of(C, A)));
    }

    @Test
    void movesAnItemThatIsPublishedAgainToTheEnd() {
        assertThat(retrieve(node.published("a", HAMLET), Optional.of(1)))
                .isEqualTo(new Decision.FetchItems(List.of(new ItemRef(new ItemId("a"), 11))));
    }

    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource({
        "PUBLISHER,    open,      FetchItems",
        "PUBLISH_ONLY, open,      FORBIDDEN",
        "MEMBER,       open,      FetchItems",
        "NONE,         open,      FetchItems",
        "OUTCAST,      open,      FORBIDDEN",
        "OWNER,        whitelist, FetchItems",
        "PUBLISHER,    whitelist, FetchItems",
        "PUBLISH_ONLY, whitelist, FORBIDDEN",
        "MEMBER,       whitelist, FetchItems",
        "NONE,         whitelist, CLOSED_NODE",
        "OUTCAST,      whitelist, FORBIDDEN",
        "OWNER,        authorize, FetchItems",
        "PUBLISHER,    authorize, FetchItems",
        "PUBLISH_ONLY, authorize, FORBIDDEN",
        "MEMBER,       authorize, FetchItems",
        "NONE,         authorize, SUBSCRIPTION_REQUIRED",
        "OUTCAST,      authorize, FORBIDDEN",
    })
    void letsInWhomTheAccessModelLetsIn(Affiliation affiliation, String model, String outcome) {
        Scene scene = musings(ConfigField.ACCESS_MODEL, model).with(FRANCISCO, affiliation);

        assertThat(Outcome.of(retrieve(scene, Optional.empty()))).isEqualTo(outcome);
        assertThat(Outcome.of(Retrieving.list(scene, new NodeCommand.ListItems(MUSINGS, FRANCISCO))))
                .isEqualTo(outcome.equals("FetchItems") ? "ItemIds" : outcome);
    }

    /** §6.5.9.3. */
    @Test
    void givesItemsToSubscribersAndNotToWhoWaits() {
        Scene authorize = musings(ConfigField.ACCESS_MODEL, "authorize");

        assertThat(Outcome.of(retrieve(authorize.subscribed(FRANCISCO.bare()), Optional.empty())))
                .isEqualTo("FetchItems");
        assertThat(Outcome.of(retrieve(authorize.requested(FRANCISCO.bare()), Optional.empty())))
                .isEqualTo("SUBSCRIPTION_REQUIRED");
        assertThat(new NodeCommand.Retrieve(MUSINGS, FRANCISCO, Optional.empty(), List.of())
                        .subscriptionsNeeded(authorize.state().config()))
                .containsExactly(FRANCISCO.bare());
    }

    @Test
    void refusesAtANodeThatKeepsNoItems() {
        assertThat(Outcome.of(retrieve(musings(ConfigField.PERSIST_ITEMS, "0"), Optional.empty())))
                .isEqualTo("NOT_PERSISTENT");
    }

    @Test
    void listsIdsNewestFirst() {
        assertThat(Retrieving.list(node, new NodeCommand.ListItems(MUSINGS, FRANCISCO)))
                .isEqualTo(Decision.answer(new NodeReply.ItemIds(List.of(C.id(), B.id(), A.id()))));
    }

    @Test
    void listsNoIdsThatCouldNotBeRetrieved() {
        Scene forgetful = node.configured(Map.of(ConfigField.PERSIST_ITEMS, "false"));

        assertThat(Retrieving.list(forgetful, new NodeCommand.ListItems(MUSINGS, FRANCISCO)))
                .isEqualTo(Decision.answer(new NodeReply.ItemIds(List.of())));
    }

    @Test
    void tellsAnyoneWhatTheNodeIs() {
        assertThat(new NodeCommand.Describe(MUSINGS, Denmark.OPHELIA).decide(node.subscribed(FRANCISCO), NOW))
                .isEqualTo(Decision.answer(new NodeReply.Description(node.state(), 1)));
    }

    private static Decision retrieve(Scene node, Optional<Integer> most, String... items) {
        return Retrieving.decide(
                node,
                new NodeCommand.Retrieve(
                        MUSINGS,
                        FRANCISCO,
                        most,
                        Stream.of(items).map(ItemId::new).toList()));
    }
}
