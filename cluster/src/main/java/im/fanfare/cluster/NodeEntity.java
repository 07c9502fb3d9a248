package im.fanfare.cluster;

import im.fanfare.pubsub.Creating;
import im.fanfare.pubsub.CreationPolicy;
import im.fanfare.pubsub.Decision;
import im.fanfare.pubsub.Examining;
import im.fanfare.pubsub.Expiring;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Moves;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.SendingLast;
import im.fanfare.pubsub.Subscription;
import im.fanfare.schema.Journal;
import im.fanfare.schema.Progress;
import im.fanfare.schema.Revision;
import im.fanfare.schema.Span;
import im.fanfare.schema.Stores;
import im.fanfare.schema.Tracing;
import im.fanfare.schema.Trail;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * One pubsub node, alive: its only writer, so its commands happen one after another.
 *
 * <p>{@code asleep → loading → absent | ready}, and {@code ready → learning → committing (→ following) | answering →
 * ready}; between them perhaps {@code examining}, {@code expiring}, {@code noting} or {@code lookingForMoves}; and {@code
 * dying → absent} at the end.
 * Commands that come meanwhile wait, and those that
 * waited are committed together: a busy node pays the price of durability once for many. Before an answer, whatever has
 * expired goes; at a node with many items, those that the commands need are read; and a node whose items became many
 * notes them where they can be looked up. After a failure it falls asleep, since what it knows may not be what is
 * stored, and the next command wakes it.
 *
 * <p>It judges nothing itself; that is {@link NodeCommand#decide}. A requester is answered once all is stored and
 * logged: see {@link Commit}.
 */
public final class NodeEntity {
    /** What the entity accepts. */
    public sealed interface Message {}

    /** A command, and who waits for the answer. */
    public record Ask(NodeCommand command, ActorRef<NodeReply> replyTo, Trail trail) implements Message {
        /** Which nobody follows. */
        public Ask(NodeCommand command, ActorRef<NodeReply> replyTo) {
            this(command, replyTo, Trail.NONE);
        }

        /** The same, where what becomes of it is a part of another span. */
        Ask under(Span part) {
            return new Ask(command, replyTo, trail.under(part));
        }

        private void answer(NodeReply reply) {
            NodeTrail.answered(this, reply);
            replyTo.tell(reply);
        }
    }

    /** Nobody has asked for a while, or the shard moves: finish what is under way, and stop. */
    public record Stop() implements Message {}

    private record Loaded(Awakening.Woken woken) implements Message {}

    private record Learned(NodeMemory.Facts facts) implements Message {}

    private record LearnedItems(NodeMemory.ItemsFound found) implements Message {}

    private record Noted() implements Message {}

    private record Looked(List<Subscription> refused) implements Message {}

    private record Created(NodeMemory node, NodeReply reply) implements Message {}

    private record Taken() implements Message {}

    private record Full() implements Message {}

    private record Committed() implements Message {}

    private record Postponed() implements Message {}

    private record Removed() implements Message {}

    private record Followed() implements Message {}

    private record Answered() implements Message {}

    private record Failed(Throwable cause) implements Message {}

    /** A command that has been decided, and the reply it gets once the turn is committed. */
    private record Settled(Ask ask, NodeReply reply) {}

    /**
     * What the entities of a member share.
     *
     * @param others asks another node
     */
    public record Surroundings(
            Stores stores,
            NodeLog log,
            CreationPolicy creation,
            Clock clock,
            NodeQuota quota,
            NodeFigures figures,
            Tracing tracing,
            Function<NodeCommand, CompletionStage<NodeReply>> others) {
        /** Where each node is the only one. */
        public Surroundings(
                Stores stores,
                NodeLog log,
                CreationPolicy creation,
                Clock clock,
                NodeQuota quota,
                NodeFigures figures,
                Tracing tracing) {
            this(stores, log, creation, clock, quota, figures, tracing, alone -> {
                throw new IllegalStateException("there are no other nodes");
            });
        }

        /** Where everyone may own any number of nodes, with figures that nobody looks at. */
        public Surroundings(Stores stores, NodeLog log, CreationPolicy creation, Clock clock) {
            this(stores, log, creation, clock, NodeQuota.NONE, new NodeFigures(), Tracing.OFF);
        }

        /** The same, where nodes ask one another so. */
        public Surroundings among(Function<NodeCommand, CompletionStage<NodeReply>> asked) {
            return new Surroundings(stores, log, creation, clock, quota, figures, tracing, asked);
        }
    }

    private static final NodeReply UNAVAILABLE = new NodeReply.Refused(PubSubError.UNAVAILABLE);

    /** Who asks for the order of creation while it is looked for. */
    private static final int MOST_LATER = 1_000;

    private final ActorContext<Message> context;
    private final NodeId id;
    private final Surroundings surroundings;
    private final Commit commit;
    private final Awakening awakening;
    private final Ancestors ancestors;
    private final Reading reading;
    private final NodeTrail trail;
    private final Waiting waiting;
    private final List<Ask> later = new ArrayList<>();

    public static Behavior<Message> create(NodeId id, Surroundings surroundings) {
        return Behaviors.setup(context -> {
            NodeEntity node = new NodeEntity(context, id, surroundings);
            surroundings.figures().awake.increment();
            return Behaviors.intercept(() -> new UntilItStops(node::stopped), node.asleep());
        });
    }

    private NodeEntity(ActorContext<Message> context, NodeId id, Surroundings surroundings) {
        this.context = context;
        this.id = id;
        this.surroundings = surroundings;
        this.commit = new Commit(
                surroundings.stores(),
                surroundings.log(),
                new Relays(surroundings.stores(), surroundings.others()),
                new Dependants(surroundings.stores(), surroundings.others(), surroundings.clock()),
                surroundings.clock(),
                surroundings.figures());
        this.awakening = new Awakening(surroundings.stores(), commit, surroundings.clock());
        this.ancestors = new Ancestors(surroundings.stores());
        this.reading = new Reading(surroundings.stores(), ancestors);
        this.trail = new NodeTrail(surroundings.tracing());
        this.waiting = new Waiting(surroundings.figures().waiting, trail);
    }

    // ------------------------------------------------------------------------------------------------ not yet awake

    private Behavior<Message> asleep() {
        return Behaviors.receive(Message.class)
                .onMessage(Ask.class, ask -> {
                    waiting.add(ask);
                    return loading();
                })
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .build();
    }

    private Behavior<Message> loading() {
        pipe(awakening.wake(id), Loaded::new);
        return Behaviors.receive(Message.class)
                .onMessage(Ask.class, this::hold)
                .onMessage(Stop.class, this::stopWhileBusy)
                .onMessage(Loaded.class, loaded -> loaded(loaded.woken()))
                .onMessage(Failed.class, failed -> giveUp(failed, List.of()))
                .build();
    }

    private Behavior<Message> loaded(Awakening.Woken woken) {
        if (woken instanceof Awakening.Awake awake) {
            return ready(awake.node());
        }
        if (woken instanceof Awakening.Dying dying) {
            return dying(
                    dying.node(),
                    dying.epoch(),
                    dying.entry(),
                    List.of(),
                    () -> surroundings
                            .stores()
                            .journal()
                            .done(id, dying.written(), dying.entry().progress())
                            .whenComplete(this::marked));
        }
        return absent(((Awakening.Absent) woken).movedTo());
    }

    private Behavior<Message> absent(Optional<String> movedTo) {
        for (Optional<Ask> next = waiting.next(); next.isPresent(); next = waiting.next()) {
            Ask ask = next.get();
            Creating.Result result = judge(ask.command(), Optional.empty());
            if (!(result instanceof Creating.Refused refused)) {
                return creating(ask, movedTo);
            }
            ask.answer(movedTo.filter(uri -> ask.command().founding().isEmpty())
                    .<NodeReply>map(NodeReply.Moved::new)
                    .orElse(refused.reply()));
        }
        return Behaviors.receive(Message.class)
                .onMessage(Ask.class, ask -> {
                    waiting.add(ask);
                    return absent(movedTo);
                })
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .build();
    }

    private Behavior<Message> creating(Ask ask, Optional<String> movedTo) {
        pipe(
                surroundings
                        .quota()
                        .admits(
                                surroundings.stores(),
                                id.service(),
                                ask.command().requester())
                        .thenCompose(admitted -> admitted
                                ? surroundings
                                        .stores()
                                        .journal()
                                        .read(id)
                                        .thenCompose(before -> found(judge(ask.command(), before), ask.trail()))
                                : CompletableFuture.<Message>completedFuture(new Full())),
                message -> message);
        return Behaviors.receive(Message.class)
                .onMessage(Ask.class, this::hold)
                .onMessage(Stop.class, this::stopWhileBusy)
                .onMessage(Created.class, created -> {
                    markDone(created.node());
                    ask.answer(created.reply());
                    return ready(created.node());
                })
                .onMessage(Full.class, full -> {
                    ask.answer(new NodeReply.Refused(PubSubError.TOO_MANY_NODES));
                    return absent(movedTo);
                })
                .onMessage(Taken.class, taken -> {
                    waiting.putBack(ask); // whoever was quicker, there is a node now that can judge it
                    return loading();
                })
                .onMessage(Failed.class, failed -> giveUp(failed, List.of(ask)))
                .build();
    }

    /**
     * Whether the node may be created, and as what.
     *
     * @param before what an earlier node of that name left in the journal: the new one is later in every respect, also by
     *     the clock of a member that is behind
     */
    private Creating.Result judge(NodeCommand command, Optional<Journal.Latest> before) {
        long earlier = before.map(latest ->
                        Math.max(latest.epoch(), latest.entry().progress().timestamp()))
                .orElse(0L);
        long instance = Math.max(Micros.now(surroundings.clock()), earlier + 1);
        return Creating.decide(
                command, surroundings.creation(), instance, surroundings.clock().instant());
    }

    /**
     * Stores the new node, if nobody else has, and commits what happens to it as one entry. Its instance is its first
     * epoch, so no entity of an earlier life has it.
     */
    private CompletionStage<Message> found(Creating.Result result, Trail trail) {
        if (!(result instanceof Creating.Founded founded)) {
            throw new IllegalStateException("what was allowed no longer is: " + result);
        }
        NodeMemory node = NodeMemory.unborn(founded.node(), founded.node().instance());
        List<Revision> revisions = new ArrayList<>();
        revisions.add(node.apply(new NodeEvent.NodeCreated()).askedBy(trail));
        founded.events().forEach(event -> revisions.add(node.apply(event).askedBy(trail)));
        Journal.Entry birth = node.entry(revisions, now());
        return surroundings
                .stores()
                .nodes()
                .create(founded.node(), node.epoch())
                .thenCompose(fresh -> fresh
                        ? commit.commit(node.state(), node.epoch(), birth).thenApply(done -> {
                            NodeTrail.committed(birth);
                            return new Created(node, founded.reply());
                        })
                        : CompletableFuture.completedFuture(new Taken()));
    }

    // -------------------------------------------------------------------------------------------------------- awake

    private Behavior<Message> ready(NodeMemory node) {
        if (node.needsLookup()) {
            return noting(node);
        }
        if (node.isLookingForMoves()) {
            return lookingForMoves(node);
        }
        List<Ask> turn = waiting.nextTurn();
        if (!turn.isEmpty()) {
            return learning(node, turn);
        }
        List<NodeEvent> over = Expiring.decide(node, now());
        if (!over.isEmpty()) {
            return expiring(node, over, List.of()); // what one commit could not hold, or a new configuration ends
        }
        if (node.looksForExpired()) {
            return learningItems(node, List.of());
        }
        return Behaviors.receive(Message.class)
                .onMessage(Ask.class, ask -> learning(node, List.of(trail.arrived(ask))))
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .build();
    }

    private Behavior<Message> learning(NodeMemory node, List<Ask> turn) {
        pipe(reading.facts(node, turn.stream().map(Ask::command).toList()), Learned::new);
        return Behaviors.receive(Message.class)
                .onMessage(Ask.class, this::hold)
                .onMessage(Stop.class, this::stopWhileBusy)
                .onMessage(Learned.class, learned -> {
                    node.learn(learned.facts());
                    return node.needsExamining(turn.stream().map(Ask::command).toList())
                            ? examining(node, turn, 0)
                            : learningItems(node, turn);
                })
                .onMessage(Failed.class, failed -> giveUp(failed, turn))
                .build();
    }

    /**
     * Something has changed above: who has no access there any more is not told of what comes now. It takes one page of
     * subscribers after the other, and then the turn begins anew.
     */
    private Behavior<Message> examining(NodeMemory node, List<Ask> turn, int page) {
        pipe(ancestors.refused(node.key(), page, node.lineage()), Looked::new);
        return Behaviors.receive(Message.class)
                .onMessage(Ask.class, this::hold)
                .onMessage(Stop.class, this::stopWhileBusy)
                .onMessage(Looked.class, looked -> {
                    List<NodeEvent> events = new ArrayList<>(Examining.end(node, looked.refused()));
                    boolean last = page + 1 >= node.pages();
                    if (last) {
                        events.add(new NodeEvent.Examined(node.lineage().mark()));
                    }
                    return events.isEmpty()
                            ? examining(node, turn, page + 1)
                            : ending(
                                    node,
                                    events,
                                    turn,
                                    () -> last ? learning(node, turn) : examining(node, turn, page + 1));
                })
                .onMessage(Failed.class, failed -> giveUp(failed, turn))
                .build();
    }

    /** Reads what the commands need of the items, until they need no more. */
    private Behavior<Message> learningItems(NodeMemory node, List<Ask> turn) {
        NodeMemory.ItemsWanted wanted =
                node.itemsWanted(turn.stream().map(Ask::command).toList());
        if (wanted.isNothing()) {
            return node.needsMoves(turn.stream().map(Ask::command).toList())
                    ? followingMoves(node, turn)
                    : act(node, turn);
        }
        pipe(reading.items(wanted), LearnedItems::new);
        return Behaviors.receive(Message.class)
                .onMessage(Ask.class, this::hold)
                .onMessage(Stop.class, this::stopWhileBusy)
                .onMessage(LearnedItems.class, learned -> {
                    node.learn(learned.found());
                    return learningItems(node, turn);
                })
                .onMessage(Failed.class, failed -> giveUp(failed, turn))
                .build();
    }

    private Behavior<Message> act(NodeMemory node, List<Ask> turn) {
        if (turn.isEmpty()) {
            return ready(node);
        }
        return turn.get(0).command().isRead() ? answer(node, turn) : decide(node, turn);
    }

    /** There are too many items to know them by heart: they are noted where they will be looked up. */
    private Behavior<Message> noting(NodeMemory node) {
        pipe(commit.noteAll(node.key(), node.items(), node.progress()), done -> new Noted());
        return Behaviors.receive(Message.class)
                .onMessage(Ask.class, this::hold)
                .onMessage(Stop.class, this::stopWhileBusy)
                .onMessage(Noted.class, noted -> {
                    node.useLookup();
                    return ready(node);
                })
                .onMessage(Failed.class, failed -> giveUp(failed, List.of()))
                .build();
    }

    /** Somebody asks for the order of creation, for the first time: where items moved is found out between the turns. */
    private Behavior<Message> followingMoves(NodeMemory node, List<Ask> turn) {
        node.items().followMoves();
        pipe(commit.forgetMoves(node.key(), node.progress()), done -> new Noted());
        return Behaviors.receive(Message.class)
                .onMessage(Ask.class, this::hold)
                .onMessage(Stop.class, this::stopWhileBusy)
                .onMessage(Noted.class, noted -> act(node, turn))
                .onMessage(Failed.class, failed -> giveUp(failed, turn))
                .build();
    }

    /** Looks for moved items in some buckets, and then it is somebody's turn. */
    private Behavior<Message> lookingForMoves(NodeMemory node) {
        pipe(reading.items(node.wantedForMoves()), LearnedItems::new);
        return Behaviors.receive(Message.class)
                .onMessage(Ask.class, this::hold)
                .onMessage(Stop.class, stop -> stopWhileLooking())
                .onMessage(LearnedItems.class, learned -> {
                    node.learn(learned.found());
                    return node.lookForMoves()
                            .map(moves -> notingMoves(node, moves))
                            .orElseGet(() -> ending(node, List.of(), List.of(), () -> foundMoves(node)));
                })
                .onMessage(Failed.class, failed -> giveUp(failed, List.of()))
                .build();
    }

    private Behavior<Message> notingMoves(NodeMemory node, Moves moves) {
        pipe(commit.noteMoves(node.key(), moves, node.progress()), done -> new Noted());
        return Behaviors.receive(Message.class)
                .onMessage(Ask.class, this::hold)
                .onMessage(Stop.class, stop -> stopWhileLooking())
                .onMessage(Noted.class, noted -> {
                    List<Ask> turn = waiting.nextTurn();
                    return turn.isEmpty() ? ready(node) : learning(node, turn);
                })
                .onMessage(Failed.class, failed -> giveUp(failed, List.of()))
                .build();
    }

    /** From now on the order of creation is known, and those who asked for it go first. */
    private Behavior<Message> foundMoves(NodeMemory node) {
        noteDone(node); // be others waiting or not, so that it need not be looked for again
        Collections.reverse(later);
        later.forEach(waiting::putBack);
        later.clear();
        return ready(node);
    }

    /** Nobody relies on what was noted so far: whoever asks next begins anew. */
    private Behavior<Message> stopWhileLooking() {
        if (!waiting.isEmpty()) {
            return stopWhileBusy(new Stop());
        }
        later.forEach(ask -> ask.answer(UNAVAILABLE));
        later.clear();
        return Behaviors.stopped();
    }

    /** Nobody is given an item whose time is over, so first it goes. */
    private Behavior<Message> answer(NodeMemory node, List<Ask> turn) {
        Instant now = now();
        List<NodeEvent> over = Expiring.decide(node, now);
        return over.isEmpty() ? answering(node, turn, now) : expiring(node, over, turn);
    }

    /** Commits what has expired, while some wait who only look. */
    private Behavior<Message> expiring(NodeMemory node, List<NodeEvent> over, List<Ask> turn) {
        return ending(node, over, turn, () -> learningItems(node, turn));
    }

    /** Commits what nobody has asked for, while some wait. */
    private Behavior<Message> ending(
            NodeMemory node, List<NodeEvent> over, List<Ask> turn, Supplier<Behavior<Message>> next) {
        Journal.Entry entry = node.entry(over.stream().map(node::apply).toList(), now());
        pipe(commit.commit(node.state(), node.epoch(), entry), done -> new Committed());
        return Behaviors.receive(Message.class)
                .onMessage(Ask.class, this::hold)
                .onMessage(Stop.class, this::stopWhileBusy)
                .onMessage(Committed.class, committed -> {
                    markDone(node);
                    return next.get();
                })
                .onMessage(Failed.class, failed -> giveUp(failed, turn))
                .build();
    }

    private Behavior<Message> answering(NodeMemory node, List<Ask> turn, Instant now) {
        List<CompletionStage<?>> answers = new ArrayList<>();
        for (Ask ask : turn) {
            if (ask.command().needsMoves(node) && later.size() < MOST_LATER) {
                later.add(ask);
                continue;
            }
            answers.add(reading.answer(node, ask.command().judge(node, now))
                    .exceptionally(fault -> unavailable(ask, fault))
                    .thenAccept(ask::answer));
        }
        pipe(Commit.all(answers), done -> new Answered());
        return Behaviors.receive(Message.class)
                .onMessage(Ask.class, this::hold)
                .onMessage(Stop.class, this::stopWhileBusy)
                .onMessage(Answered.class, answered -> ready(node))
                .onMessage(Failed.class, failed -> giveUp(failed, List.of()))
                .build();
    }

    private Behavior<Message> decide(NodeMemory node, List<Ask> turn) {
        List<Settled> settled = new ArrayList<>(turn.size());
        List<Revision> revisions = new ArrayList<>();
        Map<Jid, Instant> later = new HashMap<>();
        Instant now = now();
        List<NodeEvent> told = new ArrayList<>(Expiring.decide(node, now));
        told.forEach(event -> revisions.add(node.apply(event)));
        for (Ask ask : turn) {
            Span deciding = ask.trail().span().child("decide");
            Decision decision = ask.command().judge(node, now);
            deciding.end();
            if (decision instanceof Decision.Change change) {
                change.events().forEach(event -> revisions.add(node.apply(event).askedBy(ask.trail())));
                settled.add(new Settled(ask, change.reply()));
                told.addAll(ask.command().sendsLastItem(node.state().config()) ? change.events() : List.of());
            } else if (decision instanceof Decision.Answer answer) {
                settled.add(new Settled(ask, answer.reply()));
            } else if (decision instanceof Decision.Later postponed) {
                later.put(postponed.subscriber(), postponed.due());
                settled.add(new Settled(ask, postponed.reply()));
            } else {
                throw new IllegalStateException("a command that changes may not fetch: " + decision);
            }
        }
        SendingLast.decide(node, told).ifPresent(event -> revisions.add(node.apply(event)));
        Supplier<Behavior<Message>> end =
                () -> revisions.isEmpty() && node.nextAlarm(now).isEmpty()
                        ? settle(node, settled)
                        : committing(node, settled, revisions);
        return later.isEmpty() ? end.get() : postponing(later, settled, end);
    }

    /** Sets the alarms of those for whom it was woken for nothing, before the alarms that woke it are forgotten. */
    private Behavior<Message> postponing(
            Map<Jid, Instant> later, List<Settled> settled, Supplier<Behavior<Message>> end) {
        pipe(commit.wakeLater(id, later), done -> new Postponed());
        return Behaviors.receive(Message.class)
                .onMessage(Ask.class, this::hold)
                .onMessage(Stop.class, this::stopWhileBusy)
                .onMessage(Postponed.class, postponed -> end.get())
                .onMessage(
                        Failed.class,
                        failed -> giveUp(
                                failed, settled.stream().map(Settled::ask).toList()))
                .build();
    }

    private Behavior<Message> committing(NodeMemory node, List<Settled> settled, List<Revision> revisions) {
        Journal.Entry entry = node.entry(revisions, now());
        pipe(commit.commit(node.state(), node.epoch(), entry), done -> new Committed());
        return Behaviors.receive(Message.class)
                .onMessage(Ask.class, this::hold)
                .onMessage(Stop.class, this::stopWhileBusy)
                .onMessage(Committed.class, committed -> {
                    NodeTrail.committed(entry);
                    if (Commit.isDeleted(entry)) {
                        return dying(node.state(), node.epoch(), entry, settled, () -> markDone(node));
                    }
                    settled.forEach(each -> each.ask().answer(each.reply()));
                    if (Commit.isFollowed(entry)) {
                        return following(node, entry);
                    }
                    markDone(node);
                    return ready(node);
                })
                .onMessage(
                        Failed.class,
                        failed -> giveUp(
                                failed, settled.stream().map(Settled::ask).toList()))
                .build();
    }

    /**
     * It is deleted, and those go that depend on it. Whoever asks meanwhile is told that it is gone: one of those may wait
     * for the answer.
     *
     * @param settled who are answered once it is removed
     * @param mark notes that it is
     */
    private Behavior<Message> dying(
            NodeState node, long epoch, Journal.Entry entry, List<Settled> settled, Runnable mark) {
        Optional<String> movedTo = Awakening.movedTo(entry);
        List<Ask> creators = new ArrayList<>();
        waiting.drain(ask -> tellGone(ask, movedTo, creators::add));
        Collections.reverse(creators);
        creators.forEach(waiting::putBack);
        pipe(commit.remove(node, epoch, entry), done -> new Removed());
        return Behaviors.receive(Message.class)
                .onMessage(Ask.class, ask -> {
                    tellGone(ask, movedTo, this::hold);
                    return Behaviors.same();
                })
                .onMessage(Stop.class, this::stopWhileBusy)
                .onMessage(Removed.class, removed -> {
                    settled.forEach(each -> each.ask().answer(each.reply()));
                    mark.run();
                    return absent(movedTo);
                })
                .onMessage(
                        Failed.class,
                        failed -> giveUp(
                                failed, settled.stream().map(Settled::ask).toList()))
                .build();
    }

    /** Whoever would create a node of that name waits until there is none. */
    private static void tellGone(Ask ask, Optional<String> movedTo, Consumer<Ask> creator) {
        if (ask.command().founding().isPresent()) {
            creator.accept(ask);
        } else {
            ask.answer(gone(movedTo));
        }
    }

    private static NodeReply gone(Optional<String> movedTo) {
        return movedTo.<NodeReply>map(NodeReply.Moved::new)
                .orElseGet(() -> new NodeReply.Refused(PubSubError.NODE_NOT_FOUND));
    }

    /** All are answered; what comes behind the answers is being logged. */
    private Behavior<Message> following(NodeMemory node, Journal.Entry entry) {
        pipe(commit.follow(node.state(), entry), done -> new Followed());
        return Behaviors.receive(Message.class)
                .onMessage(Ask.class, this::hold)
                .onMessage(Stop.class, this::stopWhileBusy)
                .onMessage(Followed.class, followed -> {
                    markDone(node);
                    return ready(node);
                })
                .onMessage(Failed.class, failed -> giveUp(failed, List.of()))
                .build();
    }

    private Behavior<Message> settle(NodeMemory node, List<Settled> settled) {
        settled.forEach(each -> each.ask().answer(each.reply()));
        return ready(node);
    }

    /**
     * Notes that the journal's entry needs no repeating, and forgets those of earlier epochs. Nobody waits for it: were it
     * lost, the entry would be repeated for nothing. Where more is to be committed at once, the next entry says the same.
     */
    private void markDone(NodeMemory node) {
        if (waiting.isEmpty()) {
            noteDone(node);
        }
    }

    private void noteDone(NodeMemory node) {
        Journal journal = surroundings.stores().journal();
        Progress progress = node.progress();
        journal.done(id, node.epoch(), progress)
                .thenCompose(done -> node.isFirstMark()
                        ? journal.clear(id, node.epoch(), progress.timestamp())
                        : CompletableFuture.completedFuture(null))
                .whenComplete(this::marked);
    }

    private void marked(Void done, @Nullable Throwable fault) {
        if (fault != null) {
            context.getSystem().log().debug("journal not marked: node={}", id, fault);
        }
    }

    // --------------------------------------------------------------------------------------------------- at any time

    private Behavior<Message> hold(Ask ask) {
        if (!waiting.add(ask)) {
            ask.answer(new NodeReply.Refused(PubSubError.RESOURCE_CONSTRAINT));
        }
        return Behaviors.same();
    }

    /** What is under way is finished first: the message comes back to us behind its end. */
    private Behavior<Message> stopWhileBusy(Stop stop) {
        context.scheduleOnce(Duration.ofMillis(50), context.getSelf(), stop);
        return Behaviors.same();
    }

    /** Whatever it was doing. */
    private void stopped() {
        waiting.drain(ask -> ask.trail().span().end());
        later.forEach(ask -> ask.trail().span().end());
        surroundings.figures().awake.decrement();
    }

    private Instant now() {
        return surroundings.clock().instant();
    }

    private NodeReply unavailable(Ask ask, Throwable fault) {
        context.getSystem()
                .log()
                .warn("no answer: node={} jid={}", id, ask.command().requester(), fault);
        return UNAVAILABLE;
    }

    /** What we know may no longer be what is stored. Everyone who waits is told so, and the next command wakes us. */
    private Behavior<Message> giveUp(Failed failed, List<Ask> turn) {
        context.getLog().warn("node falls asleep after a failure: node={}", id, failed.cause());
        turn.forEach(ask -> ask.answer(UNAVAILABLE));
        later.forEach(ask -> ask.answer(UNAVAILABLE));
        later.clear();
        waiting.drain(ask -> ask.answer(UNAVAILABLE));
        return asleep();
    }

    private <T> void pipe(CompletionStage<T> stage, Function<T, Message> message) {
        context.pipeToSelf(stage, (result, fault) -> fault == null ? message.apply(result) : new Failed(fault));
    }
}
