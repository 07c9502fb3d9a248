package im.fanfare.gatling.simulation;

import static im.fanfare.gatling.hub.HubDsl.publication;
import static im.fanfare.gatling.hub.HubDsl.publish;
import static im.fanfare.gatling.notification.Completeness.complete;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import im.fanfare.gatling.engine.Engine;
import im.fanfare.gatling.hub.Ask;
import im.fanfare.gatling.report.Bars;
import im.fanfare.load.Audience;
import im.fanfare.load.Publication;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How many publishes a second, until the slowest hundredth takes too long. */
public final class Knee extends HubSimulation {
    private static final int PUBLISHERS = 1000;
    private static final Duration GLANCE = Duration.ofMillis(20);
    private static final String SLOT = "slot";

    private final int nodes = run.number("nodes");
    private final int followers = Math.max(1, run.number("users") / nodes);
    private final double limit = run.fraction("limit");
    private final AtomicInteger turns = new AtomicInteger();
    private @Nullable Search search;

    public Knee() {
        List<Audience> audiences = IntStream.range(0, nodes)
                .mapToObj(node -> hub.audience(node * followers, followers))
                .toList();
        var publisher = scenario("publisher")
                .exec(asLongAs(session -> !session.isFailed())
                        .on(exec(Engine.step("await turn", this::awaitTurn))
                                .exitHereIfFailed()
                                .exec(publish(session -> audiences.get(turns.getAndIncrement() % nodes))
                                        .named(session -> named("publish", session))
                                        .check(Ask.acknowledgedOrToldToWait()))
                                .exec(Engine.step("count", this::count))));
        setUp(prepare(audiences)
                        .andThen(publisher.injectOpen(atOnceUsers(PUBLISHERS)).andThen(conclusion())))
                .protocols(hub.protocol())
                .assertions(complete());
    }

    @Override
    public void after() {
        List<Search.Step> steps = search().steps();
        Optional<Search.Step> last =
                steps.stream().filter(step -> step.isWithin(limit)).reduce((a, b) -> b);
        Optional<Search.Step> broken = steps.stream()
                .filter(Predicate.not(step -> step.isWithin(limit)))
                .findFirst();
        String answer = last.map(
                        step -> "%s%,.0f publishes a second, to %,d subscribers each, are told within %s ms (p99 %s ms)"
                                .formatted(
                                        broken.isPresent() ? "" : "At least ",
                                        step.rate(),
                                        followers,
                                        Bars.number(limit),
                                        Bars.number(step.p99Millis())))
                .orElse("Not even %,.0f publishes a second are told within %s ms"
                        .formatted(steps.get(0).rate(), Bars.number(limit)));
        run.answer(
                answer
                        + broken.map(step -> "; at %,.0f it takes %s ms."
                                        .formatted(step.rate(), Bars.number(step.p99Millis())))
                                .orElse("."),
                Bars.of(
                        "Publish to last notification, 99th percentile, at so many publishes a second; the limit is %s ms"
                                .formatted(Bars.number(limit)),
                        "ms",
                        steps.stream()
                                .map(step -> new Bars.Bar("%,.0f/s".formatted(step.rate()), step.p99Millis()))
                                .toList()));
    }

    /** Begun when the first publisher is ready. */
    private synchronized Search search() {
        if (search == null) {
            search = new Search(
                    run.fraction("rate"), run.fraction("growth"), run.number("seconds"), run.number("steps"), limit);
        }
        return search;
    }

    private void awaitTurn(Engine.Turn turn) {
        Optional<Search.Slot> slot = search().next();
        if (slot.isEmpty()) {
            turn.fail(); // which is how the loop ends; nothing is logged
        } else if (slot.get().isToAskAgain()) {
            turn.later(GLANCE, () -> awaitTurn(turn));
        } else {
            Duration ahead = Duration.ofNanos(Math.max(0, slot.get().due() - System.nanoTime()));
            Session ready = turn.session().set(SLOT, slot.get());
            turn.later(ahead, () -> turn.next(ready));
        }
    }

    /** Once everybody has been told; the publisher does not wait for that. */
    private void count(Engine.Turn turn) {
        Search.Slot slot = slot(turn.session());
        Optional<Publication> publication = publication(turn.session());
        if (publication.isEmpty()) {
            slot.step().failed();
            turn.next();
            return;
        }
        var unused = publication.get().done().whenComplete((done, fault) -> {
            if (fault == null) {
                long nanos = System.nanoTime() - slot.due();
                slot.step().took(nanos);
                run.latencies().record(named("all told", turn.session()), nanos);
            } else {
                slot.step().failed();
            }
        });
        turn.next();
    }

    private static String named(String what, Session session) {
        return String.format(
                Locale.ROOT, "%s at %,.0f/s", what, slot(session).step().rate());
    }

    private static Search.Slot slot(Session session) {
        Search.Slot slot = session.get(SLOT);
        if (slot == null) {
            throw new IllegalStateException("no slot in the session");
        }
        return slot;
    }
}
