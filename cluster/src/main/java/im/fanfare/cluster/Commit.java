package im.fanfare.cluster;

import im.fanfare.cluster.NodeFigures.Stage;
import im.fanfare.pubsub.AccessModel;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.Expiring;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemIndex;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Moves;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.Payload;
import im.fanfare.pubsub.Relative;
import im.fanfare.pubsub.Subscription;
import im.fanfare.schema.Expiries;
import im.fanfare.schema.Journal;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.NodeListing;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Progress;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Revision;
import im.fanfare.schema.Span;
import im.fanfare.schema.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Makes a batch of revisions last: journal, fence, stores, log, and the collections that the node is in; only then may
 * anybody be answered, and only then follows what has to come behind the answers.
 *
 * <p><b>A crash between any two steps</b> leaves a journal entry that is not done. Whoever wakes the node next repeats
 * the steps behind the journal; each of them may be repeated, since rows are written under timestamps that belong to the
 * revision, and a publication that is logged twice is expanded once.
 *
 * <p><b>Two writers.</b> An entity that was paused or cut off may go on while another has taken its node over. Taking
 * over is: raise the epoch, then read the journal. Committing is: write the journal, then read the epoch. Whatever way
 * the four steps interleave, either the new one has read the entry and finishes it as its own, or the old one sees the
 * new epoch and gives up before anything can be read or notified.
 */
