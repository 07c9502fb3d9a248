package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.FRANCISCO;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.NOW;
import static im.fanfare.pubsub.Denmark.musings;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** XEP-0313 §4 and §5, XEP-0442. */
class ArchivingTest {
    private static final Jid SERVICE = Jid.parse(Denmark.SERVICE);
    private static final ItemRef A = new ItemRef(new ItemId("a"), 8);
    private static final ItemRef B = new ItemRef(new ItemId("b"), 9);
    private static final ItemRef C = new ItemRef(new ItemId("c"), 10);
    private static final ItemRef D = new ItemRef(new ItemId("d"), 11);

    /** An item at noon, two a second later, one another second later. */
    private final Scene node = musings()
            .published("a", HAMLET, NOW)
            .published("b", HAMLET, NOW.plusSeconds(1))
            .published("c", HAMLET, NOW.plusSeconds(1))
            .published("d", HAMLET, NOW.plusSeconds(2));

    @Test
    void givesTheOldestWhereNoPartIsAskedFor() {
        assertThat(asked(ArchiveFilter.ALL)).isEqualTo(page(0, 4, A, B, C, D));
    }

    @Test
    void givesNoMoreThanAPage() {
        Scene large = musings();
        for (int i = 0; i < Archiving.MOST + 10; i++) {
            large = large.published("item" + i, HAMLET);
        }

        Excerpt<ItemRef> first = asked(large, ArchiveFilter.ALL, Optional.empty());
        Excerpt<ItemRef> last = asked(large, ArchiveFilter.ALL, part(new Paging.Last(), 1_000));

        assertThat(first.entries()).hasSize(Archiving.MOST).startsWith(new ItemRef(new ItemId("item0"), 8));
        assertThat(last.entries()).hasSize(Archiving.MOST).doesNotContain(new ItemRef(new ItemId("item9"), 17));
        assertThat(last.index()).isEqualTo(10);
        assertThat(last.total()).isEqualTo(Archiving.MOST + 10);
    }

    /** §4.1.2: from that time on, and before that time. */
    @Test
    void goesByTime() {
        assertThat(asked(from(NOW.plusSeconds(1)))).isEqualTo(page(0, 3, B, C, D));
        assertThat(asked(from(NOW.plusMillis(1)))).isEqualTo(page(0, 3, B, C, D));
        assertThat(asked(from(NOW.minusSeconds(1)))).isEqualTo(page(0, 4, A, B, C, D));
        assertThat(asked(from(NOW.plusSeconds(3)))).isEqualTo(page(0, 0));
        assertThat(asked(until(NOW.plusSeconds(1)))).isEqualTo(page(0, 1, A));
        assertThat(asked(until(NOW.plusMillis(1_001)))).isEqualTo(page(0, 3, A, B, C));
        assertThat(asked(until(NOW))).isEqualTo(page(0, 0));
        assertThat(asked(between(NOW.plusMillis(500), NOW.plusMillis(1_500)))).isEqualTo(page(0, 2, B, C));
        assertThat(asked(between(NOW.plusSeconds(2), NOW.plusSeconds(1)))).isEqualTo(page(0, 0));
    }

