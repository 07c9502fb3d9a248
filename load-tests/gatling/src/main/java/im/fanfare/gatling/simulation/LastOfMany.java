package im.fanfare.gatling.simulation;

import static im.fanfare.gatling.hub.HubDsl.awaitNotifications;
import static im.fanfare.gatling.hub.HubDsl.publish;
import static im.fanfare.gatling.notification.Completeness.complete;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import im.fanfare.gatling.hub.Ask;
import im.fanfare.gatling.report.Bars;
import im.fanfare.load.Audience;
import java.util.List;

/** How long until the last subscriber of one node has it. */
public final class LastOfMany extends HubSimulation {
    private static final String LAST = "last notification";

    private final int users = run.number("users");

    public LastOfMany() {
        logAsFewAs(users);
        Audience audience = hub.audience(0, users);
        var publisher = scenario("publisher")
                .exec(repeat(run.number("items"))
                        .on(exec(publish(session -> audience).check(Ask.acknowledged()))
                                .exec(awaitNotifications(LAST))));
        setUp(prepare(List.of(audience))
                        .andThen(publisher.injectOpen(atOnceUsers(1)).andThen(conclusion())))
                .protocols(hub.protocol())
                .assertions(complete());
    }

    @Override
    public void after() {
        var latencies = run.latencies();
        var last = latencies.total(LAST);
        run.answer(
                "The last of %,d subscribers has it after %s ms (median of %d publishes; %s ms at worst)."
                        .formatted(
                                users, Bars.number(last.medianMillis()), last.count(), Bars.number(last.mostMillis())),
                Bars.of(
                        "From publish to …",
                        "ms",
                        List.of(
                                new Bars.Bar("acknowledgement, median", latencies.millis("publish", 50)),
                                new Bars.Bar("one subscriber in 100 has it", latencies.millis("notification", 1)),
                                new Bars.Bar("50 in 100", latencies.millis("notification", 50)),
                                new Bars.Bar("99 in 100", latencies.millis("notification", 99)),
                                new Bars.Bar("the last, median", last.medianMillis()),
                                new Bars.Bar("the last, at worst", last.mostMillis()))));
    }
}
