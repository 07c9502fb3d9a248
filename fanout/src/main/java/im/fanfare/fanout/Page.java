package im.fanfare.fanout;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Matter;
import im.fanfare.pubsub.Subscription;
import im.fanfare.schema.PageRecord;
import im.fanfare.stanza.XmlWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * The subscribers of one page, packed: their addresses, spelled as in a stanza, stand one behind the other in one
 * array, and no object is kept for any of them.
 *
 * <p>One thread at a time changes it. A {@link Snapshot} may be read by others meanwhile: entries are only ever added
 * behind those it knows, and what grows or is told in another way moves to new arrays. The one thing that changes under a
 * snapshot is that a subscriber goes; whether a notification under way still reaches it is open either way.
 *
 * <p>Changes may come again, and may come to a page that has seen later ones already, as a page read from the store
 * has: the revisions tell what is old.
 */
final class Page {
    /** Newer than any revision, so that one comparison tells who is to be told. */
    private static final long GONE = Long.MAX_VALUE;

    /**
     * Besides the revision, for who is subscribed and wants no notifications: newer than any revision too, so that sparing
     * them costs no second comparison.
     */
    private static final long MUTED = 1L << 62;

    /**
     * Who is suspended until so many seconds since 1970 stands behind this, and so behind any revision as well; since which
     * one they are subscribed is forgotten.
     */
    private static final long SUSPENDED = 1L << 61;

    /**
     * Besides the revision, for who is told in a {@link Manner} of their own: newer than any revision as well, so that what
     * tells all others alike leaves them out without a further look.
     */
    private static final long APART = 1L << 60;

    private static final int ABSENT = -1;

    /** Below this, moving the rest together is not worth the while. */
    private static final int LEAST_TO_COMPACT = 64;

    private static final VarHandle SINCE = MethodHandles.arrayElementVarHandle(long[].class);

    private byte[] addresses;
    private int[] ends;
    private long[] since;

    /** What each wants to be told of, where the node is a collection: {@link Matter#interest}. */
    private byte[] interests;

    private int entries;
    private int subscribers;
    private int muted;

    /** When the first of the suspensions is over, in seconds since 1970. */
    private long resumes = Long.MAX_VALUE;

    /** By address, with linear probing: the entry and one, or 0. Entries that are gone stay until it is built anew. */
    private int[] slots;

    /** Of those apart, by their entries: few as a rule, so that nothing is kept for all others. */
    private final Map<Integer, Apart> apart = new HashMap<>();

    static Page of(List<Subscription> subscriptions) {
        byte[][] spelled = new byte[subscriptions.size()][];
        int bytes = 0;
        for (int i = 0; i < spelled.length; i++) {
            spelled[i] = spell(subscriptions.get(i).subscriber());
            bytes += spelled[i].length;
        }
        Page page = new Page(spelled.length, bytes);
        for (int i = 0; i < spelled.length; i++) {
            page.join(spelled[i], subscriptions.get(i));
        }
        return page;
    }

    private Page(int capacity, int bytes) {
        addresses = new byte[bytes];
        ends = new int[capacity];
        since = new long[capacity];
        interests = new byte[capacity];
        slots = new int[slotsFor(capacity)];
    }

    void join(Subscription subscription) {
        join(spell(subscription.subscriber()), subscription);
    }

    private static long since(Subscription subscription, Apart apart) {
        if (subscription.isStandard()) {
            return subscription.since();
        }
        long since = subscription.all().stream()
                .filter(one -> one.options().deliver())
                .mapToLong(Subscription.One::since)
                .min()
                .orElse(subscription.since() | MUTED);
        return apart.equals(Apart.NOT) ? since : since | APART;
    }

    /** Before all others for who is suspended: whatever comes then, is later. */
    private static long revision(long since) {
        return isSuspended(since) ? -1 : since & ~(MUTED | APART);
    }

    private static boolean isSuspended(long since) {
        return since >= SUSPENDED && since < MUTED;
    }

    private static int muted(long since) {
        return (since & MUTED) == 0 ? 0 : 1;
    }

