package im.fanfare.pubsub;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which items a node has, in the order of publication, without payloads.
 *
 * <p>The revisions of a node are divided into buckets. How many items each bucket has is always known; the items
 * themselves are known of all buckets at a node with few items, and of some at one with many: of the oldest, the newest,
 * and of those that were read for the commands at hand.
 *
 * <p>In the order of creation (XEP-0413) an item stands where it was first published. Most are still kept in that bucket; those
 * that are not are noted besides, once somebody has asked for that order: {@link Moves}.
 *
 * <p>The one mutable word: it belongs to the entity of its node, which alone applies events to it.
 */
public final class ItemIndex {
    /** As the items are stored, so that a bucket is read at once. */
    public static final int REVISIONS_IN_BUCKET = 1_024;

    /**
     * An item as it is known without its payload.
     *
     * @param created the revision that first published it, be it told as {@link Item#created} tells it
     */
    public record Entry(ItemRef item, Jid publisher, long created, Instant published) {
        public Entry {
            created = created == 0 ? item.revision() : created;
        }
    }

    /**
     * What has to be read of the items.
     *
     * @param buckets all items of these
     * @param beginnings when the oldest item of each of these was published
     * @param left which items were created in each of these and are kept in others
     */
    public record Unknown(Set<Long> buckets, Set<Long> beginnings, Set<Long> left) {
        static final Unknown NOTHING = new Unknown(Set.of(), Set.of());

        Unknown(Set<Long> buckets, Set<Long> beginnings) {
            this(buckets, beginnings, Set.of());
        }

        public boolean isNothing() {
            return buckets.isEmpty() && beginnings.isEmpty() && left.isEmpty();
        }

        Unknown and(Unknown other) {
            return new Unknown(
                    union(buckets, other.buckets), union(beginnings, other.beginnings), union(left, other.left));
        }

        private static Set<Long> union(Set<Long> some, Set<Long> others) {
            return Stream.concat(some.stream(), others.stream()).collect(Collectors.toUnmodifiableSet());
        }
    }

    private final Map<ItemId, Entry> entries = new HashMap<>();
    private final NavigableMap<Long, Entry> order = new TreeMap<>();
    private final NavigableMap<Long, Integer> counts = new TreeMap<>();

    /** The buckets whose items are not known. */
    private final TreeSet<Long> unknown = new TreeSet<>();

    /** That there are no items of these ids is known, though not all items are. */
    private final Set<ItemId> absent = new HashSet<>();

    /**
     * When what was the oldest item of a bucket was published, as far as that was looked up. It stays what parts the bucket
     * from those before it when that item is gone.
     */
    private final Map<Long, Instant> beginnings = new HashMap<>();

    private final CreationOrder creation = new CreationOrder();
    private final Set<Long> changed = new HashSet<>();
    private int size;

    /** Of which so far nothing is known but how many items each bucket has. */
    public static ItemIndex of(Map<Long, Integer> counts) {
        ItemIndex index = new ItemIndex();
        index.counts.putAll(counts);
        index.unknown.addAll(counts.keySet());
        index.size = counts.values().stream().mapToInt(Integer::intValue).sum();
        return index;
    }

    public static long bucketOf(long revision) {
        return revision / REVISIONS_IN_BUCKET;
    }

    /** The first revision of a bucket. */
    public static long firstOf(long bucket) {
        return bucket * REVISIONS_IN_BUCKET;
    }

    /**
     * Takes in an item; an id published again moves to the end.
     *
     * @param created as {@link Item#created}
     * @param published not before that of the item before it
     */
    public void add(ItemRef item, Jid publisher, long created, Instant published) {
        remove(item.id());
        long bucket = bucketOf(item.revision());
        if (unknown.contains(bucket)) {
            throw new IllegalStateException("an item for a bucket of which nothing is known");
        }
        Entry entry = new Entry(item, publisher, created, published);
        remember(entry);
        creation.add(entry);
        absent.remove(item.id());
        counts.merge(bucket, 1, Integer::sum);
        changed.add(bucket);
        size++;
    }

    private void remember(Entry entry) {
        entries.put(entry.item().id(), entry);
        order.put(entry.item().revision(), entry);
    }

    private void remove(ItemId id) {
        Entry entry = entries.remove(id);
        if (entry != null) {
            long bucket = bucketOf(entry.item().revision());
            order.remove(entry.item().revision());
            creation.remove(entry);
            counts.computeIfPresent(bucket, (same, count) -> count == 1 ? null : count - 1);
            changed.add(bucket);
            size--;
            if (!unknown.isEmpty()) {
                absent.add(id);
            }
        }
    }

