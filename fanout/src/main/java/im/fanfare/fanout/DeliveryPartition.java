package im.fanfare.fanout;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Kinship;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Show;
import im.fanfare.pubsub.Subscription;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Trail;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of {@code deliveries}, served in one lane: the only one who changes its pages, so that subscribing,
 * unsubscribing and delivering happen in the order of the log. Of each page it knows those whom the lane tells.
 *
 * <p>Records take effect one after the other; the pages of those that come next are loaded meanwhile. A delivery is
 * offered to the host server once the {@link Window} has room for it, without waiting for those before to be taken. Where
 * a node tells only who is available, that is asked for first, and what is next waits so long. What
 * becomes of a page that is not in memory is not followed: the store had it before the log, so a page that is loaded
 * later has it too.
 *
 * <p>A record is reported done once the host server has taken it (or there was nothing to do): not before, because what
 * is done is committed. The store is asked again until it answers. When the host server refuses, the partition stops,
 * and whoever started it feeds another one from the last commit.
 *
 * <p>Its pages change in place: they are large, and nobody else sees them.
 */
final class DeliveryPartition {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryPartition.class);

    /** How often pages that nobody needs are looked for; a page is loaded in a fraction of a second. */
    private static final Duration LET_GO_EVERY = Duration.ofSeconds(10);

    /** Pages that are loaded at a time: enough to keep the store busy, few enough not to fill the memory in advance. */
    private static final int MOST_LOADING = 8;

    sealed interface Message {}

    /** Records in the order of the log, each once. */
    record Feed(List<Ledger.Entry<PageRecord>> entries) implements Message {}

    /** Nothing more is wanted; what is under way is let be. */
    record Stop() implements Message {}

    private record Loaded(PageSlot slot, List<Subscription> subscriptions) implements Message {}

    private record NotLoaded(PageSlot slot, int faults, Throwable cause) implements Message {}

    private record LoadAgain(PageSlot slot, int faults) implements Message {}

    /** Of those whom the record is for that is next, these are available. */
    private record Available(Page.Addressees to, Predicate<Manner> asked, Map<Jid, Set<Show>> jids)
            implements Message {}

    /** Of those whom the record is for that is next, these have access to the node that it is about. */
    private record WithAccess(Page.Addressees to, Set<Jid> jids) implements Message {}

    private record AccessNotKnown(Page.Addressees to, Kinship kinship, int faults, Throwable cause)
            implements Message {}

    private record AskForAccess(Page.Addressees to, Kinship kinship, int faults) implements Message {}

    /** There is room in the window for the record that is next, and it is ours. */
    private record HasRoom(Page.Addressees to) implements Message {}

    private record Delivered(PageSlot slot, Ledger.Entry<PageRecord> entry, int subscribers) implements Message {}

    private record NotDelivered(PageSlot slot, Throwable cause) implements Message {}

    private record Erased(PageSlot slot, Ledger.Entry<PageRecord> last) implements Message {}

    private record NotErased(PageSlot slot, Ledger.Entry<PageRecord> last, int faults, Throwable cause)
            implements Message {}

    private record EraseAgain(PageSlot slot, Ledger.Entry<PageRecord> last, int faults) implements Message {}

    private record LetGo() implements Message {}

    /** A record that is for a page in memory, or on its way there. */
    private record Next(Ledger.Entry<PageRecord> entry, PageSlot slot) {}

    /** Who is told what becomes of the records; called on the actor's thread. */
    interface Reports {
        void done(Ledger.Entry<PageRecord> entry);

        /** Nothing more is going to be done, whether that was asked for or not. */
        void stopped();
    }

    private final ActorContext<Message> context;
    private final TimerScheduler<Message> timers;
    private final int partition;
    private final Member member;
    private final Tenure tenure;
    private final Reports reports;
    private final PageShelf pages;

    /** Records that were not looked at yet: too much is loading. */
    private final Deque<Ledger.Entry<PageRecord>> fed = new ArrayDeque<>();

    /** Records that take effect when those before have. */
    private final Deque<Next> next = new ArrayDeque<>();

    private int loading;

    /** For room, or for who is available or has access, on behalf of the record that is next. */
    private boolean waits;

    static Behavior<Message> create(int partition, Member member, Tenure tenure, Reports reports) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new DeliveryPartition(context, timers, partition, member, tenure, reports).serving()));
    }

    private DeliveryPartition(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            int partition,
            Member member,
            Tenure tenure,
            Reports reports) {
        this.context = context;
        this.timers = timers;
        this.partition = partition;
        this.member = member;
        this.tenure = tenure;
        this.reports = reports;
        this.pages = new PageShelf(member.pages());
    }

    private Behavior<Message> serving() {
        timers.startTimerWithFixedDelay(new LetGo(), LET_GO_EVERY);
        return Behaviors.receive(Message.class)
                .onMessage(Feed.class, this::onFeed)
                .onMessage(Loaded.class, this::onLoaded)
                .onMessage(NotLoaded.class, this::onNotLoaded)
                .onMessage(LoadAgain.class, this::onLoadAgain)
                .onMessage(WithAccess.class, this::onWithAccess)
                .onMessage(AccessNotKnown.class, this::onAccessNotKnown)
                .onMessage(AskForAccess.class, this::onAskForAccess)
                .onMessage(Available.class, this::onAvailable)
                .onMessage(HasRoom.class, this::onHasRoom)
                .onMessage(Delivered.class, this::onDelivered)
                .onMessage(NotDelivered.class, this::onNotDelivered)
                .onMessage(Erased.class, this::onErased)
                .onMessage(NotErased.class, this::onNotErased)
                .onMessage(EraseAgain.class, this::onEraseAgain)
                .onMessage(LetGo.class, this::onLetGo)
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .onSignal(PostStop.class, this::onStopped)
                .build();
    }

    private Behavior<Message> onFeed(Feed feed) {
        fed.addAll(feed.entries());
        return goOn();
    }

    private Behavior<Message> goOn() {
        lookAhead();
        while (!waits && !next.isEmpty() && takesEffect(next.element())) {
            next.remove().slot().expected--;
            lookAhead();
        }
        return Behaviors.same();
    }

    // ------------------------------------------------------------------------------------------ records yet to come

    /** No further than there is room in memory: while a host server stands still, nothing that is next is let go. */
    private void lookAhead() {
        while (!fed.isEmpty() && loading < MOST_LOADING && (next.isEmpty() || pages.hasRoom())) {
            Ledger.Entry<PageRecord> entry = fed.remove();
            slot(entry).ifPresentOrElse(slot -> expect(entry, slot), () -> done(entry));
        }
    }

    private Optional<PageSlot> slot(Ledger.Entry<PageRecord> entry) {
        if (entry.record() instanceof PageRecord.Tell tell) {
            return Optional.of(addressed(tell));
        }
        PageKey key = PageKey.of(entry.record());
        return pages.find(key).or(() -> slotFor(entry, key));
    }

    /** Those who are addressed by name make a page of their own, which nobody else sees. */
    private PageSlot addressed(PageRecord.Tell tell) {
        PageSlot addressed = new PageSlot(PageKey.of(tell));
        addressed.loaded(Page.of(tell.recipients().stream()
                .filter(recipient -> tells(addressed, recipient))
                .map(recipient -> new Subscription(recipient, tell.page(), 0))
                .toList()));
        return addressed;
    }

    /** Whether this lane tells somebody; another one has the rest of the page. */
    private boolean tells(PageSlot slot, Jid subscriber) {
        return member.tells(slot.key.node().id().service(), subscriber);
    }

    private void expect(Ledger.Entry<PageRecord> entry, PageSlot slot) {
        slot.expected++;
        next.add(new Next(entry, slot));
    }

    /** For a page that is not in memory: only a notification needs it there, and its end needs a place. */
    private Optional<PageSlot> slotFor(Ledger.Entry<PageRecord> entry, PageKey key) {
        if (!(entry.record() instanceof PageRecord.Deliver deliver)) {
            return Optional.empty();
        }
        boolean tells = deliver.prefix().length > 0;
        if (!tells && !deliver.last()) {
            return Optional.empty();
        }
        PageSlot slot = pages.add(key);
        if (tells) {
            loading++;
            load(slot, 0);
        } else {
            slot.loaded(Page.of(List.of()));
        }
        return Optional.of(slot);
    }

    private void load(PageSlot slot, int faults) {
        context.pipeToSelf(
                asking(() -> member.subscriptions().page(slot.key.node(), slot.key.page())),
                (subscriptions, fault) ->
                        fault == null ? new Loaded(slot, subscriptions) : new NotLoaded(slot, faults + 1, fault));
    }

    private Behavior<Message> onLoaded(Loaded loaded) {
        loading--;
        PageSlot slot = loaded.slot();
        slot.loaded(Page.of(loaded.subscriptions().stream()
                .filter(subscription -> tells(slot, subscription.subscriber()))
                .toList()));
        pages.resized(slot);
        return goOn();
    }

    private Behavior<Message> onNotLoaded(NotLoaded failed) {
        Duration pause = member.config().retryAfter(failed.faults());
        context.getLog().warn("{} could not be read, next try in {}", failed.slot().key, pause, failed.cause());
        LoadAgain again = new LoadAgain(failed.slot(), failed.faults());
        timers.startSingleTimer(again, again, pause);
        return Behaviors.same();
    }

    private Behavior<Message> onLoadAgain(LoadAgain again) {
        load(again.slot(), again.faults());
        return Behaviors.same();
    }

    // ------------------------------------------------------------------------------------------ the record that is
    // next

    /** False if it cannot yet. */
    private boolean takesEffect(Next record) {
        PageSlot slot = record.slot();
        if (slot.isEnding()) {
            done(record.entry()); // an expander's repeat: the page has come to its end before
            return true;
        }
        if (!slot.isLoaded()) {
            return false;
        }
        if (record.entry().record() instanceof PageRecord.Outgoing deliver) {
            return deliver(record.entry(), deliver, slot);
        }
        change(slot, record.entry().record());
        done(record.entry());
        return true;
    }

    private void change(PageSlot slot, PageRecord record) {
        if (record instanceof PageRecord.Joined joined) {
            if (tells(slot, joined.subscription().subscriber())) {
                slot.page().join(joined.subscription());
            }
        } else if (record instanceof PageRecord.Left left) {
            slot.page().leave(left.subscription().subscriber(), left.revision());
        } else if (record instanceof PageRecord.Suspended suspended) {
            slot.page()
                    .suspend(
                            suspended.subscription().subscriber(),
                            suspended.until().getEpochSecond());
        }
        pages.resized(slot);
    }

    /** Something that is told again, behind what is newer. */
    private boolean isTooLate(PageRecord.Outgoing record) {
        return !record.source().isPublication()
                && pages.find(PageKey.of(record))
                        .filter(page -> page.isBeyond(record.source().offset()))
                        .isPresent();
    }

    private boolean deliver(Ledger.Entry<PageRecord> entry, PageRecord.Outgoing deliver, PageSlot slot) {
        if (isTooLate(deliver)) {
            done(entry);
            return true;
        }
        slot.page().resume(Instant.now().getEpochSecond(), deliver.revision());
        Page.Addressees to = addressees(deliver, slot.page());
        if (deliver.prefix().length == 0 || to.subscribers() == 0 || !slot.isNew(deliver.revision())) {
            tellNobody(entry, deliver, slot);
            return true;
        }
        Optional<Kinship> kinship = kinship(deliver);
        if (kinship.isPresent() && !kinship.get().isGone()) {
            askWhoHasAccess(deliver, to, kinship.get(), 0);
            return false;
        }
        return deliver(
                entry, deliver, slot, kinship.map(kin -> only(to, kin::had)).orElse(to));
    }

    private static Optional<Kinship> kinship(PageRecord.Outgoing record) {
        return record instanceof PageRecord.Deliver deliver ? deliver.terms().kinship() : Optional.empty();
    }

    private static Page.Addressees only(Page.Addressees to, Predicate<Jid> bare) {
        return to.only(any -> true, (manner, jid) -> bare.test(jid.bare()));
    }

    /** To those who may be told. */
    private boolean deliver(
            Ledger.Entry<PageRecord> entry, PageRecord.Outgoing deliver, PageSlot slot, Page.Addressees to) {
        if (to.subscribers() == 0) {
            tellNobody(entry, deliver, slot);
            return true;
        }
        Predicate<Manner> byPresence = byPresence(deliver);
        List<Jid> jids = to.jids(byPresence, deliver.revision());
        if (!jids.isEmpty()) {
            askWhoIsAvailable(deliver, to, byPresence, jids);
            return false;
        }
        return offerWhereThereIsRoom(entry, deliver, slot, to);
    }

    /** Until it can be found out, nobody is told. */
    private void askWhoHasAccess(PageRecord.Outgoing deliver, Page.Addressees to, Kinship kinship, int faults) {
        waits = true;
        String service = deliver.node().id().service();
        List<NodeKey> within = kinship.within().stream()
                .map(node -> new NodeKey(new NodeId(service, node.name()), node.instance()))
                .toList();
        Set<Jid> jids =
                to.jids(any -> true, deliver.revision()).stream().map(Jid::bare).collect(Collectors.toSet());
        context.pipeToSelf(
                asking(() -> member.access().of(within, jids)),
                (with, fault) ->
                        fault == null ? new WithAccess(to, with) : new AccessNotKnown(to, kinship, faults + 1, fault));
    }

    private Behavior<Message> onWithAccess(WithAccess known) {
        waits = false;
        Next first = next.element();
        PageRecord.Outgoing deliver = (PageRecord.Outgoing) first.entry().record();
        if (deliver(first.entry(), deliver, first.slot(), only(known.to(), known.jids()::contains))) {
            next.remove().slot().expected--;
        }
        return goOn();
    }

    private Behavior<Message> onAccessNotKnown(AccessNotKnown failed) {
        Duration pause = member.config().retryAfter(failed.faults());
        context.getLog()
                .warn(
                        "who has access below {} could not be read, next try in {}",
                        next.element().slot().key,
                        pause,
                        failed.cause());
        AskForAccess again = new AskForAccess(failed.to(), failed.kinship(), failed.faults());
        timers.startSingleTimer(again, again, pause);
        return Behaviors.same();
    }

    private Behavior<Message> onAskForAccess(AskForAccess again) {
        PageRecord.Outgoing deliver =
                (PageRecord.Outgoing) next.element().entry().record();
        askWhoHasAccess(deliver, again.to(), again.kinship(), again.faults());
        return Behaviors.same();
    }

    private void tellNobody(Ledger.Entry<PageRecord> entry, PageRecord.Outgoing deliver, PageSlot slot) {
        if (isLast(deliver)) {
            end(slot, entry);
        } else {
            done(entry);
        }
    }

    /** Those in such a manner are told only if they are available; whom it names, is told as they have just subscribed. */
    private static Predicate<Manner> byPresence(PageRecord.Outgoing record) {
        if (!(record instanceof PageRecord.Deliver deliver) || !deliver.to().isEmpty()) {
            return manner -> false;
        }
        return deliver.terms().byPresence() ? manner -> true : Manner::goesByPresence;
    }

    /** Where that cannot be found out, all are told. */
    private void askWhoIsAvailable(
            PageRecord.Outgoing deliver, Page.Addressees to, Predicate<Manner> of, List<Jid> jids) {
        waits = true;
        String service = deliver.node().id().service();
        context.pipeToSelf(
                asking(() -> member.availability().available(service, jids)),
                (available, fault) -> new Available(to, of, fault == null ? available : inEveryWay(jids)));
    }

    private static Map<Jid, Set<Show>> inEveryWay(List<Jid> jids) {
        Map<Jid, Set<Show>> all = new HashMap<>();
        jids.forEach(jid -> all.put(jid, EnumSet.allOf(Show.class)));
        return all;
    }

    /** No record has changed the page meanwhile. */
    private Behavior<Message> onAvailable(Available available) {
        waits = false;
        Next first = next.element();
        PageRecord.Outgoing deliver = (PageRecord.Outgoing) first.entry().record();
        Page.Addressees to = available
                .to()
                .only(
                        available.asked(),
                        (manner, jid) -> manner.isFor(available.jids().getOrDefault(jid, Set.of())));
        if (to.subscribers() == 0) {
            tellNobody(first.entry(), deliver, first.slot());
        } else if (!offerWhereThereIsRoom(first.entry(), deliver, first.slot(), to)) {
            return Behaviors.same();
        }
        next.remove().slot().expected--;
        return goOn();
    }

    /** False where it waits for room. */
    private boolean offerWhereThereIsRoom(
            Ledger.Entry<PageRecord> entry, PageRecord.Outgoing deliver, PageSlot slot, Page.Addressees to) {
        if (!tenure.room().take(to.subscribers(), () -> context.getSelf().tell(new HasRoom(to)))) {
            waits = true;
            return false;
        }
        offer(entry, deliver, slot, to);
        return true;
    }

    private static Page.Addressees addressees(PageRecord.Outgoing record, Page page) {
        if (!(record instanceof PageRecord.Deliver deliver)) {
            return page.addressees();
        }
        Page.Addressees all = deliver.terms()
                .matter()
                .map(page::addressees)
                .orElseGet(() -> deliver.to().isEmpty() ? page.addressees() : page.addressees(deliver.to()));
        return all.of(deliver);
    }

    private static boolean isLast(PageRecord.Outgoing record) {
        return record instanceof PageRecord.Deliver deliver && deliver.last();
    }

    private Behavior<Message> onHasRoom(HasRoom room) {
        waits = false;
        Next first = next.remove();
        offer(first.entry(), (PageRecord.Outgoing) first.entry().record(), first.slot(), room.to());
        first.slot().expected--;
        return goOn();
    }

    private void offer(Ledger.Entry<PageRecord> entry, PageRecord.Outgoing deliver, PageSlot slot, Page.Addressees to) {
        trail(entry, to.subscribers(), "handed to the outbox of");
        deliver.span().set("fanfare.subscribers", to.subscribers()).waited();
        slot.offered(deliver.revision());
        if (deliver instanceof PageRecord.Deliver toPage && toPage.to().isEmpty()) {
            slot.toldAll(deliver.revision());
        }
        entry.handOver(to.subscribers());
        context.pipeToSelf(
                asking(() -> handOver(deliver, to).thenApply(taken -> Done.done())),
                (done, fault) ->
                        fault == null ? new Delivered(slot, entry, to.subscribers()) : new NotDelivered(slot, fault));
        if (isLast(deliver)) {
            end(slot, entry);
        }
    }

    /** Each manner by itself: what differs in the address alone may go to many as one stanza. */
    private CompletionStage<Void> handOver(PageRecord.Outgoing deliver, Page.Addressees to) {
        List<CompletionStage<Void>> all = new ArrayList<>();
        all.add(handOver(deliver, deliver.suffix(), to.plain()));
        to.apart()
                .forEach((manner, those) ->
                        all.add(handOver(deliver, manner.suffix(deliver.suffix(), member.edge()), those)));
        if (deliver instanceof PageRecord.Deliver toPage) {
            all.add(handOver(toPage, to.several()));
        }
        return CompletableFuture.allOf(
                all.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }

    private CompletionStage<Void> handOver(PageRecord.Outgoing deliver, byte[] suffix, Page.Snapshot to) {
        return to.subscribers() == 0
                ? CompletableFuture.completedFuture(null)
                : handOver(deliver, delivery(deliver, suffix, to));
    }

    /** One stanza each, whatever the number of subscriptions: XEP-0060 §6.1.6. */
    private CompletionStage<Void> handOver(PageRecord.Deliver deliver, Page.Several to) {
        Map<Manner, Delivery> deliveries = new HashMap<>();
        List<Optional<Delivery>> each = to.choices().stream()
                .map(choice -> Manner.of(choice, deliver)
                        .map(manner -> deliveries.computeIfAbsent(
                                manner,
                                any -> delivery(
                                        deliver, manner.suffix(deliver.suffix(), member.edge()), to.subscribers()))))
                .toList();
        return deliveries.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : handOver(deliver, new DeliveryToEach(to.subscribers(), each));
    }

    private Delivery delivery(PageRecord.Outgoing deliver, byte[] suffix, Page.Snapshot to) {
        return new Delivery(deliver.prefix(), suffix, to, deliver.revision(), tenure, deliver.span());
    }

    private CompletionStage<Void> handOver(PageRecord.Outgoing deliver, Frames frames) {
        return member.hostServer().deliver(deliver.node().id().service(), partition, frames);
    }

    private Behavior<Message> onDelivered(Delivered delivered) {
        PageSlot slot = delivered.slot();
        slot.delivered();
        member.counters().notifications.add(delivered.subscribers());
        trail(delivered.entry(), delivered.subscribers(), "taken by");
        if (!slot.isEndedBy(delivered.entry())) {
            done(delivered.entry());
        }
        slot.ended().ifPresent(last -> erase(slot, last, 0));
        return Behaviors.same();
    }

    private void done(Ledger.Entry<PageRecord> entry) {
        if (entry.record() instanceof PageRecord.Outgoing outgoing) {
            outgoing.span().end();
        }
        reports.done(entry);
    }

    private void trail(Ledger.Entry<PageRecord> entry, int subscribers, String what) {
        if (LOG.isDebugEnabled() && entry.record() instanceof PageRecord.Outgoing told) {
            Trail.debug(
                    LOG,
                    Map.of(
                            Trail.NODE,
                            told.node().id().toString(),
                            Trail.MESSAGE,
                            told.node().messageId(told.revision())),
                    "page {} for {} subscribers is {} the host server, partition {}",
                    told.page(),
                    subscribers,
                    what,
                    partition);
        }
    }

    private Behavior<Message> onNotDelivered(NotDelivered failed) {
        context.getLog()
                .error("partition {} stops: {} was not delivered", partition, failed.slot().key, failed.cause());
        return Behaviors.stopped();
    }

    /**
     * The subscriptions are needed until every notification before the end has been delivered. Those of others are for
     * their lanes to erase.
     */
    private void end(PageSlot slot, Ledger.Entry<PageRecord> last) {
        slot.end(last);
        slot.ended().ifPresent(entry -> erase(slot, entry, 0));
    }

    private void erase(PageSlot slot, Ledger.Entry<PageRecord> last, int faults) {
        context.pipeToSelf(
                asking(() -> member.subscriptions()
                        .erase(slot.key.node(), slot.key.page(), subscriber -> tells(slot, subscriber))
                        .thenApply(erased -> Done.done())),
                (done, fault) -> fault == null ? new Erased(slot, last) : new NotErased(slot, last, faults + 1, fault));
    }

    private Behavior<Message> onErased(Erased erased) {
        pages.remove(erased.slot());
        done(erased.last());
        return Behaviors.same();
    }

    private Behavior<Message> onNotErased(NotErased failed) {
        Duration pause = member.config().retryAfter(failed.faults());
        context.getLog().warn("{} could not be erased, next try in {}", failed.slot().key, pause, failed.cause());
        EraseAgain again = new EraseAgain(failed.slot(), failed.last(), failed.faults());
        timers.startSingleTimer(again, again, pause);
        return Behaviors.same();
    }

    private Behavior<Message> onEraseAgain(EraseAgain again) {
        erase(again.slot(), again.last(), again.faults());
        return Behaviors.same();
    }

    private Behavior<Message> onLetGo(LetGo letGo) {
        pages.letGoUnused();
        return Behaviors.same();
    }

    private Behavior<Message> onStopped(PostStop signal) {
        tenure.end();
        pages.clear();
        reports.stopped();
        return Behaviors.same();
    }

    /**
     * So that what is thrown at once and what fails later come the same way. What it answers is not null: Pekko's log of
     * dead letters fails on that.
     */
    private static <T> CompletionStage<T> asking(Supplier<CompletionStage<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
