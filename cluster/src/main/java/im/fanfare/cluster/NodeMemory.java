package im.fanfare.cluster;

import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.Expiring;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemIndex;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Lineage;
import im.fanfare.pubsub.Moves;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.NodeView;
import im.fanfare.pubsub.PendingSubscription;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.Subscription;
import im.fanfare.schema.Journal;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.Progress;
import im.fanfare.schema.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What an awake node knows: all of its state and item index, all of its affiliations or some, and the subscriptions that
 * the commands at hand ask about; never the list of its subscribers.
 *
 * <p>It belongs to one {@link NodeEntity} and changes only by {@link #apply}. Once it is ahead of what could be
 * committed it is thrown away.
 */
final class NodeMemory implements NodeView {
    /** Enough for the publishers and readers of a busy moment; the rest are read again. */
    static final int MOST_AFFILIATIONS = 1_000;

    /** A busy node, whose items expire all the time, sets no alarm for each of them: it is awake. */
    private static final Duration BETWEEN_ALARMS = Duration.ofSeconds(2);

    /** Of items that are known by heart; a node that has more looks them up. */
    static final int MOST_ITEMS = 8_192;

    /** Of items that stay known at a node that looks them up. */
    private static final int MOST_LOOKED_UP = 32_768;

    /** Of buckets that are looked into for moved items at a time: so long others wait. */
    private static final int LOOKED_INTO = 8;

    /** What a turn may push out or let expire. */
    private static final int OLDEST = 2_048;

    private final long epoch;
    private final ItemIndex items;
    private final PageRoom room;
    private final Map<Jid, Affiliation> affiliations = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Jid, List<Subscription>> subscriptions = new HashMap<>();
    private final List<PendingSubscription> pending = new ArrayList<>();
    private final AtomicBoolean marked = new AtomicBoolean();
    private List<Subscription> all = List.of();
    private boolean knowsAllAffiliations;
    private boolean lookup;
    private boolean several;
    private Lineage lineage = Lineage.NONE;
    private Map<Lineage.Right, Map<Jid, PubSubError>> refusedAbove = Map.of();
    private NodeState state;
    private long revision;
    private long timestamp;

    /** The alarm that is set next, or was last; those of earlier entities of the node are forgotten. */
    private Instant alarm = Instant.MAX;

    /**
     * A node that was just created or read.
     *
     * @param affiliations all that there are; one more than are remembered say that there may be more
     * @param waiting the requests to subscribe that no owner has answered
     */
    NodeMemory(
            NodeState state,
            long epoch,
            Progress progress,
            ItemIndex items,
            Map<Jid, Affiliation> affiliations,
            List<PendingSubscription> waiting) {
        this.state = state;
        this.epoch = epoch;
        this.items = items;
        this.room = new PageRoom(progress);
        this.revision = progress.revision();
        this.timestamp = progress.timestamp();
        this.lookup = progress.lookup();
        this.several = progress.several();
        this.affiliations.putAll(affiliations);
        this.knowsAllAffiliations = affiliations.size() <= MOST_AFFILIATIONS;
        this.pending.addAll(waiting);
    }

    /** A node to which nothing has happened yet, not even that it was created. */
    static NodeMemory unborn(NodeState state, long epoch) {
        Progress before = new Progress(0, state.instance() - 1, 1, 0, 0, 0, Map.of());
        return new NodeMemory(state, epoch, before, new ItemIndex(), Map.of(), List.of());
    }

    long epoch() {
        return epoch;
    }

    NodeKey key() {
        return NodeKey.of(state);
    }

    @Override
    public NodeState state() {
        return state;
    }

    @Override
    public long nextRevision() {
        return revision + 1;
    }

    @Override
    public ItemIndex items() {
        return items;
    }

    @Override
    public int pageWithRoom(int ahead) {
        return room.page(ahead);
    }

    /** How many pages of subscribers there are. */
    int pages() {
        return room.pages();
    }

    @Override
    public boolean hasSeveral() {
        return several;
    }

    @Override
    public long subscribers() {
        return room.subscribers();
    }

    @Override
    public Affiliation affiliationOf(Jid jid) {
        if (state.owners().contains(jid)) {
            return Affiliation.OWNER;
        }
        Affiliation affiliation = affiliations.get(jid);
        if (affiliation == null && knowsAllAffiliations) {
            return Affiliation.NONE;
        }
        if (affiliation == null) {
            throw new IllegalStateException("a rule asks for an affiliation that its command did not name");
        }
        return affiliation;
    }

    @Override
    public List<Subscription> subscriptionsOf(Jid bare) {
        List<Subscription> known = subscriptions.get(bare);
        if (known == null) {
            throw new IllegalStateException("a rule asks for subscriptions that its command did not name");
        }
        return known;
    }

    @Override
    public List<Subscription> knownSubscriptions() {
        return subscriptions.values().stream().flatMap(List::stream).toList();
    }

    @Override
    public List<PendingSubscription> pendingSubscriptions() {
        return Collections.unmodifiableList(pending);
    }

    @Override
    public List<Subscription> allSubscriptions() {
        return all;
    }

    @Override
    public Lineage lineage() {
        return lineage;
    }

    @Override
    public Optional<PubSubError> refusalAbove(Jid bare, Lineage.Right right) {
        return Optional.ofNullable(refusedAbove.getOrDefault(right, Map.of()).get(bare));
    }

    /** Whether somebody may be told by these commands who has lost access to a node above: XEP-0496 §4.4. */
    boolean needsExamining(List<? extends NodeCommand> commands) {
        return state.config().isRelated()
                && subscribers() > 0
                && state.examined() != lineage.mark()
                && !commands.stream().allMatch(NodeCommand::isRead);
    }

    /** The affiliations that these commands need and that are not known yet. */
    Set<Jid> unknownAffiliations(List<? extends NodeCommand> commands) {
        if (knowsAllAffiliations) {
            return Set.of();
        }
        Set<Jid> unknown = new HashSet<>();
        for (NodeCommand command : commands) {
            for (Jid jid : command.affiliationsNeeded()) {
                if (!state.owners().contains(jid) && !affiliations.containsKey(jid)) {
                    unknown.add(jid);
                }
            }
        }
        return unknown;
    }

    /** The JIDs whose subscriptions these commands need. */
    Set<Jid> subscriptionsNeeded(List<? extends NodeCommand> commands) {
        Set<Jid> needed = new HashSet<>();
        for (NodeCommand command : commands) {
            needed.addAll(command.subscriptionsNeeded(state.config()));
            if (several) {
                needed.addAll(command.subscriptionsNeededOfSeveral());
            }
        }
        return needed;
    }

    /**
     * Forgets what earlier commands needed, but for so many affiliations. To be asked for before it is said what the next
     * ones need, or it would be taken from them.
     */
    void forget() {
        int tooMany = Math.max(0, affiliations.size() - MOST_AFFILIATIONS);
        knowsAllAffiliations &= tooMany == 0;
        affiliations.keySet().stream().limit(tooMany).toList().forEach(affiliations::remove);
        subscriptions.clear();
        if (lookup) {
            items.forget(MOST_LOOKED_UP);
        }
    }

    /** Whether there are more items than are to be known by heart, and nowhere yet to look them up. */
    boolean needsLookup() {
        return !lookup && items.size() > MOST_ITEMS;
    }

    /** From now on what happens to items is noted where they are looked up. */
    void useLookup() {
        lookup = true;
        items.takeChanges();
    }

    /** Whether one of these commands is the first to ask for the order of creation, at a node with too many items to sort. */
    boolean needsMoves(List<? extends NodeCommand> commands) {
        return !items.isFollowingMoves() && commands.stream().anyMatch(command -> command.needsMoves(this));
    }

    /** Whether somebody has asked for the order of creation, and not all moved items are noted. */
    boolean isLookingForMoves() {
        return items.isLookingForMoves();
    }

    /** What has to be read before {@link #lookForMoves}. */
    ItemsWanted wantedForMoves() {
        items.forget(MOST_LOOKED_UP);
        return new ItemsWanted(key(), items.unknownToLookForMoves(LOOKED_INTO), Set.of(), Set.of(), Set.of());
    }

    /** Looks for moved items in some buckets; what has to be noted of them, unless these were the last. */
    Optional<Moves> lookForMoves() {
        return items.lookForMoves(LOOKED_INTO) ? Optional.of(items.takeMoves()) : Optional.empty();
    }

    /** What has to be read of the items before these commands can be judged; with it known, there may be more. */
    ItemsWanted itemsWanted(List<? extends NodeCommand> commands) {
        if (items.isWhole()) {
            return new ItemsWanted(key(), Set.of(), Set.of(), Set.of(), Set.of());
        }
        if (commands.isEmpty()) {
            items.forget(MOST_LOOKED_UP); // nobody waits for an answer
        }
        Set<Long> buckets = new HashSet<>(items.unknownAtEnds(OLDEST));
        Set<Long> beginnings = new HashSet<>();
        Set<Long> left = new HashSet<>();
        Set<ItemId> ids = new HashSet<>();
        commands.forEach(command -> ids.addAll(command.itemsNeeded()));
        ids.removeIf(items::isKnown);
        if (ids.isEmpty()) {
            for (NodeCommand command : commands) {
                command.itemPartNeeded(items).ifPresent(part -> buckets.addAll(items.unknownIn(part)));
                ItemIndex.Unknown unknown = command.itemsUnknown(this);
                buckets.addAll(unknown.buckets());
                beginnings.addAll(unknown.beginnings());
                left.addAll(unknown.left());
            }
        }
        return new ItemsWanted(key(), buckets, ids, beginnings, left);
    }

    void learn(ItemsFound found) {
        found.buckets().forEach(items::learn);
        found.asked().forEach(items::learnAbsent);
        found.beginnings().forEach(items::learnBeginning);
        found.left().forEach(items::learnLeft);
    }

    /** Whether something may have expired of which nothing is known. */
    boolean looksForExpired() {
        return state.config().itemExpire().isPresent()
                && !items.unknownAtEnds(1).isEmpty();
    }

    /** Takes in what was read for the commands at hand. */
    void learn(Facts facts) {
        affiliations.putAll(facts.affiliations());
        all = facts.all();
        lineage = facts.lineage();
        refusedAbove = facts.refusedAbove();
        facts.subscriptions().forEach((jid, known) -> subscriptions.put(jid, new ArrayList<>(known)));
    }

    /** The event has been decided: it is the next revision. */
    Revision apply(NodeEvent event) {
        revision++;
        items.apply(event, revision, state.config().persistItems());
        if (event instanceof NodeEvent.Subscribed subscribed) {
            room.take(subscribed.subscription().page());
            subscriptionsOf(subscribed.subscription()).add(subscribed.subscription());
        } else if (event instanceof NodeEvent.Unsubscribed unsubscribed) {
            room.free(unsubscribed.subscription().page());
            subscriptionsOf(unsubscribed.subscription()).remove(unsubscribed.subscription());
        } else if (event instanceof NodeEvent.OptionsChanged changed) {
            Subscription after = changed.subscription();
            several = several || after.isOneOfSeveral();
            subscriptionsOf(after).replaceAll(one -> one.subscriber().equals(after.subscriber()) ? after : one);
        } else if (event instanceof NodeEvent.SubscriptionRequested requested) {
            pending.add(requested.pending());
        } else if (event instanceof NodeEvent.RequestEnded ended) {
            pending.remove(ended.pending());
        } else if (event instanceof NodeEvent.AffiliationChanged changed) {
            affiliations.put(changed.jid(), changed.affiliation());
        }
        state = state.after(event);
        return new Revision(revision, event);
    }

    private List<Subscription> subscriptionsOf(Subscription subscription) {
        return subscriptions.computeIfAbsent(subscription.subscriber().bare(), jid -> new ArrayList<>());
    }

    /**
     * The entry by which revisions that were applied are committed.
     *
     * @param now by this member's clock, which may be behind that of the last one
     */
    Journal.Entry entry(List<Revision> revisions, Instant now) {
        timestamp = Math.max(
                timestamp + Math.max(1, revisions.size()), Micros.of(now)); // later, also where it only sets an alarm
        Optional<Instant> due = nextAlarm(now);
        due.ifPresent(next -> alarm = next);
        Map<Long, Integer> counts = items.takeChanges();
        return new Journal.Entry(key(), progress(), revisions, due, lookup ? counts : Map.of(), items.takeMoves());
    }

    /** The alarm that has to be set: where the one that is set comes too late for the oldest item, or has gone off. */
    Optional<Instant> nextAlarm(Instant now) {
        Instant soon = now.plus(BETWEEN_ALARMS);
        return Expiring.next(this)
                .map(due -> due.isBefore(soon) ? soon : due)
                .filter(due -> due.isBefore(alarm) || !alarm.isAfter(now));
    }

    /** Whether this is asked for the first time since the node was taken over; asked from any thread. */
    boolean isFirstMark() {
        return marked.compareAndSet(false, true);
    }

    Progress progress() {
        return room.progress(revision, timestamp, items.first().orElse(revision + 1))
                .withLookup(lookup)
                .withMoved(lookup && items.hasAllMoves())
                .withSeveral(several);
    }

    /**
     * What is to be read of a node's items.
     *
     * @param buckets all items of these
     * @param ids where there are items of these, all of their buckets
     * @param beginnings when the oldest items of these buckets were published
     * @param left which items were created in these and are kept in others
     */
    record ItemsWanted(NodeKey key, Set<Long> buckets, Set<ItemId> ids, Set<Long> beginnings, Set<Long> left) {
        boolean isNothing() {
            return buckets.isEmpty() && ids.isEmpty() && beginnings.isEmpty() && left.isEmpty();
        }
    }

    /**
     * What was read of a node's items.
     *
     * @param asked the ids that were asked for; those that no bucket has are not there
     * @param left which items were created in these buckets and are kept in others, by the revisions that created them
     */
    record ItemsFound(
            Map<Long, List<ItemIndex.Entry>> buckets,
            Set<ItemId> asked,
            Map<Long, Optional<Instant>> beginnings,
            Map<Long, Map<Long, ItemRef>> left) {
        /** And which items left some buckets. */
        ItemsFound with(Map<Long, Map<Long, ItemRef>> departed) {
            return new ItemsFound(buckets, asked, beginnings, departed);
        }
    }

    /**
     * What was read from the stores for some commands.
     *
     * @param refusedAbove who may not do what at a node above, of those who have to
     */
    record Facts(
            Map<Jid, Affiliation> affiliations,
            Map<Jid, List<Subscription>> subscriptions,
            List<Subscription> all,
            Lineage lineage,
            Map<Lineage.Right, Map<Jid, PubSubError>> refusedAbove) {
        static final Facts NONE = new Facts(Map.of(), Map.of());

        /** Without those that not every command needs. */
        Facts(Map<Jid, Affiliation> affiliations, Map<Jid, List<Subscription>> subscriptions) {
            this(affiliations, subscriptions, List.of(), Lineage.NONE, Map.of());
        }

        /** With what those above say. */
        Facts withAbove(Lineage above, Map<Lineage.Right, Map<Jid, PubSubError>> refused) {
            return new Facts(affiliations, subscriptions, all, above, refused);
        }

        /** With all subscriptions besides, and the affiliations of those who have them. */
        Facts withAll(List<Subscription> subscribed, Map<Jid, Affiliation> ofNode) {
            Map<Jid, Affiliation> known = new HashMap<>(affiliations);
            for (Subscription subscription : subscribed) {
                Jid jid = subscription.subscriber().bare();
                known.put(jid, ofNode.getOrDefault(jid, Affiliation.NONE));
            }
            return new Facts(known, subscriptions, subscribed, lineage, refusedAbove);
        }
    }
}
