package im.fanfare.schema;

import static im.fanfare.schema.Denmark.HAMLET;
import static im.fanfare.schema.Denmark.ODD;
import static im.fanfare.schema.Denmark.item;
import static im.fanfare.schema.Denmark.life;
import static im.fanfare.schema.Denmark.now;
import static im.fanfare.schema.Denmark.ref;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Payload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@link Items} means. */
interface ItemsContract {
    Items items();

    @Test
    default void hasNothingOfANodeThatNobodyPublishedTo() {
        NodeKey node = life();

        assertThat(now(items().fetch(node, List.of(ref("a", 1))))).isEmpty();
        assertThat(now(items().list(node, 1, 5_000))).isEmpty();
    }

    @Test
    default void keepsAnItemAsItWasPublished() {
        NodeKey node = new NodeKey(new NodeId(Denmark.service(), ODD), 1);
        Item odd = new Item(new ItemId(ODD), Optional.of(new Payload(ODD, "<x>" + ODD + "</x>")), HAMLET, Denmark.NOON);
        now(items().put(node, 1, odd, 1));

        assertThat(now(items().fetch(node, List.of(ref(ODD, 1))))).containsExactly(odd);
    }

    @Test
    default void keepsAnItemWithoutPayload() {
        NodeKey node = life();
        Item empty = new Item(new ItemId("empty"), Optional.empty(), HAMLET, Denmark.NOON);
        now(items().put(node, 1, empty, 1));

        assertThat(now(items().fetch(node, List.of(ref("empty", 1))))).containsExactly(empty);
        assertThat(now(items().list(node, 1, 1)))
                .containsExactly(new Items.Listed(ref("empty", 1), HAMLET, 0, Denmark.NOON));
    }

    @Test
    default void keepsWhenAnItemWasCreated() {
        NodeKey node = life();
        Item again = new Item(new ItemId("a"), Optional.empty(), HAMLET, Denmark.NOON, 2);
        now(items().put(node, 5, again, 1));

        assertThat(now(items().fetch(node, List.of(ref("a", 5))))).containsExactly(again);
        assertThat(now(items().list(node, 1, 5)))
                .containsExactly(new Items.Listed(ref("a", 5), HAMLET, 2, Denmark.NOON));
    }

    @Test
    default void keepsTimesToTheMicrosecond() {
        NodeKey node = life();
        Item precise = new Item(new ItemId("a"), Optional.empty(), HAMLET, Denmark.NOON.plusNanos(789));
        now(items().put(node, 1, precise, 1));

        assertThat(now(items().fetch(node, List.of(ref("a", 1)))))
                .extracting(Item::published)
                .containsExactly(Denmark.NOON);
    }

    @Test
    default void keepsLivesApart() {
        NodeKey first = life();
        NodeKey second = new NodeKey(first.id(), 2);
        now(items().put(first, 1, item("first"), 1));

        assertThat(now(items().list(second, 1, 10))).isEmpty();
    }

    @Test
    default void fetchesInTheOrderAskedForAndOnlyWhatThereIs() {
        NodeKey node = life();
        putAll(node, Stream.of(1L, 2L, 1_024L, 5_000L).toList());
        List<ItemRef> asked = List.of(ref("5000", 5_000), ref("1", 1), ref("no", 3), ref("1024", 1_024), ref("no", 2));

        assertThat(now(items().fetch(node, asked))).containsExactly(item("5000"), item("1"), item("1024"));
    }

    @Test
    default void fetchesManyAtOnce() {
        NodeKey node = life();
        List<Long> revisions = LongStream.rangeClosed(1_000, 1_300).boxed().toList();
        putAll(node, revisions);
        List<Long> newestFirst = new ArrayList<>(revisions);
        Collections.reverse(newestFirst);

        assertThat(now(items().fetch(node, refs(newestFirst))))
                .extracting(found -> found.id().value())
                .containsExactlyElementsOf(
                        newestFirst.stream().map(String::valueOf).toList());
    }

