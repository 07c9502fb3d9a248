package im.fanfare.gatling.simulation;

import static im.fanfare.gatling.hub.HubDsl.USER;
import static im.fanfare.gatling.hub.HubDsl.fetchNewestItem;
import static im.fanfare.gatling.hub.HubDsl.fetchSubscriptions;
import static im.fanfare.gatling.hub.HubDsl.publication;
import static im.fanfare.gatling.hub.HubDsl.publish;
import static im.fanfare.gatling.notification.Completeness.complete;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import im.fanfare.gatling.hub.Ask;
import im.fanfare.gatling.report.Bars;
import im.fanfare.load.Audience;
import im.fanfare.load.Requests;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The log-in storm: everybody asks for their subscriptions, and for the newest item of each of their three nodes: one of
 * all users, one of a tenth of them, one of a hundredth. An answer older than what was acknowledged before is a fault.
 */
public final class Morning extends HubSimulation {
    private static final String LOG_IN = "log in, with all newest items";
    private static final Pattern ITEM = Pattern.compile("<item id='i(\\d+)'");
    private static final int[] SHARES = {1, 10, 100};
    private static final String NODE = "number of the node";
    private static final String FLOOR = "newest that may be answered";
    private static final String BEGAN = "began";
    private static final String LEVEL = "level";

    private final int users = run.number("users");
    private final List<Audience> audiences = new ArrayList<>();
    private final int[] firstOfLevel = new int[SHARES.length];
    private final AtomicIntegerArray acknowledged;

    public Morning() {
        logAsFewAs(users);
        for (int level = 0; level < SHARES.length; level++) {
            firstOfLevel[level] = audiences.size();
            int size = sizeAt(level);
            for (int first = 0; first < users; first += size) {
                audiences.add(hub.audience(first, Math.min(size, users - first)));
            }
        }
        acknowledged = new AtomicIntegerArray(audiences.size());
        AtomicInteger next = new AtomicInteger();
        AtomicInteger first = new AtomicInteger();

        var evening =
                scenario("evening").exec(repeat(audiences.size()).on(publishTo(session -> first.getAndIncrement())));
        var author = scenario("author")
                .exec(publishTo(session -> ThreadLocalRandom.current().nextInt(audiences.size())));
        var user = scenario("user")
                .exec(session -> session.set(USER, next.getAndIncrement()).set(BEGAN, System.nanoTime()))
                .exec(fetchSubscriptions().check(this::namesAllNodes))
                .exec(repeat(SHARES.length, LEVEL)
                        .on(exec(session -> {
                                    int node = nodeOf(session.getInt(USER), session.getInt(LEVEL));
                                    return session.set(NODE, node).set(FLOOR, acknowledged.get(node));
                                })
                                .exec(fetchNewestItem(session -> audiences.get(session.getInt(NODE)))
                                        .check(Morning::isNewEnough))))
                .exec(session -> {
                    run.latencies().record(LOG_IN, System.nanoTime() - session.getLong(BEGAN));
                    return session;
                });

        int seconds = run.number("seconds");
        setUp(prepare(audiences)
                        .andThen(evening.injectOpen(atOnceUsers(1))
                                .andThen(
                                        user.injectOpen(rampUsers(users).during(seconds)),
                                        author.injectOpen(constantUsersPerSec(run.fraction("rate"))
                                                .during(seconds)))
                                .andThen(conclusion())))
                .protocols(hub.protocol())
                .assertions(complete());
    }

    @Override
    public void after() {
        var all = run.latencies().total(LOG_IN);
        run.answer(
                "When %,d users log in within %d s, each has the newest items of three nodes after %s ms (median; p99 %s ms, %s ms at worst)."
                        .formatted(
                                all.count(),
                                run.number("seconds"),
                                Bars.number(all.medianMillis()),
                                Bars.number(all.p99Millis()),
                                Bars.number(all.mostMillis())),
                Bars.of(
                        "Log-in with four requests, until so many have all",
                        "ms",
                        List.of(
                                new Bars.Bar("50 in 100", run.latencies().millis(LOG_IN, 50)),
                                new Bars.Bar("90", run.latencies().millis(LOG_IN, 90)),
                                new Bars.Bar("99", run.latencies().millis(LOG_IN, 99)),
                                new Bars.Bar("all", all.mostMillis()))));
    }

    private ChainBuilder publishTo(ToIntFunction<Session> node) {
        return exec(session -> session.set(NODE, node.applyAsInt(session)))
                .exec(publish(session -> audiences.get(session.getInt(NODE))))
                .exec(session -> {
                    publication(session)
                            .ifPresent(published ->
                                    acknowledged.accumulateAndGet(session.getInt(NODE), published.item(), Math::max));
                    return session;
                });
    }

    private int sizeAt(int level) {
        return Math.max(1, users / SHARES[level]);
    }

    private int nodeOf(int user, int level) {
        return firstOfLevel[level] + user / sizeAt(level);
    }

    private @Nullable String namesAllNodes(
            Session session, Requests.@Nullable Answer answer, @Nullable Throwable fault) {
        if (answer == null) {
            return Ask.acknowledged().fault(session, null, fault);
        }
        for (int level = 0; level < SHARES.length; level++) {
            String node = audiences.get(nodeOf(session.getInt(USER), level)).node();
            if (!answer.xml().contains("'" + node + "'")) {
                return "not all subscriptions";
            }
        }
        return null;
    }

    private static @Nullable String isNewEnough(
            Session session, Requests.@Nullable Answer answer, @Nullable Throwable fault) {
        if (answer == null) {
            return Ask.acknowledged().fault(session, null, fault);
        }
        Matcher item = ITEM.matcher(answer.xml());
        return item.find() && Integer.parseInt(item.group(1)) >= session.getInt(FLOOR) ? null : "not the newest item";
    }
}
