package im.fanfare.gatling.notification;

import im.fanfare.gatling.engine.Engine;
import im.fanfare.gatling.report.Latencies;
import im.fanfare.load.Audience;
import im.fanfare.load.Checker;
import im.fanfare.load.Findings;
import im.fanfare.load.Publication;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All that users are told in a run: each of them of each item once, whole and in order.
 *
 * <p>Of one notification in so many the latency goes into the statistics, as the statistics would else be what is
 * measured; all of them are checked.
 */
public final class Notifications {
    private static final String NOTIFICATION = "notification";
    private static final String SCENARIO = "everybody";

    private final Checker checker;
    private final Latencies latencies;
    /** Apart from what earlier runs have left in the same service. */
    private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

    private final AtomicInteger nodes = new AtomicInteger();
    private volatile int loggedEvery = 1;
    private volatile Function<Publication, String> naming = publication -> NOTIFICATION;
    private volatile Engine.@Nullable Statistics statistics;

    /**
     * None yet.
     *
     * @param order what of two items of a node has to come first: where links break, answers tell and sending does not
     * @param latencies takes how long everything took
     */
    public Notifications(Checker.Order order, Latencies latencies) {
        this.latencies = latencies;
        this.checker = new Checker(order, this::told);
    }

    public Checker checker() {
        return checker;
    }

    public Latencies latencies() {
        return latencies;
    }

    public Findings findings() {
        return checker.findings();
    }

    /** Not told as yet. */
    public long missing() {
        return checker.missing();
    }

    /** So far, each the first of its item to its subscriber. */
    public long count() {
        return checker.notifications();
    }

    /** A node that nobody has created yet, for subscribers number {@code first} to {@code first + size - 1}. */
    public Audience audience(int first, int size) {
        return Audience.of("load-" + run + '-' + nodes.getAndIncrement(), first, size);
    }

    /** Whether this is the name of such a node. */
    public boolean isOfThisRun(String node) {
        return node.startsWith("load-" + run);
    }

    /** Another simulation begins: all latencies are kept, under one name. */
    public void begin() {
        latencies.forget();
        logEvery(1);
        nameAs(publication -> NOTIFICATION);
    }

    /** From now on the latency of every notification to one subscriber in so many is kept. */
    public void logEvery(int subscribers) {
        loggedEvery = Math.max(1, subscribers);
    }

    /** From now on they are reported under these names; asked when one arrives. */
    public void nameAs(Function<Publication, String> naming) {
        this.naming = naming;
    }

    void started(Engine.Statistics statistics) {
        this.statistics = statistics;
    }

    private void told(Publication publication, int subscriber, long now) {
        if (subscriber % loggedEvery != 0) {
            return;
        }
        String name = naming.apply(publication);
        long nanos = now - publication.sent();
        latencies.record(name, nanos);
        Engine.Statistics log = statistics;
        if (log != null) {
            long ended = log.now();
            log.response(SCENARIO, name, ended - TimeUnit.NANOSECONDS.toMillis(nanos), ended);
        }
    }
}
