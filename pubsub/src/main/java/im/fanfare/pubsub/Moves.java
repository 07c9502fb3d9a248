package im.fanfare.pubsub;

import java.util.Map;
import java.util.Set;

/**
 * What has changed about items that moved: that are kept in another bucket than the one that they were created in, since they
 * were published again. See {@link ItemIndex}.
 *
 * @param counts how many moved items these buckets have to do with
 * @param moved where items are kept, by the revision that created them
 * @param gone the revisions that created items which are no longer there
 */
public record Moves(Map<Long, Count> counts, Map<Long, ItemRef> moved, Set<Long> gone) {
    public static final Moves NONE = new Moves(Map.of(), Map.of(), Set.of());

    /**
     * The moved items of a bucket.
     *
     * @param departed how many were created in it and are kept in another
     * @param arrived how many are kept in it and were created in another
     */
    public record Count(int departed, int arrived) {
        public static final Count NONE = new Count(0, 0);

        Count plus(Count other) {
            return new Count(departed + other.departed, arrived + other.arrived);
        }
    }

    public Moves {
        counts = Map.copyOf(counts);
        moved = Map.copyOf(moved);
        gone = Set.copyOf(gone);
    }

    public boolean isNothing() {
        return counts.isEmpty() && moved.isEmpty() && gone.isEmpty();
    }
}