    @Test
    default void listsOldestFirstOverBucketBorders() {
        NodeKey node = life();
        List<Long> revisions = Stream.of(1L, 1_022L, 1_023L, 1_024L, 1_025L, 2_048L, 2_049L, 10_240L)
                .toList();
        putAll(node, revisions);

        assertThat(now(items().list(node, 1, 20_000)))
                .extracting(Items.Listed::item)
                .containsExactlyElementsOf(refs(revisions));
        assertThat(now(items().list(node, 1_023, 2_048)))
                .extracting(Items.Listed::item)
                .containsExactlyElementsOf(refs(List.of(1_023L, 1_024L, 1_025L, 2_048L)));
    }

    @Test
    default void knowsWhenTheOldestOfABucketWasPublished() {
        NodeKey node = life();
        for (long revision : List.of(1_022L, 1_030L, 1_031L)) {
            Instant published = Denmark.NOON.plusSeconds(revision);
            now(items().put(node, revision, new Item(new ItemId("a"), Optional.empty(), HAMLET, published), 1));
        }
        now(items().delete(node, List.of(ref("a", 1_030)), 2));

        assertThat(now(items().beginning(node, 0))).contains(Denmark.NOON.plusSeconds(1_022));
        assertThat(now(items().beginning(node, 1))).contains(Denmark.NOON.plusSeconds(1_031));
        assertThat(now(items().beginning(node, 2))).isEmpty();
    }

    @Test
    default void listsAsManyAsANodeMayHave() {
        NodeKey node = life();
        List<Long> revisions = LongStream.rangeClosed(500, 10_500).boxed().toList();
        putAll(node, revisions);

        assertThat(now(items().list(node, 1, 20_000)))
                .extracting(Items.Listed::item)
                .containsExactlyElementsOf(refs(revisions));
    }

    @Test
    default void deletesThoseNamed() {
        NodeKey node = life();
        List<Long> revisions = LongStream.rangeClosed(900, 1_200).boxed().toList();
        putAll(node, revisions);

        now(items().delete(
                        node,
                        refs(revisions.stream()
                                .filter(r -> r != 1_000 && r != 1_100)
                                .toList()),
                        2));

        assertThat(now(items().list(node, 1, 2_000)))
                .extracting(Items.Listed::item)
                .containsExactly(ref("1000", 1_000), ref("1100", 1_100));
    }

    @Test
    default void deletesAllOverBucketBordersAndNoMore() {
        NodeKey node = life();
        putAll(
                node,
                Stream.of(99L, 100L, 1_023L, 1_024L, 2_000L, 2_048L, 3_000L, 3_001L)
                        .toList());

        now(items().deleteAll(node, 100, 3_000, 2));

        assertThat(now(items().list(node, 1, 5_000)))
                .extracting(Items.Listed::item)
                .containsExactly(ref("99", 99), ref("3001", 3_001));
    }

    @Test
    default void aLateRepeatDoesNotBringBackWhatWasDeleted() {
        NodeKey node = life();
        putAll(node, List.of(1L, 2L));
        now(items().delete(node, refs(List.of(1L)), 2));
        now(items().deleteAll(node, 2, 3, 2));

        putAll(node, List.of(1L, 2L, 3L));

        assertThat(now(items().list(node, 1, 5))).isEmpty();
    }

    @Test
    default void aLateDeletionDoesNotTakeWhatWasWrittenSince() {
        NodeKey node = life();
        now(items().put(node, 1, item("1"), 3));

        now(items().delete(node, refs(List.of(1L)), 2));
        now(items().deleteAll(node, 1, 1, 2));

        assertThat(now(items().fetch(node, refs(List.of(1L))))).containsExactly(item("1"));
    }

    private void putAll(NodeKey node, List<Long> revisions) {
        for (int from = 0; from < revisions.size(); from += 500) {
            now(CompletableFuture.allOf(revisions.subList(from, Math.min(from + 500, revisions.size())).stream()
                    .map(revision ->
                            items().put(node, revision, item("" + revision), 1).toCompletableFuture())
                    .toArray(CompletableFuture[]::new)));
        }
    }

    private static List<ItemRef> refs(List<Long> revisions) {
        return revisions.stream().map(revision -> ref("" + revision, revision)).toList();
    }
}