    private void join(byte[] address, Subscription subscription) {
        Apart how = Apart.of(subscription);
        long joined = since(subscription, how);
        byte interest = Matter.interest(subscription.options());
        int slot = slotOf(address);
        int entry = slots[slot] - 1;
        if (entry != ABSENT && since[entry] != GONE) {
            if (revision(since[entry]) <= revision(joined) || isDecidedEachTime(entry) || how.isDecidedEachTime()) {
                change(entry, joined, interest, how);
            }
            return;
        }
        append(address, joined, interest, how);
        slots[slot] = entries;
        if (entries * 4L > slots.length * 3L) {
            index(slotsFor(entries + entries / 4));
        }
    }

    /** In arrays of its own: what is under way was published before, and goes as was wanted then. */
    private void change(int entry, long joined, byte interest, Apart how) {
        if (since[entry] == joined
                && interests[entry] == interest
                && apart(entry).equals(how)) {
            return;
        }
        muted += muted(joined) - muted(since[entry]);
        since = since.clone();
        since[entry] = joined;
        interests = interests.clone();
        interests[entry] = interest;
        setApart(entry, how);
    }

    private Apart apart(int entry) {
        return apart.getOrDefault(entry, Apart.NOT);
    }

    /** Which of them are left no one revision tells, so of those that come again the last one counts. */
    private boolean isDecidedEachTime(int entry) {
        return apart(entry).isDecidedEachTime();
    }

    private void setApart(int entry, Apart how) {
        if (how.equals(Apart.NOT)) {
            apart.remove(entry);
        } else {
            apart.put(entry, how);
        }
    }

    /** @param revision that ended the subscription; one that began later is another and stays */
    void leave(Jid subscriber, long revision) {
        int entry = slots[slotOf(spell(subscriber))] - 1;
        if (entry == ABSENT || since[entry] == GONE || revision(since[entry]) >= revision) {
            return;
        }
        muted -= muted(since[entry]);
        SINCE.setOpaque(since, entry, GONE);
        apart.remove(entry);
        subscribers--;
        int gone = entries - subscribers;
        if (gone >= LEAST_TO_COMPACT && gone > subscribers) {
            compact();
        }
    }

    /**
     * Leaves a subscriber out of what is delivered from now on.
     *
     * @param until seconds since 1970
     */
    void suspend(Jid subscriber, long until) {
        int entry = slots[slotOf(spell(subscriber))] - 1;
        if (entry == ABSENT || since[entry] >= MUTED) {
            return;
        }
        SINCE.setOpaque(since, entry, SUSPENDED + until);
        resumes = Math.min(resumes, until);
    }

    /**
     * Ends the suspensions that are over.
     *
     * @param now seconds since 1970
     * @param revision that is delivered next, and the first that they are told of: what went before may be on its way
     *     still, and would come behind it
     */
    void resume(long now, long revision) {
        if (now < resumes) {
            return;
        }
        resumes = Long.MAX_VALUE;
        for (int i = 0; i < entries; i++) {
            if (isSuspended(since[i]) && since[i] - SUSPENDED <= now) {
                SINCE.setOpaque(since, i, apart.containsKey(i) ? revision - 1 | APART : revision - 1);
            } else if (isSuspended(since[i])) {
                resumes = Math.min(resumes, since[i] - SUSPENDED);
            }
        }
    }

    /** How many there are that want notifications, suspended or not. */
    int subscribers() {
        return subscribers - muted;
    }

    /** How many places are taken, by those who are gone too: what it costs. */
    int entries() {
        return entries;
    }

    /** All who want notifications, as they are now, for other threads to read. */
    Addressees addressees() {
        return addressees(Optional.empty());
    }

    /** Those who want to be told of this, as they are now. */
    Addressees addressees(Matter matter) {
        return addressees(Optional.of(matter));
    }

    /** Those of these subscribers that there are and want notifications, as they are now. */
    Addressees addressees(List<Jid> of) {
        Map<Manner, Page> pages = new HashMap<>();
        Each each = new Each();
        for (Jid jid : of) {
            byte[] address = spell(jid);
            int entry = slots[slotOf(address)] - 1;
            if (entry == ABSENT || since[entry] >= SUSPENDED) {
                continue;
            }
            if (isDecidedEachTime(entry)) {
                each.add(this, entry);
            } else {
                pages.computeIfAbsent(apart(entry).manner(), manner -> new Page(of.size(), 0))
                        .add(this, entry);
            }
        }
        Map<Manner, Snapshot> snapshots = snapshots(pages);
        Snapshot plain = Optional.ofNullable(snapshots.remove(Manner.PLAIN))
                .orElseGet(() -> new Page(0, 0).snapshot(Optional.empty()));
        return new Addressees(plain, snapshots, each.several());
    }

