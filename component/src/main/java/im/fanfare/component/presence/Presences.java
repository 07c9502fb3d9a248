package im.fanfare.component.presence;

import im.fanfare.component.presence.PresenceFigures.Answer;
import im.fanfare.component.presence.PresenceFigures.Outcome;
import im.fanfare.fanout.Availability;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Show;
import im.fanfare.schema.Sharers;
import im.fanfare.schema.TemporarySubscribers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where changes of presence go: to the member that remembers those of the JID.
 *
 * <p>Whoever brings one waits for nothing. What waits is bounded; beyond that changes are left out, and once there is room
 * again those who share are asked how it stands. Of one share one batch is under way at a time, and comes again until it
 * is taken: so one JID's changes that come to this member keep their order.
 */
public final class Presences implements Availability, AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Presences.class);

    private static final EntityTypeKey<PresenceShare.Message> KEY =
            EntityTypeKey.create(PresenceShare.Message.class, "presence");

    /** Changes, some 200 bytes each. */
    static final int MOST_WAITING = 131_072;

    private static final int MOST_IN_BATCH = 512;
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** Those whom it is about wait so long for what they may be told of, and so often. */
    private static final Duration LOOKUP = Duration.ofSeconds(3);

    private static final int MOST_LOOKUPS = 3;

    /** JIDs of up to 3 KB, in a message between members. */
    private static final int MOST_IN_LOOKUP = 64;

    /** Shares of members that went are to come back before their people are missed for long. */
    private static final Duration ROLL_CALL = Duration.ofSeconds(5);

    private final ClusterSharding sharding;
    private final PresenceFigures figures;
    private final List<Queue> queues =
            IntStream.range(0, Sharers.SHARES).mapToObj(Queue::new).toList();

    /** Services of which changes were left out; under its own lock. */
    private final Set<String> incomplete = new HashSet<>();

    private volatile boolean closed;

    /** What waits for one share; under its own lock. */
    private static final class Queue {
        private final int share;
        private final Deque<PresenceChange> waiting = new ArrayDeque<>();
        private boolean underWay;

        private Queue(int share) {
            this.share = share;
        }
    }

    private enum Tick {
        TICK
    }

    /** Starts this member's share of the presences; nothing may be taken before. */
    public static Presences start(
            ActorSystem<?> system,
            List<String> services,
            Sharers sharers,
            TemporarySubscribers temporary,
            Endings endings,
            PresenceSender sender,
            Arrivals arrivals,
            Clock clock,
            PresenceFigures figures) {
        var surroundings =
                new PresenceShare.Surroundings(services, sharers, temporary, endings, sender, arrivals, clock, figures);
        ClusterSharding sharding = ClusterSharding.get(system);
        sharding.init(Entity.of(
                        KEY, entity -> PresenceShare.create(Integer.parseInt(entity.getEntityId()), surroundings))
                .withStopMessage(new PresenceShare.Stop()));
        ClusterSingleton.get(system).init(SingletonActor.of(rollCall(sharding), "presence-roll-call"));
        return new Presences(sharding, figures);
    }

    /** One member has all shares be somewhere, whoever has anything to say to them. */
    private static Behavior<Tick> rollCall(ClusterSharding sharding) {
        return Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Tick.TICK, ROLL_CALL);
            return Behaviors.receiveMessage(tick -> {
                for (int share = 0; share < Sharers.SHARES; share++) {
                    ref(sharding, share).tell(new PresenceShare.BeThere());
                }
                return Behaviors.same();
            });
        });
    }

    private Presences(ClusterSharding sharding, PresenceFigures figures) {
        this.sharding = sharding;
        this.figures = figures;
    }

    private static EntityRef<PresenceShare.Message> ref(ClusterSharding sharding, int share) {
        return sharding.entityRefFor(KEY, Integer.toString(share));
    }

    /** Takes a change; from any thread, and nobody waits. */
    public void take(PresenceChange change) {
        if (figures.waiting.incrementAndGet() > MOST_WAITING) {
            figures.waiting.decrementAndGet();
            leaveOut(change);
            return;
        }
        Queue queue = queues.get(Sharers.share(change.jid().bare()));
        synchronized (queue) {
            queue.waiting.add(change);
            if (queue.underWay) {
                return;
            }
            queue.underWay = true;
        }
        sendNext(queue);
    }

    @Override
    public CompletionStage<Map<Jid, Set<Show>>> available(String service, List<Jid> jids) {
        List<CompletableFuture<Map<Jid, Set<Show>>>> asked = new ArrayList<>();
        jids.stream()
                .collect(Collectors.groupingBy(jid -> Sharers.share(jid.bare())))
                .forEach((share, of) -> {
                    for (int i = 0; i < of.size(); i += MOST_IN_LOOKUP) {
                        asked.add(available(service, share, of.subList(i, Math.min(of.size(), i + MOST_IN_LOOKUP)), 1));
                    }
                });
        return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> {
                    Map<Jid, Set<Show>> available = new HashMap<>();
                    asked.forEach(share -> available.putAll(share.join()));
                    return available;
                });
    }

    private CompletableFuture<Map<Jid, Set<Show>>> available(String service, int share, List<Jid> jids, int lookups) {
        return ref(sharding, share)
                .<PresenceShare.Available>ask(
                        replyTo -> new PresenceShare.WhoIsAvailable(service, jids, replyTo), LOOKUP)
                .toCompletableFuture()
                .thenApply(answer -> {
                    figures.answers.count(Answer.AVAILABLE, answer.shows().size());
                    figures.answers.count(
                            Answer.UNAVAILABLE, jids.size() - answer.shows().size());
                    return answer.shows();
                })
                .exceptionallyCompose(fault -> {
                    if (lookups < MOST_LOOKUPS) {
                        return available(service, share, jids, lookups + 1);
                    }
                    logger.debug("nobody knows who is available: share={}", share, fault);
                    figures.answers.count(Answer.NONE, jids.size());
                    return CompletableFuture.completedFuture(jids.stream()
                            .distinct()
                            .collect(Collectors.toMap(Function.identity(), jid -> EnumSet.allOf(Show.class))));
                });
    }

    /**
     * Keeps nothing of somebody's presence, and says so to them.
     *
     * @return a stage that fails where nobody knows whether that has happened; it may be asked for again
     */
    public CompletionStage<Void> forget(String service, Jid bare) {
        return tell(List.of(PresenceChange.of(service, bare, PresenceChange.Kind.FORGET)));
    }

    /**
     * Has changes taken.
     *
     * @return a stage that fails where nobody knows whether that has happened; they may be brought again
     */
    public CompletionStage<Void> tell(List<PresenceChange> changes) {
        List<CompletableFuture<?>> told = new ArrayList<>();
        changes.stream()
                .collect(Collectors.groupingBy(
                        change -> Sharers.share(change.jid().bare())))
                .forEach((share, of) -> {
                    for (int i = 0; i < of.size(); i += MOST_IN_BATCH) {
                        List<PresenceChange> batch = of.subList(i, Math.min(of.size(), i + MOST_IN_BATCH));
                        told.add(ref(sharding, share)
                                .<PresenceShare.Taken>ask(replyTo -> new PresenceShare.Changes(batch, replyTo), ANSWER)
                                .toCompletableFuture());
                    }
                });
        return CompletableFuture.allOf(told.toArray(CompletableFuture<?>[]::new));
    }

    /**
     * Says something to all who are available to the service: XEP-0133 §4.23.
     *
     * @param text of 16,384 characters at most
     * @return to how many bare JIDs; a stage that fails where not all members answer, when some may have been told
     */
    public CompletionStage<Integer> announce(String service, String text) {
        List<CompletableFuture<PresenceShare.Announced>> shares = IntStream.range(0, Sharers.SHARES)
                .mapToObj(share -> ref(sharding, share)
                        .<PresenceShare.Announced>ask(
                                replyTo -> new PresenceShare.Announce(service, text, replyTo), ANSWER)
                        .toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(shares.toArray(CompletableFuture<?>[]::new))
                .thenApply(all ->
                        shares.stream().mapToInt(share -> share.join().people()).sum());
    }

    /** Presences of the service may have been missed, as after its link was down. */
    public void lookAgain(String service) {
        for (int share = 0; share < Sharers.SHARES; share++) {
            ref(sharding, share).tell(new PresenceShare.LookAgain(service));
        }
    }

    private void leaveOut(PresenceChange change) {
        figures.outcomes.count(Outcome.DROPPED);
        synchronized (incomplete) {
            if (incomplete.add(change.service())) {
                logger.warn("more presences than can be passed on: service={}", change.service());
            }
        }
    }

    private void sendNext(Queue queue) {
        List<PresenceChange> batch = new ArrayList<>();
        synchronized (queue) {
            while (batch.size() < MOST_IN_BATCH && !queue.waiting.isEmpty()) {
                batch.add(queue.waiting.remove());
            }
            queue.underWay = !batch.isEmpty();
        }
        if (!batch.isEmpty()) {
            send(queue, List.copyOf(batch));
        }
    }

    private void send(Queue queue, List<PresenceChange> batch) {
        if (closed) {
            return;
        }
        ref(sharding, queue.share)
                .<PresenceShare.Taken>ask(replyTo -> new PresenceShare.Changes(batch, replyTo), ANSWER)
                .whenComplete((taken, fault) -> {
                    if (fault != null) {
                        logger.debug("presences not taken yet: share={}", queue.share, fault);
                        later().execute(() -> send(queue, batch));
                    } else if (figures.waiting.addAndGet(-batch.size()) == 0) {
                        sendNext(queue);
                        completeWhatWasLeftOut();
                    } else {
                        sendNext(queue);
                    }
                });
    }

    private static Executor later() {
        return CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void completeWhatWasLeftOut() {
        List<String> services;
        synchronized (incomplete) {
            services = List.copyOf(incomplete);
            incomplete.clear();
        }
        services.forEach(this::lookAgain);
    }

    /** What waits is given up: who shares is asked again by whoever has the share then. */
    @Override
    public void close() {
        closed = true;
    }
}
