package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.BERNARDO;
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
        assertThat(retrieve(node, Optional.empty())).isEqualTo(all(A, B, C));
    }

    @Test
    void givesTheNewest() {
        assertThat(retrieve(node, Optional.of(2))).isEqualTo(all(B, C));
    }

    @Test
    void givesAllWhereThereAreFewer() {
        assertThat(retrieve(node, Optional.of(Integer.MAX_VALUE))).isEqualTo(all(A, B, C));
    }

    @Test
    void givesThoseNamedThatThereAre() {
        assertThat(retrieve(node, Optional.empty(), "c", "nobody's", "a", "c")).isEqualTo(all(C, A));
    }

    /** XEP-0413 §4. */
    @Test
    void ordersByCreationAndByModificationEitherWay() {
        Scene changed = node.published("a", HAMLET);
        ItemRef again = new ItemRef(new ItemId("a"), 11);

        assertThat(ordered(changed, ItemOrder.By.CREATION, false, Optional.empty()))
                .isEqualTo(all(again, B, C));
        assertThat(ordered(changed, ItemOrder.By.MODIFICATION, false, Optional.of(2)))
                .isEqualTo(all(C, again));
        assertThat(ordered(changed, ItemOrder.By.CREATION, true, Optional.of(2)))
                .isEqualTo(new Decision.FetchItems(new Excerpt<>(List.of(C, B), 0, 2, false)));
        assertThat(ordered(changed, ItemOrder.By.MODIFICATION, true, Optional.empty()))
                .isEqualTo(new Decision.FetchItems(new Excerpt<>(List.of(again, C, B), 0, 3, false)));
    }

    private static Decision ordered(Scene node, ItemOrder.By by, boolean descending, Optional<Integer> most) {
        return Retrieving.decide(
                node,
                new NodeCommand.Retrieve(
                        Denmark.MUSINGS,
                        HAMLET,
                        most,
                        List.of(),
                        Optional.empty(),
                        Optional.of(new ItemOrder(by, descending))));
    }

    @Test
    void movesAnItemThatIsPublishedAgainToTheEnd() {
        assertThat(retrieve(node.published("a", HAMLET), Optional.of(1)))
                .isEqualTo(all(new ItemRef(new ItemId("a"), 11)));
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
        assertThat(Outcome.of(Retrieving.list(scene, list(Optional.empty()))))
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
        assertThat(new NodeCommand.Retrieve(MUSINGS, FRANCISCO, Optional.empty(), List.of(), Optional.empty())
                        .subscriptionsNeeded(authorize.state().config()))
                .containsExactly(FRANCISCO.bare());
    }

    /** §6.5.9.1 and §6.5.9.2. */
    @Test
    void givesItemsToWhoSaysByWhichOfSeveralSubscriptions() {
        Subscription several = new Subscription(
                FRANCISCO.bare(),
                0,
                3,
                SubscriptionOptions.STANDARD,
                SubId.FIRST,
                List.of(new Subscription.One(new SubId("5"), 5, SubscriptionOptions.STANDARD)));
        Scene theirs = node.with(several);

        assertThat(Outcome.of(by(theirs, FRANCISCO, Optional.empty()))).isEqualTo("SUBID_REQUIRED");
        assertThat(Outcome.of(by(theirs, FRANCISCO, Optional.of(new SubId("5")))))
                .isEqualTo("FetchItems");
        assertThat(Outcome.of(by(theirs, FRANCISCO, Optional.of(new SubId("4")))))
                .isEqualTo("INVALID_SUBID");
        assertThat(Outcome.of(by(theirs, BERNARDO, Optional.empty()))).isEqualTo("FetchItems");
        assertThat(Outcome.of(by(theirs, BERNARDO, Optional.of(new SubId("5")))))
                .isEqualTo("INVALID_SUBID");
        assertThat(Outcome.of(by(node.subscribed(FRANCISCO), FRANCISCO, Optional.empty())))
                .isEqualTo("FetchItems");
    }

    private static Decision by(Scene node, Jid requester, Optional<SubId> subId) {
        return Retrieving.decide(
                node,
                new NodeCommand.Retrieve(
                        MUSINGS, requester, Optional.empty(), List.of(), Optional.empty(), Optional.empty(), subId));
    }

    @Test
    void refusesAtANodeThatKeepsNoItems() {
        assertThat(Outcome.of(retrieve(musings(ConfigField.PERSIST_ITEMS, "0"), Optional.empty())))
                .isEqualTo("NOT_PERSISTENT");
    }

    @Test
    void listsIdsNewestFirst() {
        assertThat(Retrieving.list(node, list(Optional.empty())))
                .isEqualTo(Decision.answer(new NodeReply.ItemIds(List.of(C.id(), B.id(), A.id()), 0, 3)));
    }

    @Test
    void listsNoIdsThatCouldNotBeRetrieved() {
        Scene forgetful = node.configured(Map.of(ConfigField.PERSIST_ITEMS, "false"));

        assertThat(Retrieving.list(forgetful, list(Optional.empty())))
                .isEqualTo(Decision.answer(new NodeReply.ItemIds(List.of(), 0, 0)));
    }

    @Test
    void tellsAnyoneWhatTheNodeIs() {
        assertThat(new NodeCommand.Describe(MUSINGS, Denmark.OPHELIA).decide(node.subscribed(FRANCISCO), NOW))
                .isEqualTo(Decision.answer(new NodeReply.Description(node.state(), 1)));
    }

    @Test
    void givesThePartThatIsAskedFor() {
        assertThat(page(new Paging.First(), 2)).isEqualTo(new Excerpt<>(List.of(A, B), 0, 3, false));
        assertThat(page(new Paging.After("a"), 1)).isEqualTo(new Excerpt<>(List.of(B), 1, 3, false));
        assertThat(page(new Paging.After("c"), 1)).isEqualTo(new Excerpt<>(List.of(), 3, 3, false));
        assertThat(page(new Paging.Last(), 2)).isEqualTo(new Excerpt<>(List.of(B, C), 1, 3, true));
        assertThat(page(new Paging.Before("b"), 2)).isEqualTo(new Excerpt<>(List.of(A), 0, 3, true));
        assertThat(page(new Paging.Before("a"), 2)).isEqualTo(new Excerpt<>(List.of(), 0, 3, true));
        assertThat(page(new Paging.At(2), 5)).isEqualTo(new Excerpt<>(List.of(C), 2, 3, false));
        assertThat(page(new Paging.At(3), 5)).isEqualTo(new Excerpt<>(List.of(), 3, 3, false));
        assertThat(page(new Paging.First(), 0)).isEqualTo(new Excerpt<>(List.of(), 0, 3, false));
    }

    /** XEP-0059 §2.4. */
    @Test
    void refusesAPartNextToWhatIsNotThere() {
        var paging = Optional.of(new Paging(new Paging.After("nobody's"), Optional.empty()));

        assertThat(Outcome.of(retrieve(node, Optional.empty(), paging))).isEqualTo("ITEM_NOT_FOUND");
        assertThat(Outcome.of(Retrieving.list(node, list(paging)))).isEqualTo("ITEM_NOT_FOUND");
    }

    @Test
    void givesAPartOfTheNewest() {
        var paging = Optional.of(new Paging(new Paging.First(), Optional.of(1)));

        assertThat(retrieve(node, Optional.of(2), paging))
                .isEqualTo(new Decision.FetchItems(new Excerpt<>(List.of(B), 0, 2, false)));
    }

    @Test
    void listsThePartThatIsAskedFor() {
        assertThat(Retrieving.list(node, list(Optional.of(new Paging(new Paging.After("c"), Optional.of(1))))))
                .isEqualTo(Decision.answer(new NodeReply.ItemIds(List.of(B.id()), 1, 3)));
    }

    private Excerpt<ItemRef> page(Paging.Place place, int max) {
        Decision decision = retrieve(node, Optional.empty(), Optional.of(new Paging(place, Optional.of(max))));
        return ((Decision.FetchItems) decision).items();
    }

    private static NodeCommand.ListItems list(Optional<Paging> paging) {
        return new NodeCommand.ListItems(MUSINGS, FRANCISCO, paging);
    }

    private static Decision all(ItemRef... items) {
        return new Decision.FetchItems(new Excerpt<>(List.of(items), 0, items.length, true));
    }

    private static Decision retrieve(Scene node, Optional<Integer> most, String... items) {
        return retrieve(node, most, Optional.empty(), items);
    }

    private static Decision retrieve(Scene node, Optional<Integer> most, Optional<Paging> paging, String... items) {
        return Retrieving.decide(
                node,
                new NodeCommand.Retrieve(
                        MUSINGS,
                        FRANCISCO,
                        most,
                        Stream.of(items).map(ItemId::new).toList(),
                        paging));
    }
}
