package im.fanfare.component.presence;

import im.fanfare.component.presence.PresenceFigures.Outcome;
import im.fanfare.pubsub.Jid;
import im.fanfare.schema.Sharers;
import im.fanfare.schema.Sharers.State;
import im.fanfare.stanza.Presence;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The presences of one share of all people, alive at one member: {@code loading → knowing}.
 *
 * <p>What it knows is in memory. It dies with its member, and goes out of date while a link is down; then those who share
 * are asked again, which host servers answer with all of their presences (RFC 6121 §4.3.2). What was known before and is
 * not said again within {@link #PATIENCE} is over. Who shares is stored before it counts as taken.
 */
final class PresenceShare {
    /** What it accepts. */
    sealed interface Message {}

    /** In the order in which they came; {@link Taken} once all that is to be stored is. */
    record Changes(List<PresenceChange> changes, ActorRef<Taken> replyTo) implements Message {
        Changes {
            changes = List.copyOf(changes);
        }
    }

    /** The answer to {@link Changes}. */
    record Taken() {}

    /** Which of these are available to the service, bare or full JIDs of the share; {@link Available} comes back. */
    record WhoIsAvailable(String service, List<Jid> jids, ActorRef<Available> replyTo) implements Message {
        WhoIsAvailable {
            jids = List.copyOf(jids);
        }
    }

    /** Those who are, in the order in which they were asked for. */
    record Available(List<Jid> jids) {
        Available {
            jids = List.copyOf(jids);
        }
    }

    /** Something is to be said to all who are available to the service; {@link Announced} comes back at once. */
    record Announce(String service, String text, ActorRef<Announced> replyTo) implements Message {}

    /** To how many bare JIDs it is being said. */
    record Announced(int people) {}

    /** Presences of a service may have been missed. */
    record LookAgain(String service) implements Message {}

    /** There is to be somebody who knows; also where nobody has anything to say. */
    record BeThere() implements Message {}

    /** The share moves to another member. */
    record Stop() implements Message {}

    private record Loaded(Map<String, Map<Jid, State>> sharers) implements Message {}

    private record NotLoaded(Throwable cause) implements Message {}

    private record Load() implements Message {}

    private record Ask(String service) implements Message {}

    private record Asked(String service) implements Message {}

    private record NotAsked(String service, Throwable cause) implements Message {}

    private record Settle(String service) implements Message {}

    private record Invited(String service, Jid bare, boolean stored) implements Message {}

    /**
     * What the shares of a member share.
     *
     * @param services whose sharers are asked
     */
    record Surroundings(
            List<String> services,
            Sharers sharers,
            PresenceSender sender,
            Arrivals arrivals,
            Clock clock,
            PresenceFigures figures) {}

    /** How long the host servers may take to say what was asked. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Several links come up at once, where a host server was restarted. */
    private static final Duration GATHERING = Duration.ofSeconds(1);

    private static final Duration RETRY = Duration.ofSeconds(5);

    /** Of those who are asked at a time: the next are once the host server has taken these. */
    private static final int ASKED_AT_ONCE = 64;

    /** Of those who turn up among subscribers and were never asked, at a time; the rest when they turn up again. */
    private static final int MOST_INVITED = 64;

    /** Of one bare JID at one service. */
    static final int MOST_RESOURCES = 32;

    /** Of messages that wait while it loads; who sent more sends them again. */
    private static final int MOST_STASHED = 1_000;

    private static final List<State> STATES = List.of(State.ASKED, State.SHARING, State.DECLINED);

    /** Behind the places of {@link #STATES}, and only in memory: there was nobody, who would be asked time and again. */
    private static final int NOBODY = STATES.size();

    private static final int AVAILABLE = 0;
    private static final int NEGATIVE = 1;

    /** Besides: known from before, and not said again yet. */
    private static final int DOUBTFUL = 2;

    private final ActorContext<Message> context;
    private final TimerScheduler<Message> timers;
    private final int share;
    private final Surroundings surroundings;
    private final Map<String, OfService> services = new HashMap<>();
    private long lastTimestamp;
    private int inviting;

    /** What is known of people at one service. */
    private static final class OfService {
        private final JidTable presences = new JidTable();

        /** The places of {@link #STATES}. */
        private final JidTable sharers = new JidTable();

        /** While they are being asked. */
        private Optional<JidTable.Cursor> asking = Optional.empty();

        /** Whether not all may be known of those who share: they have been asked, or are about to be. */
        private boolean inDoubt;

        /** Bare JIDs with a resource that takes what is addressed to them. */
        Set<Jid> available() {
            Set<Jid> available = new TreeSet<>();
            JidTable.Cursor all = presences.cursor();
            for (Optional<Jid> jid = all.next(); jid.isPresent(); jid = all.next()) {
                if ((presences.get(jid.get()) & NEGATIVE) == 0) {
                    available.add(jid.get().bare());
                }
            }
            return available;
        }

        Optional<State> state(Jid bare) {
            int place = sharers.get(bare);
            return place == JidTable.ABSENT || place == NOBODY ? Optional.empty() : Optional.of(STATES.get(place));
        }

        boolean wasNeverAsked(Jid bare) {
            return sharers.get(bare) == JidTable.ABSENT;
        }

        /** RFC 6121 §8.5.2: what is addressed to the bare JID goes to no resource of negative priority. */
        boolean isAvailable(Jid jid) {
            boolean isKnown = jid.isBare()
                    ? presences.of(jid).stream().anyMatch(one -> (presences.get(one) & NEGATIVE) == 0)
                    : presences.get(jid) != JidTable.ABSENT;
            return isKnown || inDoubt && state(jid.bare()).equals(Optional.of(State.SHARING));
        }
    }

    static Behavior<Message> create(int share, Surroundings surroundings) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new PresenceShare(context, timers, share, surroundings).loading()));
    }

    private PresenceShare(
            ActorContext<Message> context, TimerScheduler<Message> timers, int share, Surroundings surroundings) {
        this.context = context;
        this.timers = timers;
        this.share = share;
        this.surroundings = surroundings;
    }

    // ------------------------------------------------------------------------------------------------------- loading

    private Behavior<Message> loading() {
        load();
        return Behaviors.withStash(
                MOST_STASHED,
                stash -> Behaviors.receive(Message.class)
                        .onMessage(Loaded.class, loaded -> {
                            loaded.sharers().forEach((service, found) -> {
                                OfService of = ofService(service);
                                found.forEach((jid, state) -> of.sharers.put(jid, STATES.indexOf(state)));
                                beginAsking(service);
                            });
                            return stash.unstashAll(knowing());
                        })
                        .onMessage(NotLoaded.class, failed -> {
                            context.getLog()
                                    .warn("who shares presence could not be read: share={}", share, failed.cause());
                            timers.startSingleTimer(new Load(), RETRY);
                            return Behaviors.same();
                        })
                        .onMessage(Load.class, again -> {
                            load();
                            return Behaviors.same();
                        })
                        .onMessage(Changes.class, changes -> {
                            if (!stash.isFull()) {
                                stash.stash(changes);
                            }
                            return Behaviors.same();
                        })
                        .onMessage(WhoIsAvailable.class, who -> {
                            if (!stash.isFull()) {
                                stash.stash(who);
                            }
                            return Behaviors.same();
                        })
                        .onMessage(Stop.class, stop -> Behaviors.stopped())
                        .onAnyMessage(other -> Behaviors.same())
                        .build());
    }

    private void load() {
        Map<String, CompletableFuture<Map<Jid, State>>> reads = new HashMap<>();
        for (String service : surroundings.services()) {
            reads.put(service, surroundings.sharers().of(service, share).toCompletableFuture());
        }
        CompletableFuture<Map<String, Map<Jid, State>>> all = CompletableFuture.allOf(
                        reads.values().toArray(CompletableFuture<?>[]::new))
                .thenApply(read -> {
                    Map<String, Map<Jid, State>> found = new HashMap<>();
                    reads.forEach((service, done) -> found.put(service, done.join()));
                    return found;
                });
        context.pipeToSelf(all, (found, fault) -> fault == null ? new Loaded(found) : new NotLoaded(fault));
    }

    // ------------------------------------------------------------------------------------------------------- knowing

    private Behavior<Message> knowing() {
        return Behaviors.receive(Message.class)
                .onMessage(Changes.class, this::onChanges)
                .onMessage(WhoIsAvailable.class, this::onWhoIsAvailable)
                .onMessage(Announce.class, this::onAnnounce)
                .onMessage(Invited.class, this::onInvited)
                .onMessage(LookAgain.class, this::onLookAgain)
                .onMessage(Ask.class, this::onAsk)
                .onMessage(Asked.class, this::onAsked)
                .onMessage(NotAsked.class, this::onNotAsked)
                .onMessage(Settle.class, this::onSettle)
                .onMessage(BeThere.class, there -> Behaviors.same())
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .onSignal(PostStop.class, this::onStopped)
                .build();
    }

    private Behavior<Message> onChanges(Changes changes) {
        List<CompletableFuture<?>> stored = new ArrayList<>();
        for (PresenceChange change : changes.changes()) {
            surroundings.figures().outcomes.count(take(change, stored));
        }
        CompletionStage<Void> all = CompletableFuture.allOf(stored.toArray(CompletableFuture<?>[]::new));
        all.whenComplete((done, fault) -> {
            if (fault == null) {
                changes.replyTo().tell(new Taken());
            } // else they come again, and are stored then
        });
        return Behaviors.same();
    }

    private Outcome take(PresenceChange change, List<CompletableFuture<?>> stored) {
        OfService of = ofService(change.service());
        Jid jid = change.jid();
        Optional<State> state = of.state(jid.bare());
        switch (change.kind()) {
            case AVAILABLE -> {
                return remember(of, change);
            }
            case UNAVAILABLE -> forget(of, jid.isBare() ? of.presences.of(jid) : List.of(jid));
            case SUBSCRIBED -> {
                // Of whom we have not asked it says nothing: a host server may let anybody say so.
                if (state.isPresent()) {
                    stored.add(put(change, State.SHARING));
                }
            }
            case UNSUBSCRIBED -> {
                forget(of, of.presences.of(jid));
                if (state.isPresent()) {
                    stored.add(put(change, State.DECLINED));
                }
            }
            case SUBSCRIBE -> {
                if (state.equals(Optional.of(State.DECLINED))) {
                    stored.add(want(change));
                }
            }
            case WANTED -> {
                if (state.isEmpty()) {
                    stored.add(want(change));
                }
            }
            case GONE -> {
                forget(of, of.presences.of(jid));
                stored.add(remove(change));
                if (state.isPresent()) {
                    of.sharers.put(jid, NOBODY);
                }
            }
            case FORGET -> {
                forget(of, of.presences.of(jid));
                stored.add(remove(change));
                if (state.isPresent()) {
                    send(change.service(), jid, "unsubscribe");
                }
            }
        }
        return Outcome.TAKEN;
    }

    private Outcome remember(OfService of, PresenceChange change) {
        Jid jid = change.jid();
        int before = of.presences.get(jid);
        if (before == JidTable.ABSENT
                && (of.presences.of(jid.bare()).size() >= MOST_RESOURCES
                        || !surroundings.figures().takeRoom())) {
            return Outcome.NOT_REMEMBERED;
        }
        int value = change.negative() ? NEGATIVE : AVAILABLE;
        of.presences.put(jid, value);
        if (before != value && before != AVAILABLE && !change.late()) {
            surroundings.arrivals().take(new Arrivals.Arrival(change.service(), jid, change.negative(), change.away()));
        }
        return Outcome.TAKEN;
    }

    private void forget(OfService of, List<Jid> jids) {
        for (Jid jid : jids) {
            if (of.presences.remove(jid)) {
                surroundings.figures().giveRoom(1);
            }
        }
    }

    // ---------------------------------------------------------------------------------------------------- who shares

    private CompletableFuture<?> put(PresenceChange change, State state) {
        ofService(change.service()).sharers.put(change.jid(), STATES.indexOf(state));
        return surroundings
                .sharers()
                .put(change.service(), change.jid(), state, nextTimestamp())
                .toCompletableFuture();
    }

    private CompletableFuture<?> remove(PresenceChange change) {
        OfService of = ofService(change.service());
        boolean wasAsked = of.state(change.jid()).isPresent();
        of.sharers.remove(change.jid());
        return wasAsked
                ? surroundings
                        .sharers()
                        .remove(change.service(), change.jid(), nextTimestamp())
                        .toCompletableFuture()
                : CompletableFuture.completedFuture(null);
    }

    /** Notes first that they are asked, so that it happens, be it after a crash. */
    private CompletableFuture<?> want(PresenceChange change) {
        return put(change, State.ASKED).thenRun(() -> send(change.service(), change.jid(), "subscribe"));
    }

    private void send(String service, Jid to, String type) {
        sent(service, to, type).whenComplete((sent, fault) -> {
            if (fault != null) {
                context.getSystem().log().debug("presence not sent: jid={} type={}", to, type, fault);
            }
        });
    }

    private CompletionStage<Void> sent(String service, Jid to, String type) {
        return surroundings.sender().send(service, List.of(Presence.write(Optional.of(type), service, to)));
    }

    /** So that the later of two writes has the later one, also within a microsecond or behind a clock that was set back. */
    private long nextTimestamp() {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, surroundings.clock().instant());
        lastTimestamp = Math.max(now, lastTimestamp + 1);
        return lastTimestamp;
    }

    // ------------------------------------------------------------------------------------------------ who is available

    private Behavior<Message> onWhoIsAvailable(WhoIsAvailable who) {
        OfService of = ofService(who.service());
        List<Jid> available = new ArrayList<>();
        for (Jid jid : who.jids()) {
            if (of.isAvailable(jid)) {
                available.add(jid);
            }
            if (of.wasNeverAsked(jid.bare()) && inviting < MOST_INVITED) {
                invite(who.service(), jid.bare());
            }
        }
        who.replyTo().tell(new Available(available));
        return Behaviors.same();
    }

    /** Whose presence matters all at once, since a node was configured so when they had subscribed. */
    private void invite(String service, Jid bare) {
        inviting++;
        CompletionStage<?> stored = put(PresenceChange.of(service, bare, PresenceChange.Kind.WANTED), State.ASKED);
        context.pipeToSelf(
                stored.thenCompose(done -> sent(service, bare, "subscribe").handle((sent, fault) -> Done.done())),
                (done, fault) -> new Invited(service, bare, fault == null));
    }

    private Behavior<Message> onInvited(Invited invited) {
        inviting--;
        OfService of = ofService(invited.service());
        if (!invited.stored() && of.state(invited.bare()).equals(Optional.of(State.ASKED))) {
            of.sharers.remove(invited.bare());
        }
        return Behaviors.same();
    }

    /** Not one after the other without waiting: many who are told at once would hold up what is for others. */
    private Behavior<Message> onAnnounce(Announce announce) {
        Set<Jid> people = ofService(announce.service()).available();
        announce.replyTo().tell(new Announced(people.size()));
        announce(announce, people.iterator());
        return Behaviors.same();
    }

    private void announce(Announce announce, Iterator<Jid> rest) {
        List<XmlElement> next = new ArrayList<>(ASKED_AT_ONCE);
        while (rest.hasNext() && next.size() < ASKED_AT_ONCE) {
            next.add(message(announce, rest.next()));
        }
        if (!next.isEmpty()) {
            surroundings.sender().send(announce.service(), next).thenRun(() -> announce(announce, rest));
        }
    }

    /** A headline, which no host server keeps for who has gone meanwhile: RFC 6121 §8.5.2.1. */
    private static XmlElement message(Announce announce, Jid to) {
        return XmlElement.of("message", Stanzas.NS, XmlElement.text("body", Stanzas.NS, announce.text()))
                .with("from", announce.service())
                .with("to", to.toString())
                .with("type", "headline");
    }

    // ------------------------------------------------------------------------------------------------- asking again

    private Behavior<Message> onLookAgain(LookAgain again) {
        ofService(again.service()).inDoubt = true;
        timers.startSingleTimer(again.service(), new Ask(again.service()), GATHERING);
        return Behaviors.same();
    }

    /** One round at a time: whoever wants another before all are asked has it behind this one. */
    private Behavior<Message> onAsk(Ask ask) {
        if (ofService(ask.service()).asking.isPresent()) {
            timers.startSingleTimer(ask.service(), ask, RETRY);
        } else {
            beginAsking(ask.service());
        }
        return Behaviors.same();
    }

    private void beginAsking(String service) {
        OfService of = ofService(service);
        of.inDoubt = true;
        of.presences.replaceAll(value -> value | DOUBTFUL);
        of.asking = Optional.of(of.sharers.cursor());
        askNext(service, of);
    }

    private void askNext(String service, OfService of) {
        List<XmlElement> next = new ArrayList<>(ASKED_AT_ONCE);
        JidTable.Cursor cursor = of.asking.orElseThrow();
        for (Optional<Jid> jid = cursor.next(); jid.isPresent(); jid = cursor.next()) {
            question(service, of, jid.get()).ifPresent(next::add);
            if (next.size() == ASKED_AT_ONCE) {
                break;
            }
        }
        if (next.isEmpty()) {
            of.asking = Optional.empty();
            timers.startSingleTimer("settle " + service, new Settle(service), PATIENCE);
            return;
        }
        context.pipeToSelf(
                surroundings.sender().send(service, next).thenApply(sent -> Done.done()),
                (sent, fault) -> fault == null ? new Asked(service) : new NotAsked(service, fault));
    }

    /** Who has not answered yet may never have been asked; a host server passes on the same request only once. */
    private static Optional<XmlElement> question(String service, OfService of, Jid jid) {
        return of.state(jid)
                .filter(state -> state != State.DECLINED)
                .map(state ->
                        Presence.write(Optional.of(state == State.SHARING ? "probe" : "subscribe"), service, jid));
    }

    private Behavior<Message> onAsked(Asked asked) {
        askNext(asked.service(), ofService(asked.service()));
        return Behaviors.same();
    }

    private Behavior<Message> onNotAsked(NotAsked failed) {
        context.getLog().debug("who shares presence is asked later: service={}", failed.service(), failed.cause());
        ofService(failed.service()).asking = Optional.empty();
        timers.startSingleTimer(failed.service(), new Ask(failed.service()), RETRY);
        return Behaviors.same();
    }

    private Behavior<Message> onSettle(Settle settle) {
        OfService of = ofService(settle.service());
        if (of.asking.isEmpty()) {
            int over = of.presences.replaceAll(value -> (value & DOUBTFUL) == 0 ? value : JidTable.ABSENT);
            surroundings.figures().giveRoom(over);
            of.inDoubt = false;
        }
        return Behaviors.same();
    }

    private OfService ofService(String service) {
        return services.computeIfAbsent(service, unknown -> new OfService());
    }

    private Behavior<Message> onStopped(PostStop stopped) {
        services.values().forEach(of -> surroundings.figures().giveRoom(of.presences.size()));
        return Behaviors.same();
    }
}
