package im.fanfare.gatling.hub;

import im.fanfare.gatling.engine.Engine;
import im.fanfare.gatling.report.Latencies;
import im.fanfare.load.Audience;
import im.fanfare.load.Checker;
import im.fanfare.load.Findings;
import im.fanfare.load.HostServer;
import im.fanfare.load.Publication;
import im.fanfare.load.Requests;
import im.fanfare.load.Script;
import im.fanfare.load.Stay;
import io.gatling.javaapi.core.ProtocolBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The protocol: a host server whose only component is Fanfare, and whose users are Gatling's.
 *
 * <p>Every notification is checked: each subscriber has to be told of each item once, whole and in order. Of one in so
 * many the latency goes into the statistics, as the statistics would else be what is measured.
 */
public final class Hub implements Engine.Plugin, AutoCloseable {
    private static final String NOTIFICATION = "notification";
    private static final String SCENARIO = "everybody";
    private static final int LANES = 1 << 20;

    private final HostServer host;
    private final Checker checker;
    private final Latencies latencies;
    /** Apart from what earlier runs have left in the same service. */
    private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

    private final AtomicInteger nodes = new AtomicInteger();
    private volatile int loggedEvery = 1;
    private volatile Function<Publication, String> naming = publication -> NOTIFICATION;
    private volatile Engine.@Nullable Statistics statistics;

    /** A publish that has been sent. */
    record Published(Requests.Request request, Publication publication) {}

    /**
     * Listens for the component.
     *
     * @param service the address under which the component attaches
     * @param order what of two items of a node has to come first: where links break, answers tell and sending does not
     * @param latencies takes how long everything took
     * @param said takes what an operator should know
     */
    public Hub(
            InetSocketAddress address,
            String service,
            String secret,
            Checker.Order order,
            Latencies latencies,
            Consumer<String> said)
            throws IOException {
        this.latencies = latencies;
        this.checker = new Checker(order, this::told);
        this.host = new HostServer(Script.of(service, secret), checker, address, said);
    }

    /** For {@code setUp(…).protocols(…)}. */
    public ProtocolBuilder protocol() {
        return Engine.protocol(this);
    }

    @Override
    public void started(Engine.Statistics statistics) {
        this.statistics = statistics;
    }

    public HostServer host() {
        return host;
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

    /** Notifications so far, each the first of its item to its subscriber. */
    public long notifications() {
        return checker.notifications();
    }

    /** A node that nobody has created yet, for subscribers number {@code first} to {@code first + size - 1}. */
    public Audience audience(int first, int size) {
        return Audience.of("load-" + run + '-' + nodes.getAndIncrement(), first, size);
    }

    /** Another simulation begins: all latencies are kept, under one name. */
    public void begin() {
        latencies.forget();
        logEvery(1);
        nameNotifications(publication -> NOTIFICATION);
    }

    /** From now on the latency of every notification to one subscriber in so many is kept. */
    public void logEvery(int subscribers) {
        loggedEvery = Math.max(1, subscribers);
    }

    /** From now on notifications are reported under these names; asked when one arrives. */
    public void nameNotifications(Function<Publication, String> naming) {
        this.naming = naming;
    }

    /** Who has created the node, and publishes to it. */
    String owner(Audience audience) {
        return host.script().subscriber(audience.first()) + "/load";
    }

    String user(int number) {
        return host.script().subscriber(number);
    }

    Script script() {
        return host.script();
    }

    /** Sends a request of this user. */
    Requests.Request ask(int user, String type, String body) throws IOException {
        return ask(user, user(user) + "/load", type, body);
    }

    /** Sends a request of the owner: all that concerns a node goes one way, so that it stays in order. */
    Requests.Request askAsOwner(Audience audience, String body) throws IOException {
        return ask(lane(audience), owner(audience), "set", body);
    }

    Published publish(Audience audience) throws IOException {
        Requests.Request request = host.requests().next();
        // Items are numbered in the order in which they are sent.
        synchronized (audience) {
            Publication publication = checker.publish(audience, request.moment());
            send(
                    lane(audience),
                    request,
                    owner(audience),
                    "set",
                    script().publish(audience.node(), publication.item()));
            return new Published(request, publication);
        }
    }

    Stay arrives(Audience audience, int user) {
        return checker.arrives(audience, user);
    }

    Checker checker() {
        return checker;
    }

    @Override
    public void close() throws IOException {
        host.close();
    }

    private Requests.Request ask(int lane, String from, String type, String body) throws IOException {
        Requests.Request request = host.requests().next();
        send(lane, request, from, type, body);
        return request;
    }

    private void send(int lane, Requests.Request request, String from, String type, String body) throws IOException {
        try {
            host.send(lane, script().iq(type, request.id(), from, body));
        } catch (IOException e) {
            host.requests().giveUp(request.id(), e);
            throw e;
        }
    }

    private static int lane(Audience audience) {
        return Math.floorMod(audience.node().hashCode(), LANES);
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
