package im.fanfare.schema;

import static im.fanfare.schema.Denmark.life;
import static im.fanfare.schema.Denmark.now;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemRef;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link ItemLookup} means. */
interface ItemLookupContract {
    ItemLookup lookup();

    private static ItemId id(String id) {
        return new ItemId(id);
    }

    private static ItemRef ref(String id, long revision) {
        return new ItemRef(id(id), revision);
    }

    @Test
    default void findsWhatWasPut() {
        NodeKey node = life();
        now(lookup().put(node, List.of(ref("a", 1), ref("b", 2), ref("c", 3)), 1));
        now(lookup().put(node, List.of(ref("a", 4)), 2));
        now(lookup().remove(node, List.of(id("b")), 3));

        assertThat(now(lookup().find(node, Set.of(id("a"), id("b"), id("c"), id("d")))))
                .isEqualTo(Map.of(id("a"), 4L, id("c"), 3L));
        assertThat(now(lookup().find(life(), Set.of(id("a"))))).isEmpty();
    }

    @Test
    default void theLaterOfTwoWritesWins() {
        NodeKey node = life();
        now(lookup().remove(node, List.of(id("a")), 5));
        now(lookup().put(node, List.of(ref("a", 1)), 5));
        now(lookup().put(node, List.of(ref("b", 7)), 7));
        now(lookup().put(node, List.of(ref("b", 6)), 6));

        assertThat(now(lookup().find(node, Set.of(id("a"), id("b"))))).isEqualTo(Map.of(id("b"), 7L));
    }

    @Test
    default void findsThousandsAtOnce() {
        NodeKey node = life();
        List<ItemRef> many =
                IntStream.range(0, 2_000).mapToObj(i -> ref("item" + i, i)).toList();
        now(lookup().put(node, many, 1));

        assertThat(now(lookup().find(node, many.stream().map(ItemRef::id).collect(Collectors.toSet()))))
                .hasSize(2_000);
    }

    @Test
    default void countsByBucket() {
        NodeKey node = life();
        now(lookup().count(node, Map.of(0L, 1_024, 1L, 512, 900_000_000_000L, 1), 1));
        now(lookup().count(node, Map.of(0L, 0, 1L, 511), 2));

        assertThat(now(lookup().counts(node))).isEqualTo(Map.of(1L, 511, 900_000_000_000L, 1));
        assertThat(now(lookup().counts(life()))).isEmpty();
    }

    @Test
    default void forgetsWhatWasWrittenUpToThen() {
        NodeKey node = life();
        now(lookup().put(node, List.of(ref("a", 1), ref("b", 2)), 1));
        now(lookup().count(node, Map.of(0L, 2), 1));

        now(lookup().clear(node, 2));
        now(lookup().put(node, List.of(ref("c", 3)), 3));
        now(lookup().count(node, Map.of(1L, 1), 3));

        assertThat(now(lookup().find(node, Set.of(id("a"), id("b"), id("c"))))).isEqualTo(Map.of(id("c"), 3L));
        assertThat(now(lookup().counts(node))).isEqualTo(Map.of(1L, 1));
    }
}
