package im.fanfare.gatling.simulation;

import static im.fanfare.gatling.notification.Completeness.complete;
import static im.fanfare.gatling.notification.Completeness.everythingArrived;
import static im.fanfare.gatling.websocket.XmppDsl.ACCOUNT;
import static im.fanfare.gatling.websocket.XmppDsl.CREATE;
import static im.fanfare.gatling.websocket.XmppDsl.LOGIN;
import static im.fanfare.gatling.websocket.XmppDsl.PUBLISH;
import static im.fanfare.gatling.websocket.XmppDsl.SUBSCRIBE;
import static im.fanfare.gatling.websocket.XmppDsl.USER;
import static im.fanfare.gatling.websocket.XmppDsl.createNode;
import static im.fanfare.gatling.websocket.XmppDsl.login;
import static im.fanfare.gatling.websocket.XmppDsl.logout;
import static im.fanfare.gatling.websocket.XmppDsl.publish;
import static im.fanfare.gatling.websocket.XmppDsl.subscribe;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.exitBlockOnFail;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import im.fanfare.gatling.Run;
import im.fanfare.gatling.engine.Attribute;
import im.fanfare.gatling.engine.Engine;
import im.fanfare.gatling.report.Bars;
import im.fanfare.gatling.report.Latencies;
import im.fanfare.gatling.websocket.Account;
import im.fanfare.gatling.websocket.Users;
import im.fanfare.load.Audience;
import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CoreDsl;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Real users of a real server: they log in in several ways, each subscribes to one node, and all of them are told of what
 * is published there; from one user's publish to every other's notification.
 */
public final class EndToEnd extends Simulation {
    private static final Attribute<Audience> NODE = new Attribute<>("node", Audience.class);
    private static final String NOTIFICATION = "notification";
    private static final int LOGGED = 1000;

    private final Run run = Run.current();
    private final Users users = run.protocol(Users.class);
    private final int nodes = run.number("nodes");
    private final int perNode = Math.max(1, run.number("users") / nodes);
    private final List<Account.Mechanism> mechanisms = mechanisms();
    private final List<Audience> audiences;
    private final Meeting allSubscribed = new Meeting(nodes * perNode);
    private final Meeting allPublished = new Meeting(nodes);
    private final Meeting end = new Meeting(1);

    /** Where so many wait until the last has come. */
    private static final class Meeting {
        private final AtomicInteger missing;
        private final CompletableFuture<Void> complete = new CompletableFuture<>();

        private Meeting(int count) {
            missing = new AtomicInteger(count);
        }

        private Session come(Session session) {
            if (missing.decrementAndGet() == 0) {
                complete.complete(null);
            }
            return session;
        }

        private ActionBuilder await() {
            return Engine.stepOfAny("await others", turn -> {
                var unused = complete.thenRun(turn::next);
            });
        }
    }

    public EndToEnd() {
        users.notifications().begin();
        users.notifications().logEvery(perNode / LOGGED);
        audiences = IntStream.range(0, nodes)
                .mapToObj(node -> users.notifications().audience(node * perNode, perNode))
                .toList();
        var conclusion = scenario("conclusion")
                .exec(allPublished.await())
                .exec(everythingArrived(() -> 0L))
                .exec(end::come);
        setUp(owner().injectOpen(atOnceUsers(1))
                        .andThen(
                                publishers().injectOpen(atOnceUsers(nodes)),
                                subscribers()
                                        .injectOpen(rampUsers(nodes * perNode)
                                                .during(1 + (long) (nodes * perNode / run.fraction("logins")))),
                                conclusion.injectOpen(atOnceUsers(1))))
                .protocols(users.http(), users.protocol())
                .assertions(complete(LOGIN, CREATE, SUBSCRIBE, PUBLISH));
    }

    @Override
    public void before() {
        run.start();
    }

    @Override
    public void after() {
        Latencies.Summary told = run.latencies().total(NOTIFICATION);
        Latencies.Summary published = run.latencies().total("publish");
        List<Bars.Bar> bars = new ArrayList<>(List.of(
                new Bars.Bar("publish, median", published.medianMillis()),
                new Bars.Bar("notification, median", told.medianMillis()),
                new Bars.Bar("notification, 99 in 100", told.p99Millis()),
                new Bars.Bar("notification, at worst", told.mostMillis())));
        mechanisms.stream()
                .distinct()
                .map(mechanism -> "log in by " + mechanism)
                .forEach(name ->
                        bars.add(new Bars.Bar(name + ", median", run.latencies().millis(name, 50))));
        run.answer(
                "Of %,d users, each is told by %s after %s ms (median; p99 %s ms); a publish is acknowledged after %s ms."
                        .formatted(
                                nodes * perNode,
                                users.service(),
                                Bars.number(told.medianMillis()),
                                Bars.number(told.p99Millis()),
                                Bars.number(published.medianMillis())),
                Bars.of("How long users wait", "ms", bars));
    }

    private ScenarioBuilder owner() {
        AtomicInteger next = new AtomicInteger();
        return scenario("owner")
                .exec(session -> ACCOUNT.in(session, users.publisher()))
                .exec(login(users))
                .exec(repeat(nodes).on(createNode(users, session -> audiences.get(next.getAndIncrement()))))
                .exec(logout());
    }

    /** One for each node, so that its order is known. Whoever fails comes to the meetings, so that nobody waits for ever. */
    private ScenarioBuilder publishers() {
        AtomicInteger next = new AtomicInteger();
        Duration pace = Duration.ofNanos(
                (long) (nodes / run.fraction("rate") * Duration.ofSeconds(1).toNanos()));
        ChainBuilder publishing = during(run.number("seconds"), false) // or the last item would be counted and not sent
                .on(CoreDsl.pace(pace).exec(publish(users, NODE::of)));
        return scenario("publisher")
                .exec(session -> ACCOUNT.in(NODE.in(session, audiences.get(next.getAndIncrement())), users.publisher()))
                .exec(login(users))
                .exec(allSubscribed.await())
                .doIf(session -> !session.isFailed())
                .then(publishing)
                .exec(allPublished::come)
                .exec(end.await())
                .exec(logout());
    }

    private ScenarioBuilder subscribers() {
        AtomicInteger next = new AtomicInteger();
        return scenario("subscriber")
                .exec(session -> {
                    int number = next.getAndIncrement();
                    Account.Mechanism mechanism = mechanisms.get(number % mechanisms.size());
                    Session somewhere = NODE.in(session.set(USER, number), audiences.get(number / perNode));
                    return ACCOUNT.in(somewhere, users.subscriber(number, mechanism));
                })
                .exec(exitBlockOnFail().on(login(users).exec(subscribe(users, NODE::of))))
                .exec(allSubscribed::come)
                .exec(end.await())
                .exec(logout());
    }

    /** Users take them in turns; as many of each as the settings say. */
    private List<Account.Mechanism> mechanisms() {
        List<Account.Mechanism> all = new ArrayList<>();
        for (Account.Mechanism mechanism : Account.Mechanism.values()) {
            for (int i = 0; i < run.number(mechanism.setting()); i++) {
                all.add(mechanism);
            }
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("Nobody logs in: --plain, --scram and --anonymous are all 0.");
        }
        return all;
    }
}
