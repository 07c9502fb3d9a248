package im.fanfare.schema;

import static im.fanfare.schema.Denmark.life;
import static im.fanfare.schema.Denmark.now;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Moves;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What {@link MovedItems} means. */
interface MovedItemsContract {
    MovedItems moved();

    private static ItemRef ref(String id, long revision) {
        return new ItemRef(new ItemId(id), revision);
    }

    @Test
    default void tellsWhereThoseAreThatWereCreatedInABucket() {
        NodeKey node = life();
        now(moved().put(node, Map.of(1L, ref("a", 2_000), 1_023L, ref("b", 2_001), 1_024L, ref("c", 9_000)), 1));
        now(moved().put(node, Map.of(1L, ref("a", 9_001)), 2));
        now(moved().remove(node, Set.of(1_024L), 2));

        assertThat(now(moved().createdIn(node, 0))).isEqualTo(Map.of(1L, ref("a", 9_001), 1_023L, ref("b", 2_001)));
        assertThat(now(moved().createdIn(node, 1))).isEmpty();
        assertThat(now(moved().createdIn(life(), 0))).isEmpty();
    }

    @Test
    default void tellsAWholeBucket() {
        NodeKey node = life();
        Map<Long, ItemRef> all = LongStream.range(1_024, 2_048)
                .boxed()
                .collect(Collectors.toMap(created -> created, created -> ref("item" + created, created + 5_000)));
        now(moved().put(node, all, 1));

        assertThat(now(moved().createdIn(node, 1))).isEqualTo(all);
    }

    @Test
    default void theLaterOfTwoWritesWins() {
        NodeKey node = life();
        now(moved().remove(node, Set.of(1L), 5));
        now(moved().put(node, Map.of(1L, ref("a", 3_000)), 5));
        now(moved().put(node, Map.of(2L, ref("b", 3_001)), 7));
        now(moved().put(node, Map.of(2L, ref("b", 3_000)), 6));

        assertThat(now(moved().createdIn(node, 0))).isEqualTo(Map.of(2L, ref("b", 3_001)));
    }

    @Test
    default void countsByBucket() {
        NodeKey node = life();
        now(moved().count(node, Map.of(0L, new Moves.Count(7, 0), 1L, new Moves.Count(1, 2)), 1));
        now(moved().count(node, Map.of(0L, Moves.Count.NONE, 900_000_000_000L, new Moves.Count(0, 5)), 2));

        assertThat(now(moved().counts(node)))
                .isEqualTo(Map.of(1L, new Moves.Count(1, 2), 900_000_000_000L, new Moves.Count(0, 5)));
        assertThat(now(moved().counts(life()))).isEmpty();
    }

    @Test
    default void forgetsWhatWasWrittenUpToThen() {
        NodeKey node = life();
        now(moved().put(node, Map.of(1L, ref("a", 2_000), 5_000L, ref("b", 9_000)), 1));
        now(moved().count(node, Map.of(0L, new Moves.Count(1, 0), 4L, new Moves.Count(1, 0)), 1));

        now(moved().clear(node, 2));
        now(moved().put(node, Map.of(2L, ref("c", 3_000)), 3));
        now(moved().count(node, Map.of(0L, new Moves.Count(1, 0)), 3));

        assertThat(now(moved().createdIn(node, 0))).isEqualTo(Map.of(2L, ref("c", 3_000)));
        assertThat(now(moved().createdIn(node, 4))).isEmpty();
        assertThat(now(moved().counts(node))).isEqualTo(Map.of(0L, new Moves.Count(1, 0)));
    }
}