    /**
     * Takes in what has happened.
     *
     * @param persistent whether the node keeps what is published to it
     */
    public void apply(NodeEvent event, long revision, boolean persistent) {
        if (event instanceof NodeEvent.ItemPublished published) {
            published.gone().forEach(gone -> remove(gone.id()));
            published
                    .item()
                    .filter(item -> persistent)
                    .ifPresent(item ->
                            add(new ItemRef(item.id(), revision), item.publisher(), item.created(), item.published()));
        } else if (event instanceof NodeEvent.ItemsRetracted retracted) {
            retracted.gone().forEach(gone -> remove(gone.id()));
        } else if (event instanceof NodeEvent.NodePurged) {
            entries.clear();
            order.clear();
            counts.clear();
            unknown.clear();
            beginnings.clear();
            creation.clear();
            changed.clear();
            size = 0;
        }
    }

    // ------------------------------------------------------------------------------------------------ what is known

    /** Whether all items are known. */
    public boolean isWhole() {
        return unknown.isEmpty();
    }

    /** Takes in what a bucket was read to have, where that was not known. */
    public void learn(long bucket, List<Entry> found) {
        if (!unknown.remove(bucket)) {
            return;
        }
        found.forEach(this::remember);
        creation.learn(bucket, found);
        int counted = counts.getOrDefault(bucket, 0);
        if (counted != found.size()) { // a count that was lost is set right
            size += found.size() - counted;
            counts.put(bucket, found.size());
            counts.remove(bucket, 0);
            changed.add(bucket);
        }
    }

    /** Takes in that there is no item of this id, unless one is known. */
    public void learnAbsent(ItemId id) {
        if (!entries.containsKey(id)) {
            absent.add(id);
        }
    }

    /** Takes in when the oldest item of a bucket was published, or that it has none. */
    public void learnBeginning(long bucket, Optional<Instant> published) {
        if (published.isPresent()) {
            beginnings.put(bucket, published.get());
        } else {
            learn(bucket, List.of());
        }
    }

    /** Forgets all items but those of the oldest and the newest bucket, where more than so many are known. */
    public void forget(int most) {
        absent.clear();
        creation.forget();
        if (entries.size() <= most) {
            return;
        }
        for (long bucket : List.copyOf(counts.keySet())) {
            if (bucket != counts.firstKey() && bucket != counts.lastKey() && unknown.add(bucket)) {
                Map<Long, Entry> gone = known(bucket);
                gone.values().forEach(entry -> entries.remove(entry.item().id()));
                gone.clear();
            }
        }
        beginnings.keySet().retainAll(counts.keySet());
    }

    private Map<Long, Entry> known(long bucket) {
        return order.subMap(firstOf(bucket), firstOf(bucket + 1));
    }

    public boolean isKnown(ItemId id) {
        return unknown.isEmpty() || entries.containsKey(id) || absent.contains(id);
    }

    /** The buckets to be read so that the {@code most} oldest items and the newest are known. */
    public Set<Long> unknownAtEnds(int most) {
        if (unknown.isEmpty()) {
            return Set.of();
        }
        Set<Long> buckets = new HashSet<>(unknownIn(new Paging.Part(0, Math.min(most, size))));
        if (unknown.contains(counts.lastKey())) {
            buckets.add(counts.lastKey());
        }
        return buckets;
    }

    /** The buckets to be read so that these items are known, counted from the oldest. */
    public Set<Long> unknownIn(Paging.Part part) {
        Set<Long> buckets = new HashSet<>();
        int before = 0;
        for (Map.Entry<Long, Integer> bucket : counts.entrySet()) {
            if (before >= part.to()) {
                break;
            }
            before += bucket.getValue();
            if (before > part.from() && unknown.contains(bucket.getKey())) {
                buckets.add(bucket.getKey());
            }
        }
        return buckets;
    }

    /** How many items those buckets have that changed since this was asked last. */
    public Map<Long, Integer> takeChanges() {
        Map<Long, Integer> changes = new HashMap<>();
        changed.forEach(bucket -> changes.put(bucket, counts.getOrDefault(bucket, 0)));
        changed.clear();
        return changes;
    }

    /** How many items each bucket has that has any. */
    public Map<Long, Integer> counts() {
        return Map.copyOf(counts);
    }

    // ------------------------------------------------------------------------------------------------ what there is

