package im.fanfare.component.presence;

import im.fanfare.component.presence.PresenceFigures.Ending;
import im.fanfare.component.presence.PresenceFigures.Outcome;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Show;
import im.fanfare.schema.Sharers;
import im.fanfare.schema.Sharers.State;
import im.fanfare.schema.TemporarySubscribers;
import im.fanfare.stanza.Presence;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
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
 *
 * <p>Of those who have subscriptions that end when they go offline it sees to that, also where it has not heard them
 * go: whoever is not there once it knows who is. They are forgotten only once their subscriptions have ended.
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

    /** Those who are, and in which ways. */
    record Available(Map<Jid, Set<Show>> shows) {
        Available {
            shows = Map.copyOf(shows);
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

    private record Loaded(Map<String, Map<Jid, State>> sharers, Map<String, Set<Jid>> temporary) implements Message {}

    private record NotLoaded(Throwable cause) implements Message {}

    private record Load() implements Message {}

    private record Ask(String service) implements Message {}

    private record Asked(String service) implements Message {}

    private record NotAsked(String service, Throwable cause) implements Message {}

    private record Settle(String service) implements Message {}

    /** They are to be there by now, or to have been asked and not to have answered yet. */
    private record Check(String service, Jid bare) implements Message {}

    private record Found(String service, Jid bare, List<Endings.Temporary> subscriptions) implements Message {}

    private record Ended(int subscriptions) implements Message {}

    private record NotEnded(String service, Jid bare, Throwable cause) implements Message {}

    private record EndAgain(String service, Jid bare) implements Message {}

    private record Invited(String service, Jid bare, boolean stored) implements Message {}

    /**
     * What the shares of a member share.
     *
     * @param services whose sharers are asked
     */
    record Surroundings(
            List<String> services,
            Sharers sharers,
            TemporarySubscribers temporary,
            Endings endings,
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

    /** Of those who went whose subscriptions are looked for, at a time. */
    private static final int MOST_ENDING = 4;

    /** By so much the clocks of members may differ: a subscription that was made meanwhile is not forgotten. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    /** Of one bare JID at one service. */
    static final int MOST_RESOURCES = 32;

    /** Of messages that wait while it loads; who sent more sends them again. */
    private static final int MOST_STASHED = 1_000;

    private static final List<State> STATES = List.of(State.ASKED, State.SHARING, State.DECLINED);

    /** Behind the places of {@link #STATES}, and only in memory: there was nobody, who would be asked time and again. */
    private static final int NOBODY = STATES.size();

    private static final int PLACE = 3;

    /** Besides the place: they have subscriptions that end when they go offline. */
    private static final int TEMPORARY = 4;

    /** Besides: they share, and have been asked or are about to be, and their host server has not said yet. */
    private static final int UNHEARD = 8;

    private static final int SHARES = STATES.indexOf(State.SHARING);

    private static final int AVAILABLE = 0;
    private static final int NEGATIVE = 1;

    /** Besides: known from before, and not said again yet. */
    private static final int DOUBTFUL = 2;

    /** Behind these, how available: the place in {@link #SHOWS}. */
    private static final int SHOW = 2;

    private static final List<Show> SHOWS = List.of(Show.ONLINE, Show.CHAT, Show.AWAY, Show.XA, Show.DND);

    private static final int WITHOUT_SHOW = NEGATIVE | DOUBTFUL;

    private final ActorContext<Message> context;
    private final TimerScheduler<Message> timers;
    private final int share;
    private final Surroundings surroundings;
    private final Map<String, OfService> services = new HashMap<>();
    private long lastTimestamp;
    private int inviting;
    private int ending;

    /** What is known of people at one service. */
    private static final class OfService {
        private final JidTable presences = new JidTable();

        /** The places of {@link #STATES}. */
        private final JidTable sharers = new JidTable();

        /** While they are being asked. */
        private Optional<JidTable.Cursor> asking = Optional.empty();

        /** Whether there was no room to remember somebody since they were asked last. */
        private boolean incomplete;

        /** Whose subscriptions are to be looked for. */
        private final Set<Jid> departed = new LinkedHashSet<>();

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
            int value = sharers.get(bare);
            return value == JidTable.ABSENT || (value & PLACE) == NOBODY
                    ? Optional.empty()
                    : Optional.of(STATES.get(value & PLACE));
        }

        void setPlace(Jid bare, int place) {
            sharers.put(bare, isTemporary(bare) ? place | TEMPORARY : place);
        }

        void setTemporary(Jid bare) {
            sharers.put(bare, (wasNeverAsked(bare) ? NOBODY : sharers.get(bare)) | TEMPORARY);
        }

        /** Nothing that is known of those who share is certain. */
        void doubtAll() {
            sharers.replaceAll(value -> (value & PLACE) == SHARES ? value | UNHEARD : value);
        }

        void heard(Jid bare) {
            if (!wasNeverAsked(bare)) {
                sharers.put(bare, sharers.get(bare) & ~UNHEARD);
            }
        }

        boolean isTemporary(Jid bare) {
            return !wasNeverAsked(bare) && (sharers.get(bare) & TEMPORARY) != 0;
        }

        boolean wasNeverAsked(Jid bare) {
            return sharers.get(bare) == JidTable.ABSENT;
        }

        /** RFC 6121 §8.5.2: what is addressed to the bare JID goes to no resource of negative priority. */
        Set<Show> shows(Jid jid) {
            if (mayBeThere(jid.bare())) {
                return EnumSet.allOf(Show.class);
            }
            Set<Show> shows = EnumSet.noneOf(Show.class);
            for (Jid one : jid.isBare() ? presences.of(jid) : List.of(jid)) {
                int value = presences.get(one);
                if (value != JidTable.ABSENT && !(jid.isBare() && (value & NEGATIVE) != 0)) {
                    shows.add(SHOWS.get(value >> SHOW));
                }
            }
            return shows;
        }

        /** With any resource, or with that which is named; wherever it is not certain that they are not. */
        boolean isOnline(Jid jid) {
            boolean isKnown = jid.isBare() ? !presences.of(jid).isEmpty() : presences.get(jid) != JidTable.ABSENT;
            return isKnown || incomplete || mayBeThere(jid.bare());
        }

        private boolean mayBeThere(Jid bare) {
            return state(bare).equals(Optional.of(State.SHARING)) && (incomplete || (sharers.get(bare) & UNHEARD) != 0);
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
                                found.forEach((jid, state) -> of.setPlace(jid, STATES.indexOf(state)));
                                loaded.temporary()
                                        .getOrDefault(service, Set.of())
                                        .forEach(of::setTemporary);
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
        context.pipeToSelf(
                ofEach(service -> surroundings.sharers().of(service, share))
                        .thenCombine(ofEach(service -> surroundings.temporary().of(service, share)), Loaded::new),
                (found, fault) -> fault == null ? found : new NotLoaded(fault));
    }

    private <T> CompletableFuture<Map<String, T>> ofEach(Function<String, CompletionStage<T>> read) {
        Map<String, CompletableFuture<T>> reads = new HashMap<>();
        for (String service : surroundings.services()) {
            reads.put(service, read.apply(service).toCompletableFuture());
        }
        return CompletableFuture.allOf(reads.values().toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> {
                    Map<String, T> found = new HashMap<>();
                    reads.forEach((service, done) -> found.put(service, done.join()));
                    return found;
                });
    }

    // ------------------------------------------------------------------------------------------------------- knowing

    private Behavior<Message> knowing() {
        return Behaviors.receive(Message.class)
                .onMessage(Changes.class, this::onChanges)
                .onMessage(WhoIsAvailable.class, this::onWhoIsAvailable)
                .onMessage(Announce.class, this::onAnnounce)
                .onMessage(Invited.class, this::onInvited)
                .onMessage(Check.class, this::onCheck)
                .onMessage(Found.class, this::onFound)
                .onMessage(Ended.class, this::onEnded)
                .onMessage(NotEnded.class, this::onNotEnded)
                .onMessage(EndAgain.class, this::onEndAgain)
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
            case UNAVAILABLE -> {
                forget(of, jid.isBare() ? of.presences.of(jid) : List.of(jid));
                if (jid.isBare()) {
                    of.heard(jid);
                }
                // Prosody says it of the account to who may not know, when it is asked to share.
                if (!jid.isBare() || !state.equals(Optional.of(State.ASKED))) {
                    depart(change.service(), jid.bare());
                }
            }
            case SUBSCRIBED -> {
                // Of whom we have not asked it says nothing: a host server may let anybody say so.
                if (state.isPresent()) {
                    stored.add(put(change, State.SHARING));
                    checkLater(change.service(), jid);
                }
            }
            case UNSUBSCRIBED -> {
                forget(of, of.presences.of(jid));
                if (state.isPresent()) {
                    stored.add(put(change, State.DECLINED));
                }
                depart(change.service(), jid);
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
            case TEMPORARY -> {
                if (state.isEmpty()) {
                    stored.add(want(change));
                }
                of.setTemporary(jid);
                checkLater(change.service(), jid);
            }
            case GONE -> {
                forget(of, of.presences.of(jid));
                if (state.isPresent()) {
                    stored.add(remove(change));
                    of.setPlace(jid, NOBODY);
                }
                depart(change.service(), jid);
            }
            case FORGET -> {
                forget(of, of.presences.of(jid));
                if (state.isPresent()) {
                    stored.add(remove(change));
                }
                of.sharers.remove(jid);
                stored.add(surroundings
                        .temporary()
                        .remove(change.service(), jid, nextTimestamp())
                        .toCompletableFuture());
                if (state.isPresent()) {
                    send(change.service(), jid, "unsubscribe");
                }
            }
        }
        return Outcome.TAKEN;
    }

    private Outcome remember(OfService of, PresenceChange change) {
        Jid jid = change.jid();
        if (change.late()) {
            of.heard(jid.bare());
        }
        int before = of.presences.get(jid);
        if (before == JidTable.ABSENT && of.presences.of(jid.bare()).size() >= MOST_RESOURCES) {
            return Outcome.NOT_REMEMBERED;
        }
        if (before == JidTable.ABSENT && !surroundings.figures().takeRoom()) {
            of.incomplete = true;
            return Outcome.NOT_REMEMBERED;
        }
        int value = change.negative() ? NEGATIVE : AVAILABLE;
        of.presences.put(jid, value | SHOWS.indexOf(change.show()) << SHOW);
        int known = before == JidTable.ABSENT ? before : before & WITHOUT_SHOW;
        if (known != value && known != AVAILABLE && !change.late()) {
            surroundings
                    .arrivals()
                    .take(new Arrivals.Arrival(change.service(), jid, change.negative(), change.show(), change.away()));
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
        ofService(change.service()).setPlace(change.jid(), STATES.indexOf(state));
        return surroundings
                .sharers()
                .put(change.service(), change.jid(), state, nextTimestamp())
                .toCompletableFuture();
    }

    private CompletableFuture<?> remove(PresenceChange change) {
        return surroundings
                .sharers()
                .remove(change.service(), change.jid(), nextTimestamp())
                .toCompletableFuture();
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
        lastTimestamp = Math.max(micros(surroundings.clock().instant()), lastTimestamp + 1);
        return lastTimestamp;
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    // ------------------------------------------------------------------------------------------------ who is available

    private Behavior<Message> onWhoIsAvailable(WhoIsAvailable who) {
        OfService of = ofService(who.service());
        Map<Jid, Set<Show>> available = new HashMap<>();
        for (Jid jid : who.jids()) {
            Set<Show> shows = of.shows(jid);
            if (!shows.isEmpty()) {
                available.put(jid, shows);
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

    // ------------------------------------------------------------------------------------ what ends

    /** Whoever has just agreed, or has just subscribed, has said no presence yet. */
    private void checkLater(String service, Jid bare) {
        if (ofService(service).isTemporary(bare)) {
            timers.startSingleTimer("check " + service + ' ' + bare, new Check(service, bare), PATIENCE);
        }
    }

    /** Who has not answered yet is not known to be offline. */
    private Behavior<Message> onCheck(Check check) {
        if (!ofService(check.service()).state(check.bare()).equals(Optional.of(State.ASKED))) {
            depart(check.service(), check.bare());
        }
        return Behaviors.same();
    }

    /** Of those who are not there now, what is to end with that. */
    private void depart(String service, Jid bare) {
        OfService of = ofService(service);
        if (of.isTemporary(bare)) {
            of.departed.add(bare);
            endNext(service, of);
        }
    }

    private void endNext(String service, OfService of) {
        while (ending < MOST_ENDING && !of.departed.isEmpty()) {
            Jid bare = of.departed.iterator().next();
            of.departed.remove(bare);
            ending++;
            context.pipeToSelf(
                    surroundings.endings().of(service, bare),
                    (found, fault) ->
                            fault == null ? new Found(service, bare, found) : new NotEnded(service, bare, fault));
        }
    }

    private Behavior<Message> onFound(Found found) {
        OfService of = ofService(found.service());
        List<CompletableFuture<?>> over = new ArrayList<>();
        for (Endings.Temporary subscription : found.subscriptions()) {
            if (!of.isOnline(subscription.subscriber())) {
                over.add(surroundings.endings().end(subscription).toCompletableFuture());
            }
        }
        int ended = over.size();
        boolean all = ended == found.subscriptions().size();
        Instant before = surroundings.clock().instant().minus(CLOCKS_DIFFER);
        CompletableFuture<Void> done = CompletableFuture.allOf(over.toArray(CompletableFuture<?>[]::new));
        context.pipeToSelf(
                all
                        ? done.thenCompose(
                                none -> surroundings.temporary().remove(found.service(), found.bare(), micros(before)))
                        : done,
                (none, fault) -> fault == null ? new Ended(ended) : new NotEnded(found.service(), found.bare(), fault));
        return Behaviors.same();
    }

    /** In memory they stay: another subscription may have been made meanwhile, and looking for it costs one read. */
    private Behavior<Message> onEnded(Ended ended) {
        surroundings.figures().endings.count(Ending.ENDED, ended.subscriptions());
        return goOnEnding();
    }

    private Behavior<Message> onNotEnded(NotEnded failed) {
        surroundings.figures().endings.count(Ending.FAILED);
        context.getLog()
                .warn("subscriptions end later: service={} jid={}", failed.service(), failed.bare(), failed.cause());
        EndAgain again = new EndAgain(failed.service(), failed.bare());
        timers.startSingleTimer(again, again, RETRY);
        return goOnEnding();
    }

    private Behavior<Message> goOnEnding() {
        ending--;
        services.forEach(this::endNext);
        return Behaviors.same();
    }

    private Behavior<Message> onEndAgain(EndAgain again) {
        depart(again.service(), again.bare());
        return Behaviors.same();
    }

    // ------------------------------------------------------------------------------------------------- asking again

    private Behavior<Message> onLookAgain(LookAgain again) {
        ofService(again.service()).doubtAll();
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
        of.doubtAll();
        of.incomplete = false;
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
            of.sharers.replaceAll(value -> value & ~UNHEARD);
            endWhatIsOver(settle.service(), of);
        }
        return Behaviors.same();
    }

    /** Of those who have gone unheard, as while the member before died. */
    private void endWhatIsOver(String service, OfService of) {
        JidTable.Cursor all = of.sharers.cursor();
        for (Optional<Jid> jid = all.next(); jid.isPresent(); jid = all.next()) {
            if (of.isTemporary(jid.get()) && !of.state(jid.get()).equals(Optional.of(State.ASKED))) {
                depart(service, jid.get());
            }
        }
    }

    private OfService ofService(String service) {
        return services.computeIfAbsent(service, unknown -> new OfService());
    }

    private Behavior<Message> onStopped(PostStop stopped) {
        services.values().forEach(of -> surroundings.figures().giveRoom(of.presences.size()));
        return Behaviors.same();
    }
}