final class Commit {
    /** The node has been taken over by another member. */
    static final class Superseded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Superseded(String node) {
            super("another member has taken over node " + node);
        }
    }

    /** So that a lease is over by the clock of whoever has the node, when its alarm goes off by another. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(1);

    private final Stores stores;
    private final NodeLog log;
    private final Relays relays;
    private final Dependants dependants;
    private final Clock clock;
    private final NodeFigures figures;
    private final Span span;

    Commit(Stores stores, NodeLog log, Relays relays, Dependants dependants, Clock clock, NodeFigures figures) {
        this(stores, log, relays, dependants, clock, figures, Span.NONE);
    }

    /** @param span that its stages are parts of */
    private Commit(
            Stores stores,
            NodeLog log,
            Relays relays,
            Dependants dependants,
            Clock clock,
            NodeFigures figures,
            Span span) {
        this.stores = stores;
        this.log = log;
        this.relays = relays;
        this.dependants = dependants;
        this.clock = clock;
        this.figures = figures;
        this.span = span;
    }

    /**
     * Commits revisions that were just decided.
     *
     * @param after the node once they have happened
     */
    CompletionStage<Void> commit(NodeState after, long epoch, Journal.Entry entry) {
        Span part = NodeTrail.committing(entry);
        return part.isNone()
                ? write(after, epoch, entry)
                : part.during(
                        new Commit(stores, log, relays, dependants, clock, figures, part).write(after, epoch, entry));
    }

    private CompletionStage<Void> write(NodeState after, long epoch, Journal.Entry entry) {
        return measure(Stage.JOURNAL, () -> stores.journal().write(epoch, entry))
                .thenCompose(written -> measure(Stage.FENCE, () -> fence(after, epoch)))
                .thenCompose(mine -> settle(after, epoch, entry, relays::tell));
    }

    /** Does what stands behind the journal, perhaps once more. */
    CompletionStage<Void> finish(NodeState after, long epoch, Journal.Entry entry) {
        return settle(after, epoch, entry, relays::tellAgain).thenCompose(settled -> follow(after, entry));
    }

    private CompletionStage<Void> settle(
            NodeState after,
            long epoch,
            Journal.Entry entry,
            BiFunction<NodeState, Journal.Entry, CompletionStage<Void>> tell) {
        if (concernsItemsOnly(entry)) {
            return all(List.of(
                            measure(Stage.STORE, () -> store(after, epoch, entry)),
                            measure(Stage.LOG, () -> log.append(publications(after, entry)))))
                    .thenCompose(logged -> tell.apply(after, entry));
        }
        return measure(Stage.STORE, () -> store(after, epoch, entry))
                .thenCompose(stored -> measure(
                        Stage.LOG,
                        () -> log.appendToPages(pageRecords(entry))
                                .thenCompose(logged -> log.append(publications(after, entry)))))
                .thenCompose(logged -> tell.apply(after, entry));
    }

    private <T> CompletionStage<T> measure(Stage stage, Supplier<CompletionStage<T>> work) {
        Span part = span.isNone() ? span : span.child(stage.name().toLowerCase(Locale.ROOT));
        return part.during(figures.commits(stage).measure(work));
    }

    /**
     * Whether it may be stored and logged at the same time, which is most of what happens. Somebody may then be told of an
     * item that is not stored yet, and ask for it: the one who would answer is the node, which is not done before. Pages
     * however read what is stored of them past the node, and what changes the node is stored on a condition.
     */
    private static boolean concernsItemsOnly(Journal.Entry entry) {
        return entry.revisions().stream()
                .map(Revision::event)
                .allMatch(event -> event instanceof NodeEvent.ItemPublished
                        || event instanceof NodeEvent.ItemsRetracted
                        || event instanceof NodeEvent.NodePurged);
    }

    /**
     * Logs what requesters are told only once they have their answers, as new subscribers are of the last item. It stands
     * at the end of the entry, and the entry is not done before.
     */
    CompletionStage<Void> follow(NodeState after, Journal.Entry entry) {
        List<CompletionStage<?>> logged = new ArrayList<>();
        for (Revision revision : entry.revisions()) {
            if (revision.event() instanceof NodeEvent.LastItemSent sent) {
                logged.add(fetch(after, entry.key(), List.of(sent.item()))
                        .thenCompose(found ->
                                follow(after, entry, revision, found.stream().map(sent::with))));
            } else if (revision.event() instanceof NodeEvent.DigestSent sent) {
                logged.add(fetch(after, entry.key(), sent.items())
                        .thenCompose(found -> follow(
                                after,
                                entry,
                                revision,
                                found.isEmpty() ? Stream.empty() : Stream.of(sent.with(fitting(found))))));
            }
        }
        return all(logged);
    }

    /** Those that are still there. */
    private CompletionStage<List<Item>> fetch(NodeState node, NodeKey key, List<ItemRef> items) {
        return stores.items()
                .fetch(key, items)
                .thenApply(found -> found.stream()
                        .filter(item -> !Expiring.isOver(item, node.config(), clock.instant()))
                        .toList());
    }

    private CompletionStage<Void> follow(
            NodeState after, Journal.Entry entry, Revision revision, Stream<NodeEvent> told) {
        return log.append(told.map(event ->
                        publication(after.config(), entry, new Revision(revision.number(), event, revision.trail())))
                .toList());
    }

    /** As many of the payloads as one stanza holds; the items behind are named without, and can be retrieved. */
    private static List<Item> fitting(List<Item> items) {
        List<Item> fitting = new ArrayList<>();
        int bytes = 0;
        for (Item item : items) {
            bytes += item.payload().map(Payload::bytes).orElse(0);
            fitting.add(bytes <= NodeConfig.MOST_PAYLOAD_BYTES ? item : item.withoutPayload());
        }
        return fitting;
    }

    /** Whether there is something left to {@link #follow}. */
    static boolean isFollowed(Journal.Entry entry) {
        return entry.revisions().stream()
                .anyMatch(revision -> revision.event() instanceof NodeEvent.LastItemSent
                        || revision.event() instanceof NodeEvent.DigestSent);
    }

    private CompletionStage<Void> fence(NodeState node, long epoch) {
        return stores.nodes().epoch(node.id()).thenAccept(newest -> {
            if (newest.isEmpty() || newest.get() != epoch) {
                throw new Superseded(node.id().toString());
            }
        });
    }

    // ------------------------------------------------------------------------------------------------- the stores

    private CompletionStage<Void> store(NodeState after, long epoch, Journal.Entry entry) {
        List<CompletionStage<?>> writes = new ArrayList<>();
        boolean changesNode = false;
        for (Revision revision : entry.revisions()) {
            long timestamp = timestampOf(revision, entry);
            changesNode |= changesNode(after, revision.event());
            store(entry.key(), after, revision, timestamp, writes);
            if (entry.progress().lookup()) {
                note(entry.key(), after, revision, timestamp, writes);
            }
        }
        entry.alarm().ifPresent(due -> writes.add(setAlarm(Expiries.Alarm.of(after.id()), due)));
        if (!entry.counts().isEmpty()) {
            writes.add(stores.lookup()
                    .count(entry.key(), entry.counts(), entry.progress().timestamp()));
        }
        if (!entry.moves().isNothing()) {
            writes.add(note(entry.key(), entry.moves(), entry.progress().timestamp()));
        }
        return changesNode ? all(writes).thenCompose(written -> save(after, epoch)) : all(writes);
    }

    /** Behind the rest: whoever below sees that somebody has lost access here finds who. */
    private CompletionStage<Void> save(NodeState after, long epoch) {
        return stores.nodes().save(after, epoch).thenAccept(mine -> {
            if (!mine) {
                throw new Superseded(after.id().toString());
            }
        });
    }

    /**
     * What sees to the end of each of the subscriptions, and to its next digest, where there is to be one: an alarm, or whoever
     * follows presences.
     */
    private void seeTo(NodeKey key, Subscription subscription, long timestamp, List<CompletionStage<?>> writes) {
        if (subscription.all().stream().anyMatch(one -> one.options().endsWithPresence())) {
            writes.add(followPresence(key, subscription.subscriber(), timestamp));
        }
        Expiries.Alarm alarm = Expiries.Alarm.of(key.id(), subscription.subscriber());
        for (Subscription.One one : subscription.all()) {
            one.options().end().ifPresent(end -> writes.add(setAlarm(alarm, end.plus(CLOCKS_DIFFER))));
            one.options()
                    .digestDue(clock.instant())
                    .ifPresent(due -> writes.add(setAlarm(alarm, due.plus(CLOCKS_DIFFER))));
        }
    }

    private CompletionStage<Void> followPresence(NodeKey key, Jid whose, long timestamp) {
        return stores.temporary().put(key.id().service(), whose.bare(), timestamp);
    }

    /** Has the node woken for somebody, and nothing else. */
    CompletionStage<Void> wakeLater(NodeId node, Map<Jid, Instant> subscribers) {
        return all(subscribers.entrySet().stream()
                .map(one -> stores.expiries()
                        .put(
                                Expiries.Alarm.of(node, one.getKey()),
                                one.getValue().plus(CLOCKS_DIFFER)))
                .toList());
    }

    private CompletionStage<Void> setAlarm(Expiries.Alarm alarm, Instant due) {
        return stores.expiries().put(alarm, notBefore(clock.instant(), due));
    }

    /** Whoever looks for alarms has looked through the past: what is repeated late is due now. */
    private static Instant notBefore(Instant now, Instant due) {
        return due.isBefore(now) ? now : due;
    }

    /** Later revisions have later timestamps, so that the writes of a batch may arrive in any order. */
    private static long timestampOf(Revision revision, Journal.Entry entry) {
        return entry.progress().timestamp() - (entry.progress().revision() - revision.number());
    }

    private static boolean changesNode(NodeState after, NodeEvent event) {
        return event instanceof NodeEvent.Unsubscribed
                        && after.isDependedOn()
                        && after.config().accessModel() == AccessModel.AUTHORIZE
                || event instanceof NodeEvent.Adopted
                || event instanceof NodeEvent.Followed
                || event instanceof NodeEvent.Examined
                || event instanceof NodeEvent.NodeConfigured
                || event instanceof NodeEvent.AffiliationChanged
                || event instanceof NodeEvent.Associated
                || event instanceof NodeEvent.Dissociated;
    }

    private void store(
            NodeKey key, NodeState after, Revision revision, long timestamp, List<CompletionStage<?>> writes) {
        NodeEvent event = revision.event();
        if (event instanceof NodeEvent.NodeCreated) {
            for (Jid owner : after.owners()) {
                writes.add(stores.affiliations().put(key, owner, Affiliation.OWNER, timestamp));
            }
            writes.add(list(after, timestamp));
        } else if (event instanceof NodeEvent.NodeConfigured configured) {
            writes.add(list(after, timestamp));
            configured
                    .left()
                    .forEach((relation, left) -> writes.add(
                            stores.listing().remove(dependantsOf(after.id(), relation, left), after.id(), timestamp)));
        } else if (event instanceof NodeEvent.Associated associated) {
            NodeKey collection = new NodeKey(associated.collection(), associated.instance());
            writes.add(stores.listing().put(NodeListing.ofChildren(collection), listed(after), timestamp));
        } else if (event instanceof NodeEvent.Dissociated dissociated) {
            NodeKey collection = new NodeKey(dissociated.collection(), dissociated.instance());
            writes.add(stores.listing().remove(NodeListing.ofChildren(collection), after.id(), timestamp));
        } else if (event instanceof NodeEvent.ItemPublished published) {
            published.item().filter(item -> after.config().persistItems()).ifPresent(item -> {
                writes.add(put(key, revision, item, timestamp));
                if (after.config().purgesOffline()) {
                    writes.add(followPresence(key, item.publisher(), timestamp));
                }
            });
            delete(key, published.gone(), timestamp, writes);
        } else if (event instanceof NodeEvent.ItemsRetracted retracted) {
            delete(key, retracted.gone(), timestamp, writes);
        } else if (event instanceof NodeEvent.NodePurged purged) {
            delete(key, purged.gone(), timestamp, writes);
            if (purged.since() > 0) {
                writes.add(stores.items().deleteAll(key, purged.since(), revision.number(), timestamp));
            }
        } else if (event instanceof NodeEvent.Subscribed subscribed) {
            writes.add(stores.subscriptions().add(key, subscribed.subscription(), timestamp));
            seeTo(key, subscribed.subscription(), timestamp, writes);
        } else if (event instanceof NodeEvent.OptionsChanged changed) {
            writes.add(stores.subscriptions().change(key, changed.subscription(), timestamp));
            seeTo(key, changed.subscription(), timestamp, writes);
        } else if (event instanceof NodeEvent.Unsubscribed unsubscribed) {
            writes.add(stores.subscriptions().remove(key, unsubscribed.subscription(), timestamp));
        } else if (event instanceof NodeEvent.SubscriptionRequested requested) {
            writes.add(stores.pending().add(key, requested.pending(), timestamp));
        } else if (event instanceof NodeEvent.RequestEnded ended) {
            writes.add(stores.pending().remove(key, ended.pending(), timestamp));
        } else if (event instanceof NodeEvent.AffiliationChanged changed) {
            writes.add(stores.affiliations().put(key, changed.jid(), changed.affiliation(), timestamp));
        } else if (!(event instanceof NodeEvent.NodeDeleted
                || event instanceof NodeEvent.Adopted
                || event instanceof NodeEvent.Followed
                || event instanceof NodeEvent.MetadataChanged
                || event instanceof NodeEvent.Examined
                || event instanceof NodeEvent.LastItemSent
                || event instanceof NodeEvent.DigestSent
                || event instanceof NodeEvent.Relayed
                || event instanceof NodeEvent.Told)) {
            throw new IllegalStateException("no way to store " + event);
        }
    }

    /** What happens to items where they are looked up. */
    private void note(
            NodeKey key, NodeState after, Revision revision, long timestamp, List<CompletionStage<?>> writes) {
        if (revision.event() instanceof NodeEvent.ItemPublished published) {
            Optional<ItemId> id = published.item().map(Item::id);
            writes.add(stores.lookup().remove(key, ids(published.gone(), id), timestamp));
            id.filter(kept -> after.config().persistItems())
                    .ifPresent(kept -> writes.add(
                            stores.lookup().put(key, List.of(new ItemRef(kept, revision.number())), timestamp)));
        } else if (revision.event() instanceof NodeEvent.ItemsRetracted retracted) {
            writes.add(stores.lookup().remove(key, ids(retracted.gone(), Optional.empty()), timestamp));
        } else if (revision.event() instanceof NodeEvent.NodePurged) {
            writes.add(stores.lookup().clear(key, timestamp));
            writes.add(stores.moved().clear(key, timestamp));
        }
    }

    private CompletionStage<Void> note(NodeKey key, Moves moves, long timestamp) {
        return all(List.of(
                stores.moved().count(key, moves.counts(), timestamp),
                stores.moved().put(key, moves.moved(), timestamp),
                stores.moved().remove(key, moves.gone(), timestamp)));
    }

    private static List<ItemId> ids(List<ItemRef> items, Optional<ItemId> except) {
        return items.stream()
                .map(ItemRef::id)
                .filter(id -> !except.equals(Optional.of(id)))
                .toList();
    }

    /**
     * Notes all items of a node where they are looked up from now on.
     *
     * @param progress of the node; what happens later is noted under a later timestamp
     */
    CompletionStage<Void> noteAll(NodeKey key, ItemIndex items, Progress progress) {
        return stores.lookup()
                .clear(key, progress.timestamp() - 1) // what was noted before a crash, and has gone since
                .thenCompose(done -> stores.lookup().put(key, items.all(), progress.timestamp()))
                .thenCompose(done -> stores.lookup().count(key, items.counts(), progress.timestamp()));
    }

    /** Forgets what was noted of moved items before, which not every member has kept up to date. */
    CompletionStage<Void> forgetMoves(NodeKey key, Progress progress) {
        return stores.moved().clear(key, progress.timestamp() - 1);
    }

    /**
     * Notes moved items that were found. Their counts come first: they say where there is something to forget, should this
     * never come to an end.
     */
    CompletionStage<Void> noteMoves(NodeKey key, Moves moves, Progress progress) {
        return stores.moved()
                .count(key, moves.counts(), progress.timestamp())
                .thenCompose(counted -> stores.moved().put(key, moves.moved(), progress.timestamp()));
    }

    /** With the service's nodes, with those of each collection that it is in, and with those of what it depends on. */
    private CompletionStage<Void> list(NodeState node, long timestamp) {
        List<CompletionStage<?>> writes = new ArrayList<>();
        writes.add(stores.listing().put(listed(node), timestamp));
        lists(node).forEach(list -> writes.add(stores.listing().put(list, listed(node), timestamp)));
        return all(writes);
    }

    private static NodeListing.Entry listed(NodeState node) {
        String title = node.config().value(ConfigField.TITLE);
        String type = node.config().value(ConfigField.PAYLOAD_TYPE);
        return new NodeListing.Entry(node.id(), title, type);
    }

    private static List<String> lists(NodeState node) {
        List<String> lists = new ArrayList<>();
        node.parents().forEach((parent, instance) -> lists.add(NodeListing.ofChildren(new NodeKey(parent, instance))));
        for (ConfigField relation : List.of(ConfigField.LINK, ConfigField.PARENT)) {
            node.config()
                    .relative(relation)
                    .ifPresent(relative -> lists.add(dependantsOf(node.id(), relation, relative)));
        }
        return lists;
    }

    private static String dependantsOf(NodeId dependant, ConfigField relation, Relative on) {
        return NodeListing.ofDependants(
                relation, new NodeKey(new NodeId(dependant.service(), on.name()), on.instance()));
    }

    /** And what was in it is in it no more. */
    private CompletionStage<Void> unlist(NodeState node, long timestamp) {
        List<CompletionStage<?>> writes = new ArrayList<>();
        writes.add(stores.listing().remove(node.id(), timestamp));
        lists(node).forEach(list -> writes.add(stores.listing().remove(list, node.id(), timestamp)));
        if (node.config().isCollection()) {
            writes.add(stores.listing().clear(NodeListing.ofChildren(NodeKey.of(node)), timestamp));
        }
        return all(writes);
    }

    private CompletionStage<Void> put(NodeKey key, Revision revision, Item item, long timestamp) {
        return stores.items().put(key, revision.number(), item, timestamp);
    }

    private void delete(NodeKey key, List<ItemRef> items, long timestamp, List<CompletionStage<?>> writes) {
        if (!items.isEmpty()) {
            writes.add(stores.items().delete(key, items, timestamp));
        }
    }

    /** Whether the node is to be {@link #remove}d. */
    static boolean isDeleted(Journal.Entry entry) {
        return entry.revisions().stream().anyMatch(revision -> revision.event() instanceof NodeEvent.NodeDeleted);
    }

    /**
     * Removes a node that was deleted, behind those that depend on it. It goes last: were it gone before, nobody could tell
     * how to finish.
     */
    CompletionStage<Void> remove(NodeState after, long epoch, Journal.Entry entry) {
        return dependants.delete(after).thenCompose(deleted -> forget(after, epoch, entry));
    }

    private CompletionStage<Void> forget(NodeState after, long epoch, Journal.Entry entry) {
        NodeKey key = entry.key();
        long timestamp = entry.progress().timestamp();
        return all(List.of(
                        stores.items()
                                .deleteAll(
                                        key,
                                        entry.progress().firstItem(),
                                        entry.progress().revision(),
                                        timestamp),
                        entry.progress().lookup()
                                ? stores.lookup()
                                        .clear(key, timestamp)
                                        .thenCompose(cleared -> stores.moved().clear(key, timestamp))
                                : CompletableFuture.completedFuture(null),
                        stores.affiliations().erase(key, timestamp),
                        stores.pending().erase(key, timestamp),
                        unlist(after, timestamp)))
                .thenCompose(erased -> stores.nodes().delete(key, epoch))
                .thenAccept(mine -> {
                    if (!mine) {
                        throw new Superseded(key.id().toString());
                    }
                });
    }

    // ---------------------------------------------------------------------------------------------------- the log

    private static List<PageRecord> pageRecords(Journal.Entry entry) {
        List<PageRecord> records = new ArrayList<>();
        for (Revision revision : entry.revisions()) {
            if (revision.event() instanceof NodeEvent.Subscribed subscribed) {
                records.add(new PageRecord.Joined(entry.key(), subscribed.subscription()));
            } else if (revision.event() instanceof NodeEvent.OptionsChanged changed) {
                records.add(new PageRecord.Joined(entry.key(), changed.subscription()));
            } else if (revision.event() instanceof NodeEvent.Unsubscribed unsubscribed) {
                records.add(new PageRecord.Left(entry.key(), unsubscribed.subscription(), revision.number()));
            }
        }
        return records;
    }

    private static List<Publication> publications(NodeState after, Journal.Entry entry) {
        List<Publication> publications = new ArrayList<>();
        for (Revision revision : entry.revisions()) {
            if (isToldOf(after, revision.event())) {
                publications.add(publication(after.config(), entry, revision));
            }
        }
        return publications;
    }

    private static Publication publication(NodeConfig config, Journal.Entry entry, Revision revision) {
        return new Publication(entry.key(), revision, entry.progress().pages(), config);
    }

    private static boolean isToldOf(NodeState after, NodeEvent event) {
        return event instanceof NodeEvent.ItemPublished published && published.notifying()
                || event instanceof NodeEvent.NodePurged
                || event instanceof NodeEvent.NodeConfigured
                || event instanceof NodeEvent.NodeDeleted
                || event instanceof NodeEvent.Told
                || event instanceof NodeEvent.Relayed
                || event instanceof NodeEvent.MetadataChanged && after.followed()
                || event instanceof NodeEvent.ItemsRetracted retracted && retracted.notifying();
    }

    static CompletionStage<Void> all(List<? extends CompletionStage<?>> stages) {
        return CompletableFuture.allOf(
                stages.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }
}
