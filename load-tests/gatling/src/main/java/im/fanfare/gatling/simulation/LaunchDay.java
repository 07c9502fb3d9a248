package im.fanfare.gatling.simulation;

import static im.fanfare.gatling.hub.HubDsl.USER;
import static im.fanfare.gatling.hub.HubDsl.awaitNotifications;
import static im.fanfare.gatling.hub.HubDsl.createNode;
import static im.fanfare.gatling.hub.HubDsl.publish;
import static im.fanfare.gatling.hub.HubDsl.subscribe;
import static im.fanfare.gatling.notification.Completeness.complete;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import im.fanfare.gatling.hub.Ask;
import im.fanfare.gatling.report.Bars;
import im.fanfare.load.Audience;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What happens when everyone subscribes at once. Who is told to wait does so, and asks again. */
public final class LaunchDay extends HubSimulation {
    private static final String SUBSCRIBE = "subscribe";
    private static final String LAST = "last notification";
    private static final int PATIENT = 120;

    private final int users = run.number("users");

    public LaunchDay() {
        logAsFewAs(users);
        Audience audience = hub.audience(0, users);
        AtomicInteger next = new AtomicInteger();
        var creator = scenario("creator").exec(createNode(session -> audience));
        var subscriber = scenario("subscriber")
                .exec(session -> session.set(USER, next.getAndIncrement()))
                .exec(subscribe(session -> audience).askingAgain(PATIENT));
        var publisher =
                scenario("publisher").exec(exec(publish(session -> audience)).exec(awaitNotifications(LAST)));
        setUp(creator.injectOpen(atOnceUsers(1))
                        .andThen(subscriber
                                .injectOpen(atOnceUsers(users))
                                .andThen(publisher.injectOpen(atOnceUsers(1)).andThen(conclusion()))))
                .protocols(hub.protocol())
                .assertions(complete());
    }

    @Override
    public void after() {
        var latencies = run.latencies();
        var subscribed = latencies.total(SUBSCRIBE);
        run.answer(
                "%,d people who subscribe at once are all in after %s s; %,d times somebody was told to wait, and asked again. The first item after that reaches them all in %s ms."
                        .formatted(
                                subscribed.count(),
                                Bars.number(subscribed.mostMillis() / 1000),
                                latencies.total(Ask.TOLD_TO_WAIT).count(),
                                Bars.number(latencies.total(LAST).mostMillis())),
                Bars.of(
                        "How long a subscription takes, until so many are in",
                        "ms",
                        List.of(
                                new Bars.Bar("1 in 100", latencies.millis(SUBSCRIBE, 1)),
                                new Bars.Bar("25", latencies.millis(SUBSCRIBE, 25)),
                                new Bars.Bar("50", latencies.millis(SUBSCRIBE, 50)),
                                new Bars.Bar("75", latencies.millis(SUBSCRIBE, 75)),
                                new Bars.Bar("99", latencies.millis(SUBSCRIBE, 99)),
                                new Bars.Bar("all", subscribed.mostMillis()))));
    }
}
