package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.ENTRY;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.NOW;
import static im.fanfare.pubsub.Denmark.SOLILOQUY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
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
