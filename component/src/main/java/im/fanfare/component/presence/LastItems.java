package im.fanfare.component.presence;

import im.fanfare.cluster.NodeLog;
import im.fanfare.component.management.Tally;
import im.fanfare.component.pubsub.NodeService;
import im.fanfare.component.pubsub.PayloadBody;
import im.fanfare.fanout.ItemAgain;
import im.fanfare.pubsub.ArchiveFilter;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.Payload;
import im.fanfare.pubsub.Show;
import im.fanfare.pubsub.Subscription;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.PageRecord.Source;
import im.fanfare.schema.Stores;
import im.fanfare.schema.Subscriptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells subscribers who become available of the last items of those nodes that are configured so: XEP-0060 §6.1.7. Whoever says
 * for how long they were away is told of what they missed instead, of all nodes that keep it: XEP-0312.
 *
 * <p>It goes through the log, like all notifications, and the node is asked on behalf of the subscriber, so nobody is told
 * of what they may not retrieve. How many are looked after at a time is bounded; who finds no room is told of nothing, as is one
 * who comes again at once. After a crash in between nothing is told: it comes with the next presence.
 */
public final class LastItems implements Arrivals {
    private static final Logger logger = LoggerFactory.getLogger(LastItems.class);

    /** Enough to keep the stores at work, few enough for others to have most of them. */
    private static final int MOST_UNDER_WAY = 16;

    static final int MOST_WAITING = 65_536;

    /** Of one arrival that are looked at; the nodes of most people are fewer. */
    static final int MOST_NODES = 1_000;

    /** Of one arrival that are asked at the same time. */
    private static final int NODES_AT_ONCE = 4;

    /** Messages that one arrival brings. */
    static final int MOST_ITEMS = 100;

    /** Bytes of payload that it brings. */
    private static final int MOST_BYTES = 2 << 20;

    /** Whoever comes and goes more often is told once in that time. */
    static final Duration ONCE_IN = Duration.ofSeconds(5);

    /** What was sent in the last minute before somebody left may not have reached them: XEP-0312 §2. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private static final int MOST_REMEMBERED = 65_536;

    /** What an arrival brought. */
    public enum Outcome {
        TOLD,
        /** There was nothing to tell. */
        NOTHING,
        /** It came soon after another of the same resource. */
        REPEATED,
        /** There was no room to look at it. */
        DROPPED,
        /** The stores or the log did not do what it takes. */
        FAILED
    }

    private record Place(String service, Jid jid) {}

    /** An item that may be told of, and how. */
    private record Found(ItemAgain again, Subscription subscription, long revision, int bytes) {
        Instant published() {
            return again.item().published();
        }
    }

    private final Stores stores;
    private final NodeLog log;
    private final NodeService nodes;
    private final Clock clock;
    private final Tally<Outcome> outcomes = Tally.of(Outcome.class);

    /** Both under the lock of this. */
    private final Deque<Arrival> waiting = new ArrayDeque<>();

    private int underWay;

    /** When somebody was looked after, least recently put first; under its own lock. */
    private final Map<Place, Instant> recent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Instant> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    public LastItems(Stores stores, NodeLog log, NodeService nodes, Clock clock) {
        this.stores = stores;
        this.log = log;
        this.nodes = nodes;
        this.clock = clock;
    }

    public Tally<Outcome> outcomes() {
        return outcomes;
    }

    @Override
    public void take(Arrival arrival) {
        if (!isFirst(new Place(arrival.service(), arrival.jid()))) {
            outcomes.count(Outcome.REPEATED);
            return;
        }
        synchronized (this) {
            if (waiting.size() >= MOST_WAITING) {
                outcomes.count(Outcome.DROPPED);
                return;
            }
            waiting.add(arrival);
        }
        goOn();
    }

    private boolean isFirst(Place place) {
        Instant now = clock.instant();
        synchronized (recent) {
            Instant before = recent.get(place);
            if (before != null && now.isBefore(before.plus(ONCE_IN))) {
                return false;
            }
            recent.remove(place);
            recent.put(place, now);
            return true;
        }
    }

    private void goOn() {
        Optional<Arrival> next = next();
        while (next.isPresent()) {
            Arrival arrival = next.get();
            // On another thread: what is done at once would go on inside of itself.
            CompletionStage<Outcome> settled =
                    CompletableFuture.completedFuture(arrival).thenComposeAsync(this::settle);
            settled.whenComplete((outcome, fault) -> {
                if (fault != null) {
                    logger.warn("last items not told: service={} jid={}", arrival.service(), arrival.jid(), fault);
                }
                outcomes.count(fault == null ? outcome : Outcome.FAILED);
                done();
            });
            next = next();
        }
    }

    private synchronized Optional<Arrival> next() {
        if (underWay >= MOST_UNDER_WAY || waiting.isEmpty()) {
            return Optional.empty();
        }
        underWay++;
        return Optional.of(waiting.remove());
    }

    private void done() {
        synchronized (this) {
            underWay--;
        }
        goOn();
    }

    // ------------------------------------------------------------------------------------------------ one by one

