package im.fanfare.pubsub;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What parts the order in which the items of a node were created from that in which they were last published: the items that
 * moved to another bucket when they were published again. All others are found where they are kept.
 *
 * <p>Moved items are followed where somebody has asked for that order; then the buckets are counted, from the oldest on, and
 * once all are, the order is known. Which items left a bucket is known where that was read.
 */
final class CreationOrder {
    private static final long ALL = Long.MAX_VALUE;

    /** Only buckets of which one number is not 0. */
    private final NavigableMap<Long, Moves.Count> counts = new TreeMap<>();

    /** Those that left, by the revisions that created them, of the buckets where that is known. */
    private final Map<Long, NavigableMap<Long, ItemRef>> left = new HashMap<>();

    private final Set<Long> changed = new HashSet<>();
    private final Map<Long, ItemRef> moved = new HashMap<>();
    private final Set<Long> gone = new HashSet<>();
    private boolean followed;

    /** The items of the buckets below are counted. */
    private long counted;

    private static boolean isMoved(ItemIndex.Entry entry) {
        return home(entry) != place(entry);
    }

    private static long home(ItemIndex.Entry entry) {
        return ItemIndex.bucketOf(entry.created());
    }

    private static long place(ItemIndex.Entry entry) {
        return ItemIndex.bucketOf(entry.item().revision());
    }

    // ------------------------------------------------------------------------------------------- what has happened

    /** From now on moved items are followed; none is counted yet. */
    void follow() {
        followed = true;
    }

    boolean isFollowed() {
        return followed;
    }

    /** Takes in how many moved items each bucket has to do with: all of them are counted. */
    void learn(Map<Long, Moves.Count> all) {
        followed = true;
        counts.putAll(all);
        counted = ALL;
    }

    void add(ItemIndex.Entry entry) {
        if (followed && isMoved(entry)) {
            note(entry);
            if (place(entry) < counted) {
                count(entry, 1);
            }
        }
    }

    private void note(ItemIndex.Entry entry) {
        gone.remove(entry.created());
        moved.put(entry.created(), entry.item());
        Optional.ofNullable(left.get(home(entry))).ifPresent(known -> known.put(entry.created(), entry.item()));
    }

    void remove(ItemIndex.Entry entry) {
        if (followed && isMoved(entry)) {
            moved.remove(entry.created());
            gone.add(entry.created());
            Optional.ofNullable(left.get(home(entry))).ifPresent(known -> known.remove(entry.created()));
            if (place(entry) < counted) {
                count(entry, -1);
            }
        }
    }

    /** All items are gone. */
    void clear() {
        changed.clear();
        counts.clear();
        left.clear();
        gone.addAll(moved.keySet()); // which is not noted yet, and so would not be found when all is forgotten
        moved.clear();
    }

    private void count(ItemIndex.Entry entry, int more) {
        count(home(entry), new Moves.Count(more, 0));
        count(place(entry), new Moves.Count(0, more));
    }

    private void count(long bucket, Moves.Count more) {
        counts.merge(bucket, more, Moves.Count::plus);
        counts.remove(bucket, Moves.Count.NONE);
        changed.add(bucket);
    }

    /** Counts the items of a bucket, which is the next one that has any. */
    void count(long bucket, Collection<ItemIndex.Entry> items) {
        counted = bucket + 1;
        items.stream().filter(CreationOrder::isMoved).forEach(entry -> {
            note(entry);
            count(entry, 1);
        });
    }

    /** There are no more buckets: all are noted anew, behind what was noted under way. */
    void countedAll() {
        counted = ALL;
        changed.addAll(counts.keySet());
    }

    /** The first bucket whose items are not counted. */
    long next() {
        return counted;
    }

    /** Whether where each item was created is counted. */
    boolean isWhole() {
        return counted == ALL;
    }

    /** What has changed since this was asked last. */
    Moves takeChanges() {
        if (!followed) {
            return Moves.NONE;
        }
        Map<Long, Moves.Count> changes = new HashMap<>();
        changed.forEach(bucket -> changes.put(bucket, of(bucket)));
        Moves moves = new Moves(changes, moved, gone);
        changed.clear();
        moved.clear();
        gone.clear();
        return moves;
    }

    // ------------------------------------------------------------------------------------------------ what is known

    private Moves.Count of(long bucket) {
        return counts.getOrDefault(bucket, Moves.Count.NONE);
    }

    /** Takes in which items left a bucket. */
    void learn(long bucket, Map<Long, ItemRef> items) {
        left.put(bucket, new TreeMap<>(items));
        set(bucket, new Moves.Count(items.size(), of(bucket).arrived()));
    }

    /** Takes in what items a bucket has. */
    void learn(long bucket, Collection<ItemIndex.Entry> items) {
        int arrived = (int) items.stream().filter(CreationOrder::isMoved).count();
        set(bucket, new Moves.Count(of(bucket).departed(), arrived));
    }

    /** A count that was lost is set right. */
    private void set(long bucket, Moves.Count found) {
        if (isWhole() && !found.equals(of(bucket))) {
            counts.put(bucket, found);
            counts.remove(bucket, Moves.Count.NONE);
            changed.add(bucket);
        }
    }

    /** Of which buckets it is known what left them is known no more. */
    void forget() {
        left.clear();
    }

    boolean isUnknown(long bucket) {
        return of(bucket).departed() > 0 && !left.containsKey(bucket);
    }

    /** Whether a bucket with so many items has any that were created in it. */
    boolean hasOwn(long bucket, int items) {
        return items > of(bucket).arrived();
    }

    /**
     * How many items were created in each bucket; none where a count was lost that would make it less.
     *
     * @param kept how many each bucket has
     */
    NavigableMap<Long, Integer> created(NavigableMap<Long, Integer> kept) {
        NavigableMap<Long, Integer> created = new TreeMap<>(kept);
        counts.forEach((bucket, count) ->
                created.put(bucket, Math.max(0, kept.getOrDefault(bucket, 0) + count.departed() - count.arrived())));
        return created;
    }

    /**
     * The items that were created in a bucket, by the revisions that created them.
     *
     * @param kept the items that it has
     */
    NavigableMap<Long, ItemRef> createdIn(long bucket, Collection<ItemIndex.Entry> kept) {
        NavigableMap<Long, ItemRef> created = new TreeMap<>(left.getOrDefault(bucket, new TreeMap<>()));
        kept.stream().filter(entry -> !isMoved(entry)).forEach(entry -> created.put(entry.created(), entry.item()));
        return created;
    }
}