    private Addressees addressees(Optional<Matter> matter) {
        if (apart.isEmpty()) {
            return new Addressees(snapshot(matter), Map.of(), Several.NONE);
        }
        Map<Manner, Page> pages = new HashMap<>();
        Each each = new Each();
        apart.forEach((entry, how) -> {
            if (since[entry] >= SUSPENDED) {
                return;
            }
            if (how.isDecidedEachTime()) {
                each.add(this, entry);
            } else if (wants(entry, matter)) {
                pages.computeIfAbsent(how.manner(), any -> new Page(8, 0)).add(this, entry);
            }
        });
        return new Addressees(snapshot(matter), snapshots(pages), each.several());
    }

    /** Gathers those who have several subscriptions. */
    private static final class Each {
        private final Page page = new Page(0, 0);
        private final List<Choice> choices = new ArrayList<>();

        void add(Page from, int entry) {
            page.add(from, entry);
            choices.add(new Choice(
                    from.apart(entry).several(), from.apart(entry).several().size() > 1));
        }

        Several several() {
            return new Several(page.snapshot(Optional.empty()), choices);
        }
    }

    private static Map<Manner, Snapshot> snapshots(Map<Manner, Page> pages) {
        Map<Manner, Snapshot> snapshots = new HashMap<>();
        pages.forEach((manner, page) -> snapshots.put(manner, page.snapshot(Optional.empty())));
        return snapshots;
    }

    /** One of another page, as all others are told. */
    private void add(Page page, int entry) {
        byte[] address = Arrays.copyOfRange(page.addresses, page.start(entry), page.ends[entry]);
        append(address, page.since[entry] & ~APART, page.interests[entry], Apart.NOT);
    }

    private Snapshot snapshot(Optional<Matter> matter) {
        return new Snapshot(addresses, ends, since, interests, entries, plain(matter), matter);
    }

    private int plain(Optional<Matter> matter) {
        if (matter.isEmpty()) {
            return subscribers() - unmutedApart();
        }
        if (matter.get().isExtended()) {
            return 0; // whoever wants it, is apart
        }
        int plain = 0;
        for (int i = 0; i < entries; i++) {
            if (since[i] < MUTED && !apart.containsKey(i) && wants(i, matter)) {
                plain++;
            }
        }
        return plain;
    }

    private int unmutedApart() {
        int unmuted = 0;
        for (int entry : apart.keySet()) {
            unmuted += since[entry] < MUTED ? 1 : 0;
        }
        return unmuted;
    }

    private boolean wants(int entry, Optional<Matter> matter) {
        return matter.isEmpty() || matter.get().isFor(interests[entry]);
    }

    private int start(int entry) {
        return entry == 0 ? 0 : ends[entry - 1];
    }

    private void append(byte[] address, long joined, byte interest, Apart how) {
        int start = start(entries);
        int end = start + address.length;
        if (end > addresses.length) {
            addresses = Arrays.copyOf(addresses, end + end / 8 + 256);
        }
        if (entries == ends.length) {
            int capacity = entries + entries / 8 + 8;
            ends = Arrays.copyOf(ends, capacity);
            since = Arrays.copyOf(since, capacity);
            interests = Arrays.copyOf(interests, capacity);
        }
        System.arraycopy(address, 0, addresses, start, address.length);
        ends[entries] = end;
        since[entries] = joined;
        interests[entries] = interest;
        setApart(entries, how);
        entries++;
        subscribers++;
        muted += muted(joined);
    }

