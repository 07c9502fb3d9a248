package im.fanfare.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.MemberSettings;
import im.fanfare.embedded.Servers;
import im.fanfare.gatling.hub.Hub;
import im.fanfare.gatling.notification.Notifications;
import im.fanfare.gatling.report.Latencies;
import im.fanfare.gatling.report.Metrics;
import im.fanfare.load.Checker;
import im.fanfare.load.Terminal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every simulation in miniature, against a real member with real stores: whether it is right, not whether it is fast. */
class HubSimulationsIT {
    /** Up seconds sooner. */
    static final List<String> JVM = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final int CONNECTIONS = 2;
    private static final Path DIR = Path.of("target", "simulations").toAbsolutePath();
    private static Hub hub;
    private static FanfareMember member;

    @BeforeAll
    static void start() throws Exception {
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        hub = new Hub(
                loopback,
                "pubsub.localhost",
                "secret",
                new Notifications(Checker.Order.ACKNOWLEDGED, new Latencies()),
                System.out::println);
        member = hub.host()
                .invite(MemberSettings.on(Servers.cassandra(), Servers.kafka()), CONNECTIONS)
                .with("FANFARE_PUBLICATION_PARTITIONS", "2")
                .with("FANFARE_DELIVERY_PARTITIONS", "4")
                .members(1, FanfareMember.program(JVM), DIR, DIR)
                .get(0);
        member.start().awaitReady();
        hub.host().await(CONNECTIONS, Duration.ofMinutes(1));
    }

    @AfterAll
    static void stop() throws Exception {
        hub.host().expectEnd();
        member.close();
        hub.close();
    }

    // Reconnecting comes last: it repeats, and the count goes on.
    static Stream<Arguments> miniatures() {
        return Stream.of(
                Arguments.of(Question.LAST, Map.of("users", 300, "items", 3), "The last of 300 subscribers has it"),
                Arguments.of(
                        Question.KNEE,
                        Map.of(
                                "nodes", 5, "users", 50, "rate", 20, "growth", 2, "seconds", 1, "steps", 2, "limit",
                                5000),
                        "At least 40 publishes a second, to 10 subscribers each"),
                Arguments.of(Question.LAUNCH_DAY, Map.of("users", 300), "300 people who subscribe at once"),
                Arguments.of(Question.MORNING, Map.of("users", 20, "seconds", 1), "When 20 users log in within 1 s"),
                Arguments.of(
                        Question.CELEBRITY,
                        Map.of("users", 300, "authors", 10, "seconds", 1, "celebrity-rate", 3),
                        "while somebody with 300 followers posts"),
                Arguments.of(
                        Question.MIXED,
                        Map.of("users", 100, "nodes", 5, "seconds", 2, "rate", 30, "stay", 1, "visit", 15, "fetch", 50),
                        "never more than"),
                Arguments.of(
                        Question.SLOW,
                        Map.of("users", 500, "rate", 8, "seconds", 1, "bytes", 200_000),
                        "While the host server reads 200,000 bytes a second"),
                Arguments.of(
                        Question.RECONNECT,
                        Map.of("users", 200, "nodes", 4, "cuts", 2, "rate", 20, "seconds", 1),
                        "When all 2 links break"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("miniatures")
    void answersCompletely(Question question, Map<String, Object> settings, String answer) throws Exception {
        var run = new Run(
                question,
                ConfigFactory.parseMap(settings).withFallback(Run.defaults(question)),
                hub,
                new Metrics(List.of(member.management().resolve("/metrics"))),
                Terminal.standard());

        var outcome = new Measurement(run, DIR.resolve("reports")).take();

        assertThat(outcome.passed()).as(run.findings().toString()).isTrue();
        assertThat(outcome.answer().sentence()).contains(answer);
        assertThat(outcome.report().resolve("index.html")).exists();
        assertThat(outcome.report().resolve("fanfare.json"))
                .content()
                .contains("\"passed\": true", "\"deliveries waiting for the links\"");
    }
}
