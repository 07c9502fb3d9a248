package im.fanfare.gatling.simulation;

import static im.fanfare.gatling.hub.HubDsl.USER;
import static im.fanfare.gatling.hub.HubDsl.fetchNewestItem;
import static im.fanfare.gatling.hub.HubDsl.fetchSubscriptions;
import static im.fanfare.gatling.hub.HubDsl.publish;
import static im.fanfare.gatling.hub.HubDsl.subscribeForAWhile;
import static im.fanfare.gatling.hub.HubDsl.unsubscribe;
import static im.fanfare.gatling.notification.Completeness.complete;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import im.fanfare.gatling.engine.Engine;
import im.fanfare.gatling.report.Bars;
import im.fanfare.load.Audience;
import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Everything at once, for a minute or for hours: reading, publishing, coming and going. Lag and memory are watched by
 * what Fanfare's members say of themselves.
 */
public final class MixedDay extends HubSimulation {
    private static final String BACKLOG = "deliveries waiting for the links";
    private static final String HEAP = "heap in use, MiB";
    /** Shorter runs say nothing of memory: the JVM has hardly had to collect any. */
    private static final int SECONDS_FOR_MEMORY = 60;

    private static final int QUARTERS = 4;
    private static final Duration GLANCE = Duration.ofSeconds(1);
    private static final int GLANCES = 30;

    private final int nodes = run.number("nodes");
    private final int perNode = Math.max(1, run.number("users") / nodes);
    private final int users = nodes * perNode;
    private final int seconds = run.number("seconds");
    private final List<Audience> audiences;

    public MixedDay() {
        audiences = IntStream.range(0, nodes)
                .mapToObj(node -> hub.audience(node * perNode, perNode))
                .toList();
        logAsFewAs(perNode);
        AtomicInteger guests = new AtomicInteger(users);
        ChainBuilder visit = exec(session -> session.set(USER, guests.getAndIncrement()))
                .exec(subscribeForAWhile(session -> anyNode()))
                .exitHereIfFailed()
                .pause(run.number("stay"));
        for (ActionBuilder step : unsubscribe()) {
            visit = visit.exec(step);
        }
        var action = scenario("user")
                .exec(session -> session.set(USER, ThreadLocalRandom.current().nextInt(users)))
                .exec(randomSwitch()
                        .on(
                                percent(run.fraction("fetch")).then(fetchNewestItem(session -> ofUser(session))),
                                percent(run.fraction("subscriptions")).then(fetchSubscriptions()),
                                percent(run.fraction("publish")).then(publish(session -> anyNode())),
                                percent(run.fraction("visit")).then(visit)));
        setUp(prepare(audiences)
                        .andThen(action.injectOpen(
                                constantUsersPerSec(run.fraction("rate")).during(seconds)))
                        .andThen(steady())
                        .andThen(conclusion()))
                .protocols(hub.protocol())
                .assertions(complete());
    }

    @Override
    public void after() {
        var latencies = run.latencies();
        var told = latencies.total("notification");
        List<Double> backlog = run.timeline().fanfare(BACKLOG);
        String lag = backlog.isEmpty()
                ? "its lag and memory are not known"
                : "never more than %s deliveries waited".formatted(Bars.number(most(backlog)));
        String memory = growth().map(growth -> ", and memory went by a factor of %.2f".formatted(growth))
                .orElse("");
        run.answer(
                "In %,d s of a mixed day at %s actions a second, notifications came after %s ms (median; p99 %s ms); %s%s."
                        .formatted(
                                seconds,
                                Bars.number(run.fraction("rate")),
                                Bars.number(told.medianMillis()),
                                Bars.number(told.p99Millis()),
                                lag,
                                memory),
                Bars.of(
                        "99th percentile",
                        "ms",
                        List.of(
                                new Bars.Bar("notification", told.p99Millis()),
                                new Bars.Bar("publish", latencies.millis("publish", 99)),
                                new Bars.Bar("newest item", latencies.millis("fetch newest item", 99)),
                                new Bars.Bar("subscriptions", latencies.millis("fetch subscriptions", 99)),
                                new Bars.Bar("subscribe", latencies.millis("subscribe", 99)),
                                new Bars.Bar("unsubscribe", latencies.millis("unsubscribe", 99)))));
    }

    private Audience anyNode() {
        return audiences.get(ThreadLocalRandom.current().nextInt(nodes));
    }

    private Audience ofUser(Session session) {
        return audiences.get(session.getInt(USER) / perNode);
    }

    /** What Fanfare says of itself at the end, as two more lines of the report; nothing where nobody knows. */
    private PopulationBuilder steady() {
        return scenario("steady")
                .exec(Engine.step("steady", turn -> awaitLag(turn, GLANCES)))
                .injectOpen(atOnceUsers(1));
    }

    private void awaitLag(Engine.Turn turn, int glances) {
        List<Double> backlog = run.timeline().fanfare(BACKLOG);
        if (backlog.isEmpty()) {
            turn.next();
            return;
        }
        double now = backlog.get(backlog.size() - 1);
        boolean isSmall = now <= run.fraction("backlog");
        if (!isSmall && glances > 0) {
            turn.later(GLANCE, () -> awaitLag(turn, glances - 1));
            return;
        }
        log(turn, "no lag at the end", isSmall ? null : Bars.number(now) + " deliveries wait");
        growth().ifPresent(growth -> log(
                turn,
                "memory is steady",
                growth <= run.fraction("heap-growth") ? null : "it grew by a factor of " + Bars.number(growth)));
        turn.next();
    }

    private static void log(Engine.Turn turn, String name, @Nullable String fault) {
        turn.log(name, turn.now(), turn.now(), fault);
    }

    /** What is in use at least, in the last quarter of the time over the second: what is left after collections. */
    private Optional<Double> growth() {
        List<Double> heap = run.timeline().fanfare(HEAP);
        int quarter = heap.size() / QUARTERS;
        if (heap.size() < SECONDS_FOR_MEMORY || seconds < SECONDS_FOR_MEMORY) {
            return Optional.empty();
        }
        return Optional.of(least(heap.subList(heap.size() - quarter, heap.size()))
                / Math.max(1, least(heap.subList(quarter, 2 * quarter))));
    }

    private static double least(List<Double> values) {
        return values.stream().mapToDouble(value -> value).min().orElse(0);
    }

    private static double most(List<Double> values) {
        return values.stream().mapToDouble(value -> value).max().orElse(0);
    }
}