    private CompletionStage<Outcome> settle(Arrival arrival) {
        return stores.subscriptions()
                .of(arrival.service(), arrival.jid().bare())
                .thenApply(all -> all.stream()
                        .filter(own -> isFor(own, arrival))
                        .limit(MOST_NODES)
                        .toList())
                .thenCompose(own -> stores.nodes()
                        .configs(own.stream().map(Subscriptions.OfUser::node).toList())
                        .thenApply(configs -> own.stream()
                                .filter(of -> Optional.ofNullable(configs.get(of.node()))
                                        .filter(config -> tells(config, arrival))
                                        .isPresent())
                                .toList()))
                .thenCompose(own -> inTurns(own, of -> look(of, arrival), new ArrayList<>()))
                .thenCompose(found -> tell(newestFirst(found), arrival));
    }

    private boolean isFor(Subscriptions.OfUser own, Arrival arrival) {
        Jid subscriber = own.subscription().subscriber();
        boolean isAddressed = subscriber.equals(arrival.jid()) || subscriber.isBare() && !arrival.negative();
        return isAddressed && own.subscription().all().stream().anyMatch(one -> tells(one, arrival));
    }

    private boolean tells(Subscription.One one, Arrival arrival) {
        return one.options().deliver()
                && isShown(one.options().shows(), arrival.show())
                && one.options()
                        .end()
                        .filter(end -> !end.isAfter(clock.instant()))
                        .isEmpty();
    }

    private static boolean isShown(Set<Show> wanted, Show show) {
        return wanted.isEmpty() || wanted.contains(show);
    }

    private static CompletionStage<List<Found>> inTurns(
            List<Subscriptions.OfUser> left,
            Function<Subscriptions.OfUser, CompletionStage<List<Found>>> look,
            List<Found> found) {
        if (left.isEmpty()) {
            return CompletableFuture.completedFuture(found);
        }
        int size = Math.min(NODES_AT_ONCE, left.size());
        List<CompletableFuture<List<Found>>> turn = left.subList(0, size).stream()
                .map(of -> look.apply(of).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(turn.toArray(CompletableFuture<?>[]::new))
                .thenComposeAsync(done -> {
                    turn.forEach(each -> found.addAll(each.join()));
                    return inTurns(left.subList(size, left.size()), look, found);
                });
    }

    private static boolean tells(NodeConfig config, Arrival arrival) {
        return arrival.away().isPresent()
                ? config.persistItems() && config.deliverNotifications()
                : config.sendsLastItemOnPresence();
    }

    private CompletionStage<List<Found>> look(Subscriptions.OfUser own, Arrival arrival) {
        return nodes.reply(new NodeCommand.QueryArchive(
                        own.node().id(),
                        arrival.jid(),
                        arrival.away().map(this::since).orElse(ArchiveFilter.ALL),
                        Optional.of(new Paging(
                                new Paging.Last(), Optional.of(arrival.away().isPresent() ? MOST_ITEMS : 1)))))
                .thenApply(reply -> reply instanceof NodeReply.ArchivePage page
                        ? found(own, page)
                                .filter(one -> tells(page.config(), arrival))
                                .toList()
                        : List.of()); // who may not retrieve is not told
    }

    private ArchiveFilter since(Duration away) {
        Instant from = clock.instant().minus(away).minus(GRACE);
        return new ArchiveFilter(
                Optional.of(from.isBefore(Instant.EPOCH) ? Instant.EPOCH : from),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static Stream<Found> found(Subscriptions.OfUser own, NodeReply.ArchivePage page) {
        NodeKey node = own.node();
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < page.items().size(); i++) {
            Item item = page.items().get(i);
            int bytes = item.payload().map(Payload::bytes).orElse(0);
            found.add(new Found(
                    new ItemAgain(node, page.ids().get(i), item, page.config()),
                    own.subscription(),
                    page.revision(),
                    bytes));
        }
        return found.stream();
    }

    /** As many of the newest as one arrival brings. */
    private static List<Found> newestFirst(List<Found> found) {
        List<Found> newest = new ArrayList<>();
        int bytes = 0;
        List<Found> latest = new ArrayList<>(found);
        Collections.reverse(latest); // what a node published in one moment stands in its order
        for (Found one : latest.stream()
                .sorted(Comparator.comparing(Found::published).reversed())
                .limit(MOST_ITEMS)
                .toList()) {
            bytes += one.bytes();
            if (bytes > MOST_BYTES) {
                break;
            }
            newest.add(one);
        }
        return newest;
    }

    private CompletionStage<Outcome> tell(List<Found> found, Arrival arrival) {
        if (found.isEmpty()) {
            return CompletableFuture.completedFuture(Outcome.NOTHING);
        }
        List<PageRecord> records = new ArrayList<>(found.stream()
                .map(one -> one.again()
                        .to(
                                one.subscription(),
                                arrival.jid(),
                                one.revision(),
                                Source.again(arrival.away().isPresent() ? Long.MAX_VALUE : one.revision()),
                                PayloadBody::of))
                .toList());
        if (arrival.away().isPresent()) {
            Collections.reverse(
                    records); // what was missed comes in the order in which it was published, and late rather than not
        }
        return log.appendToPages(records).thenApply(logged -> Outcome.TOLD);
    }
}