    /** Into arrays of its own: snapshots keep the old ones. */
    private void compact() {
        Snapshot old = snapshot(Optional.empty());
        Map<Integer, Apart> before = Map.copyOf(apart);
        apart.clear();
        addresses = new byte[addresses.length / 2];
        ends = new int[subscribers + subscribers / 8];
        since = new long[ends.length];
        interests = new byte[ends.length];
        entries = 0;
        subscribers = 0;
        muted = 0;
        for (int i = 0; i < old.size(); i++) {
            if (old.since[i] != GONE) {
                append(
                        Arrays.copyOfRange(old.addresses, old.start(i), old.end(i)),
                        old.since[i],
                        old.interests[i],
                        before.getOrDefault(i, Apart.NOT));
            }
        }
        index(slotsFor(entries));
    }

    private void index(int size) {
        slots = new int[size];
        for (int i = 0; i < entries; i++) {
            // Of one who went and came again, the later entry counts; it is met last.
            slots[slotOf(addresses, start(i), ends[i])] = i + 1;
        }
    }

    private int slotOf(byte[] address) {
        return slotOf(address, 0, address.length);
    }

    /** Where this address is, or the free slot where it would be. */
    private int slotOf(byte[] bytes, int from, int to) {
        int slot = hash(bytes, from, to) & slots.length - 1;
        while (slots[slot] != 0 && !is(slots[slot] - 1, bytes, from, to)) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private boolean is(int entry, byte[] bytes, int from, int to) {
        return Arrays.equals(addresses, start(entry), ends[entry], bytes, from, to);
    }

    /** A power of two of which at most three quarters are taken. */
    private static int slotsFor(int entries) {
        return Integer.highestOneBit(Math.max(8, entries + entries / 3)) << 1;
    }

    private static int hash(byte[] bytes, int from, int to) {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash ^ hash >>> 15;
    }

    private static byte[] spell(Jid subscriber) {
        return XmlWriter.escape(subscriber.toString()).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Who is told of something.
     *
     * @param plain those who are told alike
     * @param apart others, by the manner in which they are told
     * @param several who have several subscriptions, and are told each in a manner that these decide
     */
    record Addressees(Snapshot plain, Map<Manner, Snapshot> apart, Several several) {
        Addressees {
            apart = Map.copyOf(apart);
        }

        /** Who is told of this revision, of those who are told in such a manner. */
        List<Jid> jids(Predicate<Manner> of, long revision) {
            List<Jid> jids = new ArrayList<>();
            if (of.test(Manner.PLAIN)) {
                jids.addAll(plain.jids(revision));
            }
            apart.forEach((manner, those) -> {
                if (of.test(manner)) {
                    jids.addAll(those.jids(revision));
                }
            });
            jids.addAll(several.jids(of, revision));
            return jids;
        }

        /** The same, but of those who are told in such a manner only these. */
        Addressees only(Predicate<Manner> of, BiPredicate<Manner, Jid> told) {
            Map<Manner, Snapshot> rest = new HashMap<>();
            apart.forEach((manner, those) ->
                    rest.put(manner, of.test(manner) ? those.only(jid -> told.test(manner, jid)) : those));
            return new Addressees(
                    of.test(Manner.PLAIN) ? plain.only(jid -> told.test(Manner.PLAIN, jid)) : plain,
                    rest,
                    several.only(of, told));
        }

        /** The same, without those whom this is not for. */
        Addressees of(PageRecord.Deliver told) {
            return new Addressees(
                    plain,
                    apart,
                    several.which(choice -> Manner.of(choice, told).isPresent()));
        }

        /** How many there are, suspended or not. */
        int subscribers() {
            return plain.subscribers()
                    + apart.values().stream().mapToInt(Snapshot::subscribers).sum()
                    + several.subscribers().subscribers();
        }
    }

    /**
     * Who is told by what is told.
     *
     * @param choices of each of them, in their order
     */
    record Several(Snapshot subscribers, List<Choice> choices) {
        private static final Several NONE = new Several(new Page(0, 0).snapshot(Optional.empty()), List.of());

        Several {
            choices = List.copyOf(choices);
        }

        /** Those of them who are told of this revision, and by one of their subscriptions in such a manner. */
        private List<Jid> jids(Predicate<Manner> of, long revision) {
            List<Jid> jids = new ArrayList<>();
            for (int i = 0; i < choices.size(); i++) {
                if (subscribers.isFor(i, revision)
                        && choices.get(i).of().stream().anyMatch(one -> of.test(Manner.of(one.options())))) {
                    jids.add(subscribers.jid(i));
                }
            }
            return jids;
        }

        /** The same, but of their subscriptions that tell in such a manner only these. */
        private Several only(Predicate<Manner> of, BiPredicate<Manner, Jid> told) {
            List<Choice> rest = new ArrayList<>();
            for (int i = 0; i < choices.size(); i++) {
                Jid jid = subscribers.jid(i);
                rest.add(choices.get(i).only(manner -> !of.test(manner) || told.test(manner, jid)));
            }
            return new Several(subscribers, rest).which(choice -> !choice.of().isEmpty());
        }

        private Several which(Predicate<Choice> meant) {
            if (choices.stream().allMatch(meant)) {
                return this;
            }
            return new Several(
                    subscribers.copy(index -> meant.test(choices.get(index))),
                    choices.stream().filter(meant).toList());
        }
    }

    /**
     * The subscriptions of somebody by which they may be told.
     *
     * @param isOfSeveral whether they have others besides
     */
    record Choice(List<Subscription.One> of, boolean isOfSeveral) {
        Choice {
            of = List.copyOf(of);
        }

        private Choice only(Predicate<Manner> wanted) {
            return new Choice(
                    of.stream()
                            .filter(one -> wanted.test(Manner.of(one.options())))
                            .toList(),
                    isOfSeveral);
        }
    }

    /** Those of a page who are told alike, as it was at one moment; for any thread. */
    static final class Snapshot {
        private final byte[] addresses;
        private final int[] ends;
        private final long[] since;
        private final byte[] interests;
        private final int size;
        private final int subscribers;
        private final Optional<Matter> matter;

        private Snapshot(
                byte[] addresses,
                int[] ends,
                long[] since,
                byte[] interests,
                int size,
                int subscribers,
                Optional<Matter> matter) {
            this.addresses = addresses;
            this.ends = ends;
            this.since = since;
            this.interests = interests;
            this.size = size;
            this.subscribers = subscribers;
            this.matter = matter;
        }

        /** Who is told of this revision. */
        List<Jid> jids(long revision) {
            List<Jid> jids = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                if (isFor(i, revision)) {
                    jids.add(jid(i));
                }
            }
            return jids;
        }

        /** A copy, of these. */
        private Snapshot only(Predicate<Jid> told) {
            return copy(index -> isFor(index, MUTED) && told.test(jid(index)));
        }

        private Snapshot copy(IntPredicate which) {
            Page page = new Page(size, 0);
            for (int i = 0; i < size; i++) {
                if (which.test(i)) {
                    byte[] address = Arrays.copyOfRange(addresses, start(i), end(i));
                    page.append(address, since[i], interests[i], Apart.NOT);
                }
            }
            return page.snapshot(Optional.empty());
        }

        private Jid jid(int index) {
            String spelled = new String(addresses, start(index), end(index) - start(index), StandardCharsets.UTF_8);
            return Jid.parse(XmlWriter.unescape(spelled));
        }

        /** How many entries there are, of those who are gone too. */
        int size() {
            return size;
        }

        /** How many of them are subscribed and want notifications, suspended or not. */
        int subscribers() {
            return subscribers;
        }

        /** Whether this one was subscribed before the revision and still is, and wants notifications. */
        boolean isFor(int index, long revision) {
            return (long) SINCE.getOpaque(since, index) < revision
                    && (matter.isEmpty() || matter.get().isFor(interests[index]));
        }

        byte[] addresses() {
            return addresses;
        }

        int start(int index) {
            return index == 0 ? 0 : ends[index - 1];
        }

        int end(int index) {
            return ends[index];
        }

        /** The same for the same bare JID. */
        int bareHash(int index) {
            return hash(addresses, start(index), bareEnd(index));
        }

        boolean isAt(int index, byte[] domain) {
            int end = bareEnd(index);
            int from = end - domain.length;
            boolean isWhole = from == start(index) || from > start(index) && addresses[from - 1] == '@';
            return isWhole && Arrays.equals(addresses, from, end, domain, 0, domain.length);
        }

        private int bareEnd(int index) {
            int end = start(index);
            while (end < ends[index] && addresses[end] != '/') {
                end++;
            }
            return end;
        }
    }
}
