package im.fanfare.schema;

import java.util.Map;

/**
 * How far a node has come: the part of it that changes with every event.
 *
 * @param revision the newest
 * @param timestamp of the newest write to Cassandra, microseconds since 1970; never goes back, whatever a clock does
 * @param firstItem no item is kept under an earlier revision
 * @param subscribers how many there are
 * @param pages how many pages of subscribers there are
 * @param lastPageFill how many places of the last page were ever taken
 * @param room places that became free in other pages, by page; bounded, so some may be forgotten
 * @param lookup whether the {@link ItemLookup} has this node's items
 * @param moved whether the {@link MovedItems} have all of this node's
 * @param several whether some subscriber may have several subscriptions
 */
public record Progress(
        long revision,
        long timestamp,
        long firstItem,
        long subscribers,
        int pages,
        int lastPageFill,
        Map<Integer, Integer> room,
        boolean lookup,
        boolean moved,
        boolean several) {
    /** Of a node that was just created. */
    public static final Progress NONE = new Progress(0, 0, 1, 0, 0, 0, Map.of());

    /** Of a node with few items, whose subscribers have one subscription each. */
    public Progress(
            long revision,
            long timestamp,
            long firstItem,
            long subscribers,
            int pages,
            int lastPageFill,
            Map<Integer, Integer> room) {
        this(revision, timestamp, firstItem, subscribers, pages, lastPageFill, room, false, false, false);
    }

    public Progress withLookup(boolean used) {
        return new Progress(
                revision, timestamp, firstItem, subscribers, pages, lastPageFill, room, used, moved, several);
    }

    public Progress withMoved(boolean noted) {
        return new Progress(
                revision, timestamp, firstItem, subscribers, pages, lastPageFill, room, lookup, noted, several);
    }

    public Progress withSeveral(boolean subscriptions) {
        return new Progress(
                revision, timestamp, firstItem, subscribers, pages, lastPageFill, room, lookup, moved, subscriptions);
    }

    public Progress {
        room = Map.copyOf(room);
    }
}
