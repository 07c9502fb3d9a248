package im.fanfare.component.bounces;

import im.fanfare.cluster.NodeLog;
import im.fanfare.component.management.Tally;
import im.fanfare.component.pubsub.NodeService;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.schema.Bounces;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Stores;
import im.fanfare.schema.Subscriptions;
import im.fanfare.stanza.Message;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the bounces of each address, and suspends and in the end unsubscribes those that bounce again and again:
 * XEP-0060 §13.4 and decision 8.
 *
 * <p>Whoever brings a bounce waits for nothing. What waits to be counted is bounded, and so is what is under way; a bounce
 * that finds no room is left out, and comes again with the next notification. A bounce is counted in the store before
 * anything follows from it, so after a crash in between it follows from the next one.
 */
public final class BounceHandler implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(BounceHandler.class);

    /** Addresses, some 300 bytes each. */
    static final int MOST_WAITING = 16_384;

    /** Addresses of which we know for a while that another bounce would not count. */
    private static final int MOST_REMEMBERED = 65_536;

    /** Enough to keep the stores at work, few enough for others to have most of them. */
    private static final int MOST_UNDER_WAY = 32;

    /** The subscription, or its node, was quicker. */
    private static final Set<PubSubError> IS_OVER =
            Set.of(PubSubError.NOT_SUBSCRIBED, PubSubError.INVALID_SUBID, PubSubError.NODE_NOT_FOUND);

    /** What became of a bounce. */
    public enum Outcome {
        /** It says nothing of later ones. */
        TEMPORARY,
        /** It came soon after another that counted. */
        REPEATED,
        COUNTED,
        /** Counted, and the address is told of nothing for a while. */
        SUSPENDED,
        /** Counted, and the address has lost its subscriptions. */
        REMOVED,
        /** There was no room to look at it. */
        DROPPED,
        /** The stores, the log or a node did not do what follows from it. */
        FAILED
    }

    private record Address(String service, Jid jid) {}

    private final BouncePolicy policy;
    private final Stores stores;
    private final NodeLog log;
    private final NodeService nodes;
    private final Clock clock;
    private final Tally<Outcome> outcomes = Tally.of(Outcome.class);
    private final BlockingQueue<Address> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Semaphore room = new Semaphore(MOST_UNDER_WAY);
    private final Thread thread = new Thread(this::work, "bounces");

    /** Until when another bounce does not count, least recently put first; under its own lock. */
    private final Map<Address, Instant> recent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Address, Instant> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    private BounceHandler(BouncePolicy policy, Stores stores, NodeLog log, NodeService nodes, Clock clock) {
        this.policy = policy;
        this.stores = stores;
        this.log = log;
        this.nodes = nodes;
        this.clock = clock;
        thread.setDaemon(true);
    }

    public static BounceHandler start(BouncePolicy policy, Stores stores, NodeLog log, NodeService nodes, Clock clock) {
        BounceHandler handler = new BounceHandler(policy, stores, log, nodes, clock);
        handler.thread.start();
        return handler;
    }

    /** Takes an error message to a service; from any thread, and nobody waits. */
    public void take(Message error) {
        Bounce bounce = Bounce.of(error);
        Address address = new Address(bounce.service(), bounce.address());
        if (!bounce.lasts()) {
            outcomes.count(Outcome.TEMPORARY);
        } else if (!isFirst(address)) {
            outcomes.count(Outcome.REPEATED);
        } else if (!waiting.offer(address)) {
            forget(address);
            outcomes.count(Outcome.DROPPED);
        }
    }

    /** What the bounces since the start came to. */
    public Tally<Outcome> outcomes() {
        return outcomes;
    }

    private boolean isFirst(Address address) {
        Instant now = clock.instant();
        synchronized (recent) {
            Instant until = recent.get(address);
            if (until != null && now.isBefore(until)) {
                return false;
            }
            recent.remove(address);
            recent.put(address, now.plus(policy.countEvery()));
            return true;
        }
    }

    private void forget(Address address) {
        synchronized (recent) {
            recent.remove(address);
        }
    }

    // ------------------------------------------------------------------------------------------------ one by one

    private void work() {
        try {
            while (true) {
                Address next = waiting.take();
                room.acquire();
                settle(next).whenComplete((outcome, fault) -> {
                    room.release();
                    if (fault != null) {
                        logger.warn("a bounce was not settled: service={} jid={}", next.service(), next.jid(), fault);
                        forget(next); // the next one is looked at again
                    }
                    outcomes.count(fault == null ? outcome : Outcome.FAILED);
                });
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletionStage<Outcome> settle(Address address) {
        try {
            return stores.bounces()
                    .of(address.service(), address.jid())
                    .thenCompose(known -> policy.after(known, clock.instant())
                            .map(history -> keep(address, history))
                            .orElseGet(() -> CompletableFuture.completedFuture(Outcome.REPEATED)));
        } catch (RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    private CompletionStage<Outcome> keep(Address address, Bounces.History history) {
        return stores.bounces()
                .put(address.service(), address.jid(), history, policy.forgottenAfter())
                .thenCompose(kept -> switch (policy.verdict(history)) {
                    case LEAVE -> CompletableFuture.completedFuture(Outcome.COUNTED);
                    case SUSPEND -> subscriptions(address).thenCompose(all -> suspend(address, history, all));
                    case REMOVE -> subscriptions(address).thenCompose(all -> remove(address, history, all));
                });
    }

    private CompletionStage<List<Subscriptions.OfUser>> subscriptions(Address address) {
        return stores.subscriptions()
                .of(address.service(), address.jid().bare())
                .thenApply(all -> all.stream()
                        .filter(own -> own.subscription().subscriber().equals(address.jid()))
                        .toList());
    }

    private CompletionStage<Outcome> suspend(
            Address address, Bounces.History history, List<Subscriptions.OfUser> subscriptions) {
        Instant until = history.last().plus(policy.suspendedFor());
        return log.appendToPages(subscriptions.stream()
                        .<PageRecord>map(own -> new PageRecord.Suspended(own.node(), own.subscription(), until))
                        .toList())
                .thenApply(logged -> {
                    logger.debug(
                            "suspended until {}: service={} jid={} bounces={} subscriptions={}",
                            until,
                            address.service(),
                            address.jid(),
                            history.counted(),
                            subscriptions.size());
                    return Outcome.SUSPENDED;
                });
    }

    private CompletionStage<Outcome> remove(
            Address address, Bounces.History history, List<Subscriptions.OfUser> subscriptions) {
        Iterator<NodeCommand> ends = subscriptions.stream()
                .flatMap(own -> own.subscription().all().stream()
                        .<NodeCommand>map(one -> new NodeCommand.Unsubscribe(
                                own.node().id(), address.jid().bare(), address.jid(), Optional.of(one.subId()))))
                .iterator();
        return removeEach(ends)
                .thenCompose(removed -> stores.bounces().forget(address.service(), address.jid(), history.last()))
                .thenApply(forgotten -> {
                    logger.info(
                            "unsubscribed, since whatever is sent there comes back: service={} jid={} bounces={}"
                                    + " subscriptions={}",
                            address.service(),
                            address.jid(),
                            history.counted(),
                            subscriptions.size());
                    return Outcome.REMOVED;
                });
    }

    /** The way that the address itself would go, so all that follows from an end follows from this. */
    private CompletionStage<Void> removeEach(Iterator<NodeCommand> left) {
        if (!left.hasNext()) {
            return CompletableFuture.completedFuture(null);
        }
        return nodes.ask(left.next()).thenCompose(reply -> {
            if (reply instanceof NodeReply.Refused refused && !IS_OVER.contains(refused.error())) {
                return CompletableFuture.failedFuture(
                        new IllegalStateException("not unsubscribed: " + refused.error()));
            }
            return removeEach(left);
        });
    }

    /** What waits is left to the next bounces. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
