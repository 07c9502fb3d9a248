package im.fanfare.gatling.simulation;

import static im.fanfare.gatling.hub.HubDsl.awaitLinks;
import static im.fanfare.gatling.hub.HubDsl.publish;
import static im.fanfare.gatling.notification.Completeness.complete;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import im.fanfare.gatling.engine.Engine;
import im.fanfare.gatling.hub.Ask;
import im.fanfare.gatling.report.Bars;
import im.fanfare.load.Audience;
import io.gatling.javaapi.core.CoreDsl;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * What users notice when every link breaks, as if a cable were pulled, while people publish.
 *
 * <p>A component cannot know what of its last words the host server has read: it says them again, under the same ids. So
 * repeats are counted as in every simulation, and up to one window for each link and cut are in order. Items whose
 * publisher got no answer may have been published or not; nobody waits for them.
 */
public final class Reconnect extends HubSimulation {
    private static final String BACK = "links are back";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration GLANCE = Duration.ofMillis(5);

    private final int nodes = run.number("nodes");
    private final int perNode = Math.max(1, run.number("users") / nodes);
    private final int cuts = run.number("cuts");
    private final int links = hub.host().connections();
    private final AtomicInteger unanswered = new AtomicInteger();

    public Reconnect() {
        logAsFewAs(perNode);
        List<Audience> audiences = IntStream.range(0, nodes)
                .mapToObj(node -> hub.audience(node * perNode, perNode))
                .toList();
        int seconds = run.number("seconds");
        var publisher = scenario("publisher")
                .exec(awaitLinks(links))
                .exec(publish(session ->
                                audiences.get(ThreadLocalRandom.current().nextInt(nodes)))
                        .check((session, answer, fault) -> {
                            if (answer == null) {
                                unanswered.incrementAndGet();
                            }
                            return Ask.acknowledgedUnlessCut().fault(session, answer, fault);
                        }));
        var cutter =
                scenario("cutter").exec(repeat(cuts).on(CoreDsl.pause(seconds).exec(Engine.step("cut", this::cut))));
        long repeats = (long) run.number("window") * links * cuts;
        setUp(prepare(audiences)
                        .andThen(
                                publisher.injectOpen(constantUsersPerSec(run.fraction("rate"))
                                        .during((long) seconds * (cuts + 1))),
                                cutter.injectOpen(atOnceUsers(1)))
                        .andThen(conclusion(() -> repeats)))
                .protocols(hub.protocol())
                .assertions(complete());
    }

    @Override
    public void after() {
        var back = run.latencies().total(BACK);
        var told = run.latencies().total("notification");
        run.answer(
                "When all %d links break, they are back after %s ms (%s ms at worst); the slowest notification came after %s ms, %,d publishers in %d cuts got no answer, %,d notifications were said twice and %,d lost."
                        .formatted(
                                links,
                                Bars.number(back.medianMillis()),
                                Bars.number(back.mostMillis()),
                                Bars.number(told.mostMillis()),
                                unanswered.get(),
                                cuts,
                                hub.notifications().findings().repeated(),
                                hub.notifications().findings().missing()),
                Bars.of(
                        "What users notice",
                        "ms",
                        List.of(
                                new Bars.Bar("notification, median", told.medianMillis()),
                                new Bars.Bar("99th percentile", told.p99Millis()),
                                new Bars.Bar("at worst", told.mostMillis()),
                                new Bars.Bar("links are back, at worst", back.mostMillis()))));
    }

    private void cut(Engine.Turn turn) {
        long began = turn.now();
        long nanos = System.nanoTime();
        hub.host().cut();
        awaitBack(turn, began, nanos);
    }

    private void awaitBack(Engine.Turn turn, long began, long nanos) {
        long passed = System.nanoTime() - nanos;
        if (hub.host().connections() >= links) {
            run.latencies().record(BACK, passed);
            turn.log(BACK, began, turn.now(), null);
            turn.next();
        } else if (passed > PATIENCE.toNanos()) {
            turn.log(BACK, began, turn.now(), "they are not");
            turn.fail();
        } else {
            turn.later(GLANCE, () -> awaitBack(turn, began, nanos));
        }
    }
}