    /** §4.1.3. */
    @Test
    void goesByIds() {
        assertThat(asked(after(id(8)))).isEqualTo(page(0, 3, B, C, D));
        assertThat(asked(after(id(11)))).isEqualTo(page(0, 0));
        assertThat(asked(before(id(10)))).isEqualTo(page(0, 2, A, B));
        assertThat(asked(new ArchiveFilter(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(id(8)),
                        Optional.of(id(11)),
                        List.of())))
                .isEqualTo(page(0, 2, B, C));
        assertThat(asked(ids(id(11), id(8), id(11)))).isEqualTo(page(0, 2, A, D));
        assertThat(asked(new ArchiveFilter(
                        Optional.of(NOW.plusSeconds(1)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(id(11)),
                        List.of(id(8), id(10), id(11)))))
                .isEqualTo(page(0, 1, C));
    }

    /** §4.1.1: the sender of a notification is the service, whoever published the item. */
    @Test
    void goesByTheSender() {
        assertThat(asked(from(SERVICE))).isEqualTo(page(0, 4, A, B, C, D));
        assertThat(asked(from(HAMLET.bare()))).isEqualTo(page(0, 0));
        assertThat(asked(from(Jid.parse(Denmark.SERVICE + "/princely_musings"))))
                .isEqualTo(page(0, 0));
    }

    /** §4.3.2, and XEP-0059. */
    @Test
    void givesThePartThatIsAskedFor() {
        ArchiveFilter later = from(NOW.plusSeconds(1));

        assertThat(asked(node, later, part(new Paging.First(), 2))).isEqualTo(page(0, 3, B, C));
        assertThat(asked(node, later, part(new Paging.After(id(9)), 1))).isEqualTo(page(1, 3, C));
        assertThat(asked(node, later, part(new Paging.After(id(11)), 1))).isEqualTo(page(3, 3));
        assertThat(asked(node, later, part(new Paging.Last(), 2))).isEqualTo(backwards(1, 3, C, D));
        assertThat(asked(node, later, part(new Paging.Before(id(11)), 1))).isEqualTo(backwards(1, 3, C));
        assertThat(asked(node, later, part(new Paging.At(2), 5))).isEqualTo(page(2, 3, D));
        assertThat(asked(node, later, part(new Paging.First(), 0))).isEqualTo(page(0, 3));
        assertThat(asked(node, ids(id(8), id(9), id(11)), part(new Paging.After(id(8)), 1)))
                .isEqualTo(page(1, 3, B));
    }

    /** §4.3.2: the id has to be in the archive, not among what matches. */
    @Test
    void givesAPartNextToWhatDoesNotMatch() {
        ArchiveFilter some = ids(id(9), id(11));

        assertThat(asked(node, from(NOW.plusSeconds(1)), part(new Paging.After(id(8)), 2)))
                .isEqualTo(page(0, 3, B, C));
        assertThat(asked(node, from(NOW.plusSeconds(1)), part(new Paging.Before(id(8)), 2)))
                .isEqualTo(backwards(0, 3));
        assertThat(asked(node, until(NOW.plusSeconds(1)), part(new Paging.After(id(11)), 2)))
                .isEqualTo(page(1, 1));
        assertThat(asked(node, until(NOW.plusSeconds(1)), part(new Paging.Before(id(11)), 2)))
                .isEqualTo(backwards(0, 1, A));
        assertThat(asked(node, some, part(new Paging.After(id(10)), 2))).isEqualTo(page(1, 2, D));
        assertThat(asked(node, some, part(new Paging.Before(id(10)), 2))).isEqualTo(backwards(0, 2, B));
    }

    /** §4.1.3 and §4.3.2: neither what never was, nor what is gone, nor what is another node's. */
    @ParameterizedTest
    @ValueSource(strings = {"7", "12", "9223372036854775807", "08", "-8", "", "x", "99999999999999999999"})
    void refusesIdsThatAreNotThere(String revision) {
        String id = id(8).replaceFirst("8$", revision);

        assertRefused(id);
    }

    @Test
    void refusesIdsOfAnotherLife() {
        assertRefused(MessageId.of(MUSINGS, node.state().instance() + 1, 8));
        assertRefused("");
        assertRefused("8");
    }

    @Test
    void refusesTheIdOfAnItemThatWasPublishedAgain() {
        Scene again = node.published("a", HAMLET);

        assertThat(Outcome.of(decide(again, ids(id(8)), Optional.empty()))).isEqualTo("ITEM_NOT_FOUND");
        assertThat(asked(again, ids(id(12)), Optional.empty()).total()).isEqualTo(1);
    }

    private void assertRefused(String id) {
        for (ArchiveFilter filter : List.of(after(id), before(id), ids(id(8), id))) {
            assertThat(Outcome.of(decide(node, filter, Optional.empty()))).isEqualTo("ITEM_NOT_FOUND");
        }
        for (Paging.Place place : List.of(new Paging.After(id), new Paging.Before(id))) {
            assertThat(Outcome.of(decide(node, ArchiveFilter.ALL, part(place, 1))))
                    .isEqualTo("ITEM_NOT_FOUND");
        }
    }

    @Test
    void refusesTooManyIds() {
        ArchiveFilter most = ids(Collections.nCopies(Archiving.MOST_IDS, id(8)).toArray(String[]::new));
        ArchiveFilter more =
                ids(Collections.nCopies(Archiving.MOST_IDS + 1, id(8)).toArray(String[]::new));

        assertThat(asked(most)).isEqualTo(page(0, 1, A));
        assertThat(Outcome.of(decide(node, more, Optional.empty()))).isEqualTo("NOT_ACCEPTABLE");
    }

    /** As XEP-0060 §6.5.9 has it of items. */
    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource({
        "NONE,         open,      FetchArchive",
        "PUBLISH_ONLY, open,      FORBIDDEN",
        "OUTCAST,      open,      FORBIDDEN",
        "MEMBER,       whitelist, FetchArchive",
        "NONE,         whitelist, CLOSED_NODE",
        "MEMBER,       authorize, FetchArchive",
        "NONE,         authorize, SUBSCRIPTION_REQUIRED",
    })
    void letsInWhoMayRetrieve(Affiliation affiliation, String model, String outcome) {
        Scene scene = node.configured(Map.of(ConfigField.ACCESS_MODEL, model)).with(FRANCISCO, affiliation);

        assertThat(Outcome.of(decide(scene, ArchiveFilter.ALL, Optional.empty())))
                .isEqualTo(outcome);
        assertThat(Outcome.of(decide(scene, ids("nobody's"), Optional.empty())))
                .as("before it is said what is there")
                .isEqualTo(outcome.equals("FetchArchive") ? "ITEM_NOT_FOUND" : outcome);
        assertThat(Outcome.of(Archiving.describe(scene, new NodeCommand.DescribeArchive(MUSINGS, FRANCISCO))))
                .isEqualTo(outcome.equals("FetchArchive") ? "ArchiveEnds" : outcome);
    }

    @Test
    void knowsASubscriberWhereOneHasToBe() {
        Scene authorize = node.configured(Map.of(ConfigField.ACCESS_MODEL, "authorize"));

        assertThat(Outcome.of(decide(authorize.subscribed(FRANCISCO.bare()), ArchiveFilter.ALL, Optional.empty())))
                .isEqualTo("FetchArchive");
        assertThat(query(ArchiveFilter.ALL, Optional.empty())
                        .subscriptionsNeeded(authorize.state().config()))
                .containsExactly(FRANCISCO.bare());
        assertThat(new NodeCommand.DescribeArchive(MUSINGS, FRANCISCO)
                        .subscriptionsNeeded(authorize.state().config()))
                .containsExactly(FRANCISCO.bare());
    }

    @Test
    void refusesAtANodeThatKeepsNoItems() {
        Scene forgetful = node.configured(Map.of(ConfigField.PERSIST_ITEMS, "false"));

        assertThat(Outcome.of(decide(forgetful, ArchiveFilter.ALL, Optional.empty())))
                .isEqualTo("NOT_PERSISTENT");
    }

    /** §5. */
    @Test
    void tellsWhereTheArchiveBeginsAndEnds() {
        var describe = new NodeCommand.DescribeArchive(MUSINGS, FRANCISCO);

        assertThat(Archiving.describe(node, describe))
                .isEqualTo(Decision.answer(new NodeReply.ArchiveEnds(
                        Optional.of(new NodeReply.Archived(id(8), NOW)),
                        Optional.of(new NodeReply.Archived(id(11), NOW.plusSeconds(2))))));
        assertThat(Archiving.describe(musings(), describe))
                .isEqualTo(Decision.answer(new NodeReply.ArchiveEnds(Optional.empty(), Optional.empty())));
    }

    /** A large node is asked for no more than it takes, and not at all for whom it refuses. */
    @Test
    void saysWhatHasToBeRead() {
        ItemIndex items = ItemIndex.of(Map.of(0L, 1_000, 1L, 1_000, 2L, 1_000));
        Scene large = new Scene(node.state(), 3_072, node.affiliations(), node.subscriptions(), List.of(), items);

        assertThat(query(after(id(1_500)), Optional.empty()).itemsUnknown(large).buckets())
                .containsExactly(1L);
        assertThat(query(from(NOW), Optional.empty()).itemsUnknown(large).beginnings())
                .containsExactly(1L);
        assertThat(query(ArchiveFilter.ALL, part(new Paging.At(2_500), 10))
                        .itemsUnknown(large)
                        .buckets())
                .containsExactly(2L);
        assertThat(query(ids(IntStream.range(0, 101).mapToObj(i -> id(i + 1)).toArray(String[]::new)), Optional.empty())
                        .itemsUnknown(large)
                        .isNothing())
                .isTrue();
        assertThat(query(from(NOW), Optional.empty())
                        .itemsUnknown(large.with(FRANCISCO, Affiliation.OUTCAST))
                        .isNothing())
                .isTrue();
    }

    private String id(long revision) {
        return MessageId.of(MUSINGS, node.state().instance(), revision);
    }

    private Excerpt<ItemRef> asked(ArchiveFilter filter) {
        return asked(node, filter, Optional.empty());
    }

    private static Excerpt<ItemRef> asked(Scene node, ArchiveFilter filter, Optional<Paging> paging) {
        return ((Decision.FetchArchive) decide(node, filter, paging)).items();
    }

    private static Decision decide(Scene node, ArchiveFilter filter, Optional<Paging> paging) {
        return query(filter, paging).decide(node, NOW);
    }

    private static NodeCommand.QueryArchive query(ArchiveFilter filter, Optional<Paging> paging) {
        return new NodeCommand.QueryArchive(MUSINGS, FRANCISCO, filter, paging);
    }

    private static Optional<Paging> part(Paging.Place place, int max) {
        return Optional.of(new Paging(place, Optional.of(max)));
    }

    private static Excerpt<ItemRef> page(int index, int total, ItemRef... items) {
        return new Excerpt<>(List.of(items), index, total, false);
    }

    private static Excerpt<ItemRef> backwards(int index, int total, ItemRef... items) {
        return new Excerpt<>(List.of(items), index, total, true);
    }

    private static ArchiveFilter from(Instant time) {
        return new ArchiveFilter(
                Optional.of(time), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    private static ArchiveFilter until(Instant time) {
        return new ArchiveFilter(
                Optional.empty(), Optional.of(time), Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    private static ArchiveFilter between(Instant from, Instant until) {
        return new ArchiveFilter(
                Optional.of(from), Optional.of(until), Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    private static ArchiveFilter from(Jid sender) {
        return new ArchiveFilter(
                Optional.empty(), Optional.empty(), Optional.of(sender), Optional.empty(), Optional.empty(), List.of());
    }

    private static ArchiveFilter after(String id) {
        return new ArchiveFilter(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(id), Optional.empty(), List.of());
    }

    private static ArchiveFilter before(String id) {
        return new ArchiveFilter(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(id), List.of());
    }

    private static ArchiveFilter ids(String... ids) {
        return new ArchiveFilter(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(ids));
    }
}
