package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.ENTRY;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.NOW;
import static im.fanfare.pubsub.Denmark.SOLILOQUY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ItemIndexTest {
    private final ItemIndex items = new ItemIndex();

    @Test
    void takesInWhatIsPublished() {
        items.apply(published(), 8, true);

        assertThat(items.all()).containsExactly(new ItemRef(SOLILOQUY, 8));
        assertThat(items.publisherOf(SOLILOQUY)).contains(HAMLET);
        assertThat(items.first()).contains(8L);
    }

    @Test
    void takesInNothingAtANodeThatKeepsNoItems() {
        items.apply(published(), 8, false);

        assertThat(items.size()).isZero();
    }

    @Test
    void letsGoOfWhatIsRetracted() {
        items.apply(published(), 8, true);

        items.apply(new NodeEvent.ItemsRetracted(items.all(), true), 9, true);

        assertThat(items.find(SOLILOQUY)).isEmpty();
    }

    @Test
    void isEmptyOncePurged() {
        items.apply(published(), 8, true);

        items.apply(new NodeEvent.NodePurged(items.all()), 9, true);

        assertThat(items.all()).isEmpty();
    }

    /** Whatever is known of it, and whatever has been forgotten: it is that list. */
    @Test
    void isTheSameListWhereSomeOfItHasToBeReadAgain() {
        Random random = new Random(7);
        ItemIndex index = new ItemIndex();
        NavigableMap<Long, ItemIndex.Entry> stored = new TreeMap<>();
        for (long revision = 1; revision < 20_000; revision++) {
            ItemId id = new ItemId("item" + random.nextInt(9_000));
            learn(index, stored, index.unknownAtEnds(1));
            learnById(index, stored, id);
            if (random.nextInt(3) == 0) {
                List<ItemRef> gone = index.find(id).map(List::of).orElse(List.of());
                gone.forEach(item -> stored.remove(item.revision()));
                index.apply(new NodeEvent.ItemsRetracted(gone, false), revision, true);
            } else {
                index.find(id).ifPresent(item -> stored.remove(item.revision()));
                ItemRef item = new ItemRef(id, revision);
                index.add(item, HAMLET, 0, NOW);
                stored.put(revision, new ItemIndex.Entry(item, HAMLET, revision, NOW));
            }
            if (random.nextInt(1_000) == 0) {
                index.forget(0);
                assertThat(index.isWhole()).isEqualTo(index.counts().size() <= 2);
            }
            if (random.nextInt(1_000) == 0) {
                index = ItemIndex.of(index.counts());
            }
            if (random.nextInt(500) == 0) {
                Paging.Part part = part(random, index.size());
                learn(index, stored, index.unknownIn(part));
                List<ItemRef> all = refs(stored);
                assertThat(index.size()).isEqualTo(all.size());
                assertThat(index.part(part)).isEqualTo(all.subList(part.from(), part.to()));
                for (ItemRef item : index.part(part).stream().limit(5).toList()) {
                    assertThat(index.indexOf(item)).isEqualTo(all.indexOf(item));
                }
            }
        }
    }

    /** What is stored of a node with many items. */
    private static final class Stored {
        final NavigableMap<Long, ItemIndex.Entry> items = new TreeMap<>();
        final NavigableMap<Long, ItemRef> moved = new TreeMap<>();
        final Map<Long, Moves.Count> counts = new TreeMap<>();

        void take(Moves moves) {
            moved.keySet().removeAll(moves.gone());
            moved.putAll(moves.moved());
            counts.putAll(moves.counts());
            counts.values().removeIf(Moves.Count.NONE::equals);
        }

        void clear() {
            items.clear();
            moved.clear();
            counts.clear();
        }

        List<ItemRef> byCreation() {
            return items.values().stream()
                    .sorted(Comparator.comparing(ItemIndex.Entry::created))
                    .map(ItemIndex.Entry::item)
                    .toList();
        }

        /** Reads what is unknown, and then what is unknown still. */
        void tell(ItemIndex index, Supplier<ItemIndex.Unknown> asked) {
            for (ItemIndex.Unknown unknown = asked.get(); !unknown.isNothing(); unknown = asked.get()) {
                learn(index, items, unknown.buckets());
                unknown.left()
                        .forEach(bucket -> index.learnLeft(
                                bucket, moved.subMap(ItemIndex.firstOf(bucket), ItemIndex.firstOf(bucket + 1))));
            }
        }
    }

    /** XEP-0413, whenever somebody asks for it first, and whatever happens while it is looked for. */
    @Test
    void isTheSameListByCreationWhereSomeOfItHasToBeReadAgain() {
        for (int seed = 0; seed < 5; seed++) {
            Random random = new Random(seed);
            ItemIndex index = new ItemIndex();
            Stored stored = new Stored();
            int compared = 0;
            for (long revision = 1; revision < 20_000; revision++) {
                ItemId id = new ItemId("item" + random.nextInt(9_000));
                learn(index, stored.items, index.unknownAtEnds(1));
                learnById(index, stored.items, id);
                Optional<ItemRef> there = index.find(id);
                if (revision == 12_000 && seed == 1) {
                    stored.clear();
                    index.apply(new NodeEvent.NodePurged(List.of()), revision, true);
                } else if (random.nextInt(5) == 0) {
                    there.ifPresent(item -> stored.items.remove(item.revision()));
                    index.apply(
                            new NodeEvent.ItemsRetracted(there.map(List::of).orElse(List.of()), false), revision, true);
                } else {
                    long created = index.createdBy(id).orElse(revision);
                    there.ifPresent(item -> stored.items.remove(item.revision()));
                    ItemRef item = new ItemRef(id, revision);
                    index.add(item, HAMLET, created, NOW);
                    stored.items.put(revision, new ItemIndex.Entry(item, HAMLET, created, NOW));
                }
                if (revision == 6_000) {
                    index.followMoves();
                }
                if (random.nextInt(100) == 0) { // a turn is stored
                    stored.take(index.takeMoves());
                    index.forget(0);
                }
                if (random.nextInt(100) == 0 && index.isLookingForMoves()) {
                    learn(index, stored.items, index.unknownToLookForMoves(2));
                    index.lookForMoves(2);
                }
                if (random.nextInt(1_000) == 0 && revision > 6_000 && !index.isLookingForMoves()) {
                    stored.take(index.takeMoves());
                    index = ItemIndex.of(index.counts());
                    index.learnMoves(stored.counts);
                }
                if (random.nextInt(200) == 0 && index.isOrderedByCreation()) {
                    stored.take(index.takeMoves());
                    assertIsByCreation(index, stored, part(random, index.size()));
                    compared += index.isWhole() ? 0 : 1;
                }
            }
            assertThat(compared).isGreaterThan(5);
        }
    }

    private static void assertIsByCreation(ItemIndex index, Stored stored, Paging.Part part) {
        List<ItemRef> all = stored.byCreation();
        stored.tell(index, () -> index.unknownByCreation(part));
        assertThat(index.partByCreation(part)).isEqualTo(all.subList(part.from(), part.to()));
        for (ItemRef item : index.partByCreation(part).stream().limit(5).toList()) {
            learnById(index, stored.items, item.id());
            stored.tell(index, () -> index.unknownByCreation(item));
            assertThat(index.indexByCreation(item)).isEqualTo(all.indexOf(item));
        }
    }

    /** So that nothing has to be noted of those that are published once, nor of the newest that are published again. */
    @Test
    void notesNothingOfItemsThatStayInTheirBucket() {
        items.followMoves();
        items.add(new ItemRef(SOLILOQUY, 8), HAMLET, 0, NOW);
        items.add(new ItemRef(SOLILOQUY, 9), HAMLET, 8, NOW);

        assertThat(items.takeMoves()).isEqualTo(Moves.NONE);

        items.add(new ItemRef(SOLILOQUY, 5_000), HAMLET, 8, NOW);
        assertThat(items.takeMoves().moved()).isEqualTo(Map.of(8L, new ItemRef(SOLILOQUY, 5_000)));
        items.apply(new NodeEvent.ItemsRetracted(items.all(), true), 5_001, true);
        assertThat(items.takeMoves().gone()).containsExactly(8L);
    }

    /** A count was lost: the bucket that comes up in its place is looked into next. */
    @Test
    void looksForMovedItemsAlsoWhereABucketTurnsOutToBeEmpty() {
        ItemIndex index = ItemIndex.of(Map.of(0L, 2, 7L, 1));
        index.followMoves();

        assertThat(index.unknownToLookForMoves(1)).containsExactly(0L);
        index.learn(0, List.of());
        assertThat(index.lookForMoves(1)).isTrue();
        assertThat(index.unknownToLookForMoves(1)).containsExactly(7L);
        index.learn(7, List.of(new ItemIndex.Entry(new ItemRef(SOLILOQUY, 7_200), HAMLET, 9, NOW)));
        assertThat(index.lookForMoves(1)).isFalse();

        assertThat(index.takeMoves())
                .isEqualTo(new Moves(
                        Map.of(0L, new Moves.Count(1, 0), 7L, new Moves.Count(0, 1)),
                        Map.of(9L, new ItemRef(SOLILOQUY, 7_200)),
                        Set.of()));
    }

    @Test
    void hasAPartByCreationAlsoWhereCountsWereLost() {
        ItemIndex index = ItemIndex.of(Map.of(0L, 2, 7L, 1));
        index.learnMoves(Map.of(0L, new Moves.Count(0, 9)));
        Paging.Part all = new Paging.Part(0, 3);
        ItemRef found = new ItemRef(SOLILOQUY, 7_200);

        learn(
                index,
                new TreeMap<>(Map.of(7_200L, new ItemIndex.Entry(found, HAMLET, 0, NOW))),
                index.unknownByCreation(all).buckets());

        assertThat(index.partByCreation(all)).containsExactly(found);
    }

    @Test
    void setsACountOfMovedItemsRightThatWasLost() {
        ItemIndex index = ItemIndex.of(Map.of(0L, 2, 7L, 1));
        index.learnMoves(Map.of(0L, new Moves.Count(5, 0), 7L, new Moves.Count(0, 0)));

        index.learn(7, List.of(new ItemIndex.Entry(new ItemRef(SOLILOQUY, 7_200), HAMLET, 9, NOW)));
        index.learnLeft(0, Map.of(9L, new ItemRef(SOLILOQUY, 7_200)));

        assertThat(index.takeMoves().counts()).isEqualTo(Map.of(0L, new Moves.Count(1, 0), 7L, new Moves.Count(0, 1)));
        assertThat(index.isOrderedByCreation()).isTrue();
    }

    private static Paging.Part part(Random random, int size) {
        int from = random.nextInt(size + 1);
        return new Paging.Part(from, Math.min(size, from + random.nextInt(3_000)));
    }

    private static List<ItemRef> refs(NavigableMap<Long, ItemIndex.Entry> stored) {
        return stored.values().stream().map(ItemIndex.Entry::item).toList();
    }

    private static void learn(ItemIndex index, NavigableMap<Long, ItemIndex.Entry> stored, Set<Long> buckets) {
        for (long bucket : buckets) {
            index.learn(
                    bucket,
                    List.copyOf(
                            stored.subMap(bucket * 1_024, (bucket + 1) * 1_024).values()));
        }
    }

    private static void learnById(ItemIndex index, NavigableMap<Long, ItemIndex.Entry> stored, ItemId id) {
        if (index.isKnown(id)) {
            return;
        }
        stored.values().stream()
                .filter(entry -> entry.item().id().equals(id))
                .findFirst()
                .ifPresent(entry -> learn(
                        index, stored, Set.of(ItemIndex.bucketOf(entry.item().revision()))));
        index.learnAbsent(id);
    }

    /** However many items are left of each bucket: it looks at few of them, and reads one. */
    @Test
    void findsATimeAmongWhatItDoesNotKnow() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            NavigableMap<Long, ItemIndex.Entry> stored = new TreeMap<>();
            int most = 1 + random.nextInt(300);
            for (long revision = 1; stored.size() < most; revision += 1 + random.nextInt(2_000)) {
                ItemRef item = new ItemRef(new ItemId("item" + revision), revision);
                stored.put(revision, new ItemIndex.Entry(item, HAMLET, revision, NOW.plusSeconds(stored.size() / 3)));
            }
            Map<Long, Integer> counts = new TreeMap<>();
            stored.keySet().forEach(revision -> counts.merge(ItemIndex.bucketOf(revision), 1, Integer::sum));
            ItemIndex index = ItemIndex.of(counts);
            Instant time = NOW.plusMillis(random.nextInt(most * 400) - 1_000);
            int looks = 0;
            int reads = 0;
            for (ItemIndex.Unknown unknown = index.unknownSince(time);
                    !unknown.isNothing();
                    unknown = index.unknownSince(time)) {
                looks += unknown.beginnings().size();
                reads += unknown.buckets().size();
                for (long bucket : unknown.beginnings()) {
                    index.learnBeginning(
                            bucket,
                            Optional.of(stored.ceilingEntry(ItemIndex.firstOf(bucket))
                                    .getValue()
                                    .published()));
                }
                learn(index, stored, unknown.buckets());
            }

            long first = index.firstSince(time);

            assertThat(looks).isLessThanOrEqualTo(10); // of up to 300 buckets among up to 600
            assertThat(reads).isLessThanOrEqualTo(1);
            assertThat(stored.tailMap(first).values())
                    .noneMatch(entry -> entry.published().isBefore(time));
            assertThat(stored.headMap(first).values())
                    .allMatch(entry -> entry.published().isBefore(time));
            assertThat(index.countBefore(first)).isEqualTo(stored.headMap(first).size());
        }
    }

    @Test
    void setsACountRightWhereABucketHasNoBeginning() {
        ItemIndex index = ItemIndex.of(Map.of(0L, 3, 7L, 2));

        index.learnBeginning(0, Optional.empty());

        assertThat(index.size()).isEqualTo(2);
        assertThat(index.takeChanges()).isEqualTo(Map.of(0L, 0));
    }

    @Test
    void answersNothingThatItDoesNotKnow() {
        ItemIndex index = ItemIndex.of(Map.of(0L, 3, 7L, 2));

        assertThatThrownBy(() -> index.find(SOLILOQUY)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> index.part(new Paging.Part(0, 1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> index.at(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> index.countBefore(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> index.firstSince(NOW)).isInstanceOf(IllegalStateException.class);
        assertThat(index.size()).isEqualTo(5);
        assertThat(index.publishedBy(NOW, 10)).isEmpty();
        assertThat(index.firstPublished()).as("somebody has to look").contains(Instant.EPOCH);
        assertThat(index.unknownAtEnds(1)).containsExactlyInAnyOrder(0L, 7L);
    }

    @Test
    void setsACountRightThatWasLost() {
        ItemIndex index = ItemIndex.of(Map.of(0L, 3, 7L, 2));

        index.learn(0, List.of(new ItemIndex.Entry(new ItemRef(SOLILOQUY, 9), HAMLET, 9, NOW)));
        index.learn(7, List.of());

        assertThat(index.size()).isEqualTo(1);
        assertThat(index.takeChanges()).isEqualTo(Map.of(0L, 1, 7L, 0));
        assertThat(index.takeChanges()).isEmpty();
        assertThat(index.isWhole()).isTrue();
    }

    private static NodeEvent published() {
        return new NodeEvent.ItemPublished(
                Optional.of(new Item(SOLILOQUY, Optional.of(ENTRY), HAMLET, NOW)), List.of());
    }
}
