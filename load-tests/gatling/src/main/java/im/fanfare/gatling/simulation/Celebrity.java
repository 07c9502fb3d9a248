package im.fanfare.gatling.simulation;

import static im.fanfare.gatling.hub.HubDsl.publication;
import static im.fanfare.gatling.hub.HubDsl.publish;
import static im.fanfare.gatling.notification.Completeness.complete;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import im.fanfare.gatling.report.Bars;
import im.fanfare.load.Audience;
import im.fanfare.load.Publication;
import io.gatling.javaapi.core.ScenarioBuilder;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A celebrity among ordinary people.
 *
 * <p>The model: authors ranked by popularity, and followers by Zipf's law, {@code users / rank^exponent}: few have nearly
 * all, most have next to none, as in every social network. Who the followers are makes no difference to Fanfare, so each
 * author's are a run of consecutive users. The ordinary are those with no more than a tenth of the celebrity's followers.
 */
public final class Celebrity extends HubSimulation {
    private static final String ALONE = "notification of ordinary people";
    private static final String MEANWHILE = "the same while the celebrity posts";
    private static final String KNOWN = "notification of the well-known";
    private static final String CELEBRITY = "notification of the celebrity";
    private static final int TENTH = 10;
    private static final int SCATTER = 7919; // a prime, so that runs of followers overlap in many ways

    private final int users = run.number("users");
    private final List<Audience> authors;
    private final AtomicInteger posting = new AtomicInteger();

    public Celebrity() {
        logAsFewAs(users);
        double exponent = run.fraction("exponent");
        authors = IntStream.rangeClosed(1, run.number("authors"))
                .mapToObj(rank -> {
                    int followers = (int) Math.max(1, users / Math.pow(rank, exponent));
                    int first = (int) ((long) rank * SCATTER % (users - followers + 1));
                    return hub.audience(first, followers);
                })
                .toList();
        hub.notifications().nameAs(this::name);

        int seconds = run.number("seconds");
        double rate = run.fraction("rate");
        setUp(prepare(authors)
                        .andThen(people("people, by themselves")
                                .injectOpen(constantUsersPerSec(rate).during(seconds)))
                        .andThen(
                                people("people")
                                        .injectOpen(constantUsersPerSec(rate).during(seconds)),
                                celebrity()
                                        .injectOpen(constantUsersPerSec(run.fraction("celebrity-rate"))
                                                .during(seconds)))
                        .andThen(conclusion()))
                .protocols(hub.protocol())
                .assertions(complete());
    }

    @Override
    public void after() {
        var alone = run.latencies().total(ALONE);
        var meanwhile = run.latencies().total(MEANWHILE);
        var celebrity = run.latencies().total(CELEBRITY);
        run.answer(
                "Ordinary people are heard after %s ms (p99 %s ms); while somebody with %,d followers posts, after %s ms (p99 %s ms): %.1f times as long."
                        .formatted(
                                Bars.number(alone.medianMillis()),
                                Bars.number(alone.p99Millis()),
                                users,
                                Bars.number(meanwhile.medianMillis()),
                                Bars.number(meanwhile.p99Millis()),
                                meanwhile.medianMillis() / Math.max(alone.medianMillis(), 1e-3)),
                Bars.of(
                        "From publish to a follower",
                        "ms",
                        List.of(
                                new Bars.Bar("ordinary people, median", alone.medianMillis()),
                                new Bars.Bar("99th percentile", alone.p99Millis()),
                                new Bars.Bar("while the celebrity posts, median", meanwhile.medianMillis()),
                                new Bars.Bar("99th percentile", meanwhile.p99Millis()),
                                new Bars.Bar("the celebrity, median", celebrity.medianMillis()),
                                new Bars.Bar("99th percentile", celebrity.p99Millis()))));
    }

    private ScenarioBuilder people(String name) {
        return scenario(name)
                .exec(publish(session -> authors.get(
                        ThreadLocalRandom.current().nextInt(Math.min(1, authors.size() - 1), authors.size()))));
    }

    private ScenarioBuilder celebrity() {
        return scenario("celebrity")
                .exec(exec(publish(session -> {
                            posting.incrementAndGet();
                            return authors.get(0);
                        })
                        .named(session -> "publish of the celebrity")))
                .exec(session -> {
                    publication(session).ifPresent(post -> {
                        var unused = post.delivery().thenRun(posting::decrementAndGet);
                    });
                    return session;
                });
    }

    /** As it arrives: whether the celebrity is heard at the same time. */
    private String name(Publication publication) {
        int followers = publication.audience().size();
        if (publication.audience().equals(authors.get(0))) {
            return CELEBRITY;
        }
        if (followers > users / TENTH) {
            return KNOWN;
        }
        return posting.get() > 0 ? MEANWHILE : ALONE;
    }
}
