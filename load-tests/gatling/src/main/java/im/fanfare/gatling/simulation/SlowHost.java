package im.fanfare.gatling.simulation;

import static im.fanfare.gatling.hub.HubDsl.publish;
import static im.fanfare.gatling.notification.Completeness.complete;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import im.fanfare.gatling.report.Bars;
import im.fanfare.load.Audience;
import java.util.List;

/** Whether a host server that reads slowly, because its users do, holds up publishers; and how it catches up. */
public final class SlowHost extends HubSimulation {
    private static final String QUICK = "publish";
    private static final String SLOW = "publish while it reads slowly";
    private static final double NANOS_PER_SECOND = 1e9;

    private final int users = run.number("users");
    private volatile boolean isSlow;
    private volatile long quickAgain;
    private volatile long lastArrival;

    public SlowHost() {
        logAsFewAs(users);
        hub.notifications().nameAs(publication -> {
            lastArrival = System.nanoTime();
            return isSlow ? "notification while it reads slowly" : "notification";
        });
        Audience audience = hub.audience(0, users);
        int seconds = run.number("seconds");
        var publisher =
                scenario("publisher").exec(publish(session -> audience).named(session -> isSlow ? SLOW : QUICK));
        var brake = scenario("brake")
                .exec(session -> {
                    isSlow = true;
                    hub.host().readAtMost(run.number("bytes"));
                    return session;
                })
                .pause(seconds)
                .exec(session -> {
                    quickAgain = System.nanoTime();
                    hub.host().readAtMost(0);
                    return session;
                });
        var quick = constantUsersPerSec(run.fraction("rate")).during(seconds);
        var slow = constantUsersPerSec(run.fraction("rate")).during(seconds);
        setUp(prepare(List.of(audience))
                        .andThen(publisher.injectOpen(quick))
                        .andThen(
                                scenario("publisher to the slow")
                                        .exec(publish(session -> audience).named(session -> SLOW))
                                        .injectOpen(slow),
                                brake.injectOpen(atOnceUsers(1)))
                        .andThen(conclusion()))
                .protocols(hub.protocol())
                .assertions(complete());
    }

    @Override
    public void after() {
        hub.host().readAtMost(0);
        var quick = run.latencies().total(QUICK);
        var slow = run.latencies().total(SLOW);
        double caughtUp = Math.max(0, (lastArrival - quickAgain) / NANOS_PER_SECOND);
        run.answer(
                "While the host server reads %,d bytes a second, publishes are acknowledged after %s ms (p99 %s ms; else %s and %s ms); %s s after it reads at full speed again, everybody has been told everything."
                        .formatted(
                                run.number("bytes"),
                                Bars.number(slow.medianMillis()),
                                Bars.number(slow.p99Millis()),
                                Bars.number(quick.medianMillis()),
                                Bars.number(quick.p99Millis()),
                                Bars.number(caughtUp)),
                Bars.of(
                        "From publish to acknowledgement",
                        "ms",
                        List.of(
                                new Bars.Bar("at full speed, median", quick.medianMillis()),
                                new Bars.Bar("99th percentile", quick.p99Millis()),
                                new Bars.Bar("slowly, median", slow.medianMillis()),
                                new Bars.Bar("99th percentile", slow.p99Millis()))));
    }
}