    public int size() {
        return size;
    }

    private Optional<Entry> entry(ItemId id) {
        if (!isKnown(id)) {
            throw new IllegalStateException("a rule asks for an item that its command did not name");
        }
        return Optional.ofNullable(entries.get(id));
    }

    public Optional<ItemRef> find(ItemId id) {
        return entry(id).map(Entry::item);
    }

    public Optional<Jid> publisherOf(ItemId id) {
        return entry(id).map(Entry::publisher);
    }

    /** The revision that first published an item of this id. */
    Optional<Long> createdBy(ItemId id) {
        return entry(id).map(Entry::created);
    }

    /** No item is kept under an earlier revision; nothing where there are none. */
    public Optional<Long> first() {
        if (counts.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(unknown.contains(counts.firstKey()) ? firstOf(counts.firstKey()) : order.firstKey());
    }

    /** The oldest item. */
    Optional<Entry> oldestEntry() {
        return counts.isEmpty() || unknown.contains(counts.firstKey())
                ? Optional.empty()
                : Optional.of(order.firstEntry().getValue());
    }

    /** The newest item. */
    Optional<ItemRef> last() {
        return newest().map(Entry::item);
    }

    Optional<Entry> newest() {
        return counts.isEmpty() || unknown.contains(counts.lastKey())
                ? Optional.empty()
                : Optional.of(order.lastEntry().getValue());
    }

    /** When the oldest item was published; where that is not known, so long ago that somebody has to look. */
    Optional<Instant> firstPublished() {
        if (counts.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                unknown.contains(counts.firstKey())
                        ? Instant.EPOCH
                        : order.firstEntry().getValue().published());
    }

    /** When the newest item was published. */
    Optional<Instant> lastPublished() {
        return newest().map(Entry::published);
    }

    /** All that are known, oldest first. */
    public List<ItemRef> all() {
        return entries().stream().map(Entry::item).toList();
    }

    /** All that are known, oldest first. */
    Collection<Entry> entries() {
        return Collections.unmodifiableCollection(order.values());
    }

    /** The oldest, up to the first that is not known. */
    private Collection<Entry> oldest() {
        return unknown.isEmpty()
                ? order.values()
                : order.headMap(firstOf(unknown.first())).values();
    }

    /** The oldest {@code most} of those that were published by then, as far as they are known. */
    List<ItemRef> publishedBy(Instant time, int most) {
        return oldest().stream()
                .takeWhile(entry -> !entry.published().isAfter(time))
                .limit(most)
                .map(Entry::item)
                .toList();
    }

    /** The oldest {@code count} but for one id, as far as they are known. */
    List<ItemRef> oldest(int count, ItemId except) {
        return oldest().stream()
                .map(Entry::item)
                .filter(item -> !item.id().equals(except))
                .limit(count)
                .toList();
    }

    /** How many items are older than this one, which is known. */
    int indexOf(ItemRef item) {
        return countBefore(item.revision());
    }

    /** How many items were published before that revision, the bucket of which is known. */
    int countBefore(long revision) {
        long bucket = bucketOf(revision);
        if (revision > firstOf(bucket)) {
            needs(bucket);
        }
        int before = 0;
        for (int count : counts.headMap(bucket).values()) {
            before += count;
        }
        return before + order.subMap(firstOf(bucket), revision).size();
    }

    /** The bucket to be read so that {@link #at} is known. */
    Set<Long> unknownAt(long revision) {
        return unknown.contains(bucketOf(revision)) ? Set.of(bucketOf(revision)) : Set.of();
    }

    /** The item that this revision published, if it is still there. */
    Optional<ItemRef> at(long revision) {
        needs(bucketOf(revision));
        return Optional.ofNullable(order.get(revision)).map(Entry::item);
    }

    /** What has to be read so that {@link #behind} has {@code most}, or all there are. */
    Unknown unknownBehind(long revision, int most) {
        Set<Long> buckets = new HashSet<>();
        int found = 0;
        for (Map.Entry<Long, Integer> bucket :
                counts.tailMap(bucketOf(revision), true).entrySet()) {
            if (found >= most) {
                break;
            }
            if (unknown.contains(bucket.getKey())) {
                buckets.add(bucket.getKey());
            }
            found += bucket.getKey() > bucketOf(revision) ? bucket.getValue() : 0; // of that one none may be behind
        }
        return buckets.isEmpty() ? Unknown.NOTHING : new Unknown(buckets, Set.of());
    }

    /** The oldest that were published behind this revision, up to the first that is not known. */
    List<ItemRef> behind(long revision, int most) {
        NavigableMap<Long, Entry> behind = order.tailMap(revision, false);
        Long gap = unknown.ceiling(bucketOf(revision));
        return (gap == null ? behind : behind.headMap(Math.max(revision + 1, firstOf(gap)), false))
                .values().stream().limit(most).map(Entry::item).toList();
    }

    private void needs(long bucket) {
        if (unknown.contains(bucket)) {
            throw new IllegalStateException("a rule asks for items that its command did not name");
        }
    }

    /** These items, counted from the oldest, which are known. */
    List<ItemRef> part(Paging.Part part) {
        unknownIn(part).forEach(this::needs);
        List<ItemRef> items = new ArrayList<>();
        int before = 0;
        for (Map.Entry<Long, Integer> bucket : counts.entrySet()) {
            int behind = before + bucket.getValue();
            if (behind > part.from() && before < part.to()) {
                known(bucket.getKey()).values().stream()
                        .skip(Math.max(0, part.from() - before))
                        .limit(part.to() - Math.max(before, part.from()))
                        .map(Entry::item)
                        .forEach(items::add);
            }
            before = behind;
        }
        return items;
    }

    // -------------------------------------------------------------------------------------------------- by creation

    /** Whether it is known where each item was created, or can be read. */
    public boolean isOrderedByCreation() {
        return isWhole() || creation.isWhole();
    }

    /** Whether all moved items are noted. */
    public boolean hasAllMoves() {
        return creation.isWhole();
    }

    /** Takes in how many items of each bucket moved, of all items. */
    public void learnMoves(Map<Long, Moves.Count> counts) {
        creation.learn(counts);
    }

    /** Takes in which items left a bucket, by the revisions that created them. */
    public void learnLeft(long bucket, Map<Long, ItemRef> items) {
        creation.learn(bucket, items);
    }

    /** Somebody asks for the order of creation: from now on moved items are noted. */
    public void followMoves() {
        creation.follow();
    }

    /** Whether moved items are noted since somebody asked for the order of creation. */
    public boolean isFollowingMoves() {
        return creation.isFollowed();
    }

    /** Whether moved items are noted, but not yet all of them. */
    public boolean isLookingForMoves() {
        return creation.isFollowed() && !creation.isWhole();
    }

    /** The next buckets to look for moved items in, at most so many. */
    private List<Long> lookInto(int most) {
        return counts.tailMap(creation.next(), true).keySet().stream()
                .limit(most)
                .toList();
    }

    /** Those of the next buckets that have to be read for {@link #lookForMoves}. */
    public Set<Long> unknownToLookForMoves(int most) {
        Set<Long> buckets = new HashSet<>(lookInto(most));
        buckets.retainAll(unknown);
        return buckets;
    }

    /**
     * Looks for moved items in the next buckets, as far as they are known; whether there are more. What is found is taken as
     * {@link #takeMoves}.
     */
    public boolean lookForMoves(int most) {
        lookInto(most).stream()
                .takeWhile(bucket -> !unknown.contains(bucket)) // one that turned out to be empty lets the next come up
                .forEach(bucket -> creation.count(bucket, known(bucket).values()));
        if (lookInto(1).isEmpty()) {
            creation.countedAll();
            return false;
        }
        return true;
    }

    /** What has to be noted of moved items since this was asked last. */
    public Moves takeMoves() {
        return creation.takeChanges();
    }

    /** The buckets whose own items have to be read so that {@link #createdIn} is known for them. */
    private Unknown unknownCreatedIn(Collection<Long> buckets) {
        Set<Long> items = new HashSet<>();
        Set<Long> left = new HashSet<>();
        for (long bucket : buckets) {
            if (unknown.contains(bucket) && creation.hasOwn(bucket, counts.getOrDefault(bucket, 0))) {
                items.add(bucket);
            }
            if (creation.isUnknown(bucket)) {
                left.add(bucket);
            }
        }
        return new Unknown(items, Set.of(), left);
    }

    private Collection<ItemRef> createdIn(long bucket) {
        if (!unknownCreatedIn(List.of(bucket)).isNothing()) {
            throw new IllegalStateException("a rule asks for items that its command did not name");
        }
        return creation.createdIn(bucket, known(bucket).values()).values();
    }

    /** What has to be read so that it is known where this item, which is known, stands in the order of creation. */
    Unknown unknownByCreation(ItemRef item) {
        return isWhole() ? Unknown.NOTHING : unknownCreatedIn(List.of(bucketOf(createdBy(item))));
    }

    /** What has to be read so that these items are known, counted from the one created first. */
    Unknown unknownByCreation(Paging.Part part) {
        if (isWhole()) {
            return Unknown.NOTHING;
        }
        return unknownCreatedIn(places(part).keySet());
    }

    /** How many items were created before this one, which is known. */
    int indexByCreation(ItemRef item) {
        long created = createdBy(item);
        if (isWhole()) {
            return (int) entries.values().stream()
                    .filter(entry -> entry.created() < created)
                    .count();
        }
        int before = 0;
        for (int count : creation.created(counts).headMap(bucketOf(created)).values()) {
            before += count;
        }
        return before + List.copyOf(createdIn(bucketOf(created))).indexOf(item);
    }

    private long createdBy(ItemRef item) {
        return createdBy(item.id()).orElse(item.revision());
    }

    /** These items, counted from the one created first, which are known. */
    List<ItemRef> partByCreation(Paging.Part part) {
        if (isWhole()) {
            return entries.values().stream()
                    .sorted(Comparator.comparing(Entry::created))
                    .map(Entry::item)
                    .toList()
                    .subList(part.from(), part.to());
        }
        List<ItemRef> items = new ArrayList<>();
        places(part)
                .forEach((bucket, wanted) -> createdIn(bucket).stream()
                        .skip(wanted.from())
                        .limit(wanted.to() - wanted.from())
                        .forEach(items::add));
        return items;
    }

    /** In which buckets these items were created, and which of those of each bucket they are. */
    private Map<Long, Paging.Part> places(Paging.Part part) {
        Map<Long, Paging.Part> places = new TreeMap<>();
        int before = 0;
        for (Map.Entry<Long, Integer> bucket : creation.created(counts).entrySet()) {
            int behind = before + bucket.getValue();
            if (behind > part.from() && before < part.to()) {
                places.put(
                        bucket.getKey(),
                        new Paging.Part(Math.max(0, part.from() - before), Math.min(behind, part.to()) - before));
            }
            before = behind;
        }
        return places;
    }

    // ------------------------------------------------------------------------------------------------------ by time

    /**
     * Where a time falls among the items.
     *
     * @param revision as {@link #firstSince} has it, where nothing is unknown
     */
    private record Search(Unknown unknown, long revision) {
        static Search at(long revision) {
            return new Search(Unknown.NOTHING, revision);
        }
    }

    /** What has to be read so that {@link #firstSince} is known; with it read, there may be more. */
    Unknown unknownSince(Instant time) {
        return search(time).unknown();
    }

    /** Items published at that time or later are of this revision or later ones, all others of earlier ones. */
    long firstSince(Instant time) {
        Search search = search(time);
        if (!search.unknown().isNothing()) {
            throw new IllegalStateException("a rule asks for a time that its command did not name");
        }
        return search.revision();
    }

    /** Halves what it may be, so of a thousand buckets ten are looked at, and of one of them all items. */
    private Search search(Instant time) {
        if (counts.isEmpty()) {
            return Search.at(0);
        }
        long earlier = counts.firstKey() - 1; // the last bucket that is known to begin earlier, if there is one
        long later = counts.lastKey() + 1;
        while (later - earlier > 1) {
            long middle = earlier + (later - earlier) / 2;
            long bucket = counts.tailMap(middle, true).firstKey();
            Optional<Instant> beginning = beginning(bucket);
            if (beginning.isEmpty()) {
                return new Search(new Unknown(Set.of(), Set.of(bucket)), 0);
            }
            if (beginning.get().isBefore(time)) {
                earlier = bucket;
            } else {
                later = middle;
            }
        }
        if (!counts.containsKey(earlier)) {
            return Search.at(firstOf(counts.firstKey()));
        }
        return unknown.contains(earlier)
                ? new Search(new Unknown(Set.of(earlier), Set.of()), 0)
                : Search.at(known(earlier).values().stream()
                        .filter(entry -> !entry.published().isBefore(time))
                        .map(entry -> entry.item().revision())
                        .findFirst()
                        .orElse(firstOf(earlier + 1)));
    }

    private Optional<Instant> beginning(long bucket) {
        return unknown.contains(bucket)
                ? Optional.ofNullable(beginnings.get(bucket))
                : known(bucket).values().stream().map(Entry::published).findFirst();
    }
}
