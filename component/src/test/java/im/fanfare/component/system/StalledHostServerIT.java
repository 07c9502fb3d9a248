package im.fanfare.component.system;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.link.FakeHostServer;
import im.fanfare.component.link.FakeHostServer.Barriers;
import im.fanfare.component.link.FakeHostServer.Connection;
import im.fanfare.component.link.LinkConfig;
import im.fanfare.embedded.FanfareMember;
import im.fanfare.stanza.XmlElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of two host servers of a service stops reading while people publish, and then goes on. */
@Timeout(300)
class StalledHostServerIT {
    private static final Logger logger = LoggerFactory.getLogger(StalledHostServerIT.class);
    private static final String NODE = "musings";
    private static final int USERS = 2_000;
    private static final int BACKLOG = 40;

    /** Many times what may wait, so that a publisher who is never told to wait ends the test. */
    private static final int MOST_PUBLISHES = 200;

    private static final String LINKS = """
            fanfare.links = [
              { name = elsinore, port = %d },
              { name = arena, port = %d, domains = "verona.lit" }
            ]
            """;

    private final Promises promises = new Promises();
    private final City denmark = new City("denmark.lit");
    private final City verona = new City("verona.lit");
    private FakeHostServer elsinore;
    private FakeHostServer arena;

    @TempDir
    private Path dir;

    /** The users of a domain, and how often they were told. */
    private final class City {
        private final Subscribers subscribers;
        private final AtomicLong messages = new AtomicLong();

        private City(String domain) {
            subscribers = new Subscribers(domain, FakeHostServer.SERVICE, promises);
        }

        private Connection attached(FakeHostServer host) throws Exception {
            Connection connection = host.next();
            while (!connection.isOpen()) { // on a busy machine the first try may have been given up
                connection = host.next();
            }
            Connection open = connection;
            host.taker = Optional.of(stanza -> {
                if (stanza.startsWith("<message")) {
                    messages.incrementAndGet();
                }
                subscribers.take(stanza);
            });
            subscribers.attach(stanza -> open.send(stanza));
            return open;
        }

        private boolean knows(String item) {
            return IntStream.range(0, USERS).allMatch(user -> promises.has(NODE, item, subscribers.user(user)));
        }

        private long repeats(int items) {
            return messages.get() - (long) items * USERS;
        }
    }

    @BeforeEach
    void listen() throws IOException {
        elsinore = new FakeHostServer(FakeHostServer.listening());
        arena = new FakeHostServer(FakeHostServer.listening());
    }

    @AfterEach
    void close() throws IOException {
        elsinore.close();
        arena.close();
    }

    private Installation installation(String name) throws IOException {
        Path links = Files.writeString(dir.resolve("links.conf"), LINKS.formatted(elsinore.port(), arena.port()));
        return Installation.of(name).attachedTo(elsinore).with("FANFARE_CONFIG", links.toString());
    }

    private void subscribe(FanfareMember member) {
        denmark.subscribers.create(NODE);
        denmark.subscribers.subscribe(NODE, USERS);
        verona.subscribers.subscribe(NODE, USERS);
        Await.until(
                () -> backlog(member, "elsinore") + backlog(member, "arena") == 0, () -> "subscribers are not entered");
        assertThat(publish("before")).contains("type='result'");
        Await.until(promises::areComplete, promises::verdict);
    }

    @Test
    void theOthersAreToldPublishersWaitInTheEndAndNobodyMissesAnything() throws Exception {
        try (FanfareMember member = installation("stalled_host")
                .with("FANFARE_BACKLOG", Integer.toString(BACKLOG))
                .member()
                .start()
                .awaitReady()) {
            denmark.attached(elsinore);
            Connection stalling = verona.attached(arena);
            subscribe(member);

            stalling.stall();
            int published = publishUntilToldToWait();
            logger.info(
                    "{} publishes accepted; {} deliveries wait, {} MiB of heap in use; {}",
                    published,
                    backlog(member, "arena"),
                    metric(member, "jvm_memory_used_bytes{area=\"heap\",id=\"Tenured Gen\"}") / (1 << 20),
                    promises.notifications());
            assertThat(published * (long) USERS).as("more than a window").isGreaterThan(16_384);
            assertThat(backlog(member, "arena")).isGreaterThan(BACKLOG);
            Await.until(() -> backlog(member, "elsinore") == 0, () -> "it holds up the other one");
            assertThat(metric(member, "fanfare_requests_refused_by_limit_total{limit=\"backlog\"}"))
                    .isPositive();
            assertThat(metric(member, "fanfare_fanout_uncommitted{host_server=\"arena\"}"))
                    .as("what is on its way stays within the window")
                    .isBetween(1.0, 16_384.0);

            long goesOn = System.nanoTime();
            stalling.goOn();
            Await.until(promises::areComplete, promises::verdict);
            logger.info(
                    "{} notifications in {} ms: {}",
                    published * (long) USERS,
                    (System.nanoTime() - goesOn) / 1_000_000,
                    promises.verdict());
            Await.until(() -> backlog(member, "arena") == 0, () -> "the backlog stays");
            assertThat(publish("after")).contains("type='result'");
            Await.until(promises::areComplete, promises::verdict);
            assertThat(promises.verdict()).matches(Promises.Verdict::areKeptAmongSeveralStreams);
            assertThat(promises.verdict().repeats())
                    .as("the stall ends no stream")
                    .isZero();
        }
    }

    /** How many were accepted, each of which the other host server's users were told of at once. */
    private int publishUntilToldToWait() {
        long stalled = System.nanoTime();
        int published = 0;
        String answer = publish("item 0");
        while (answer.contains("type='result'") && published < MOST_PUBLISHES) {
            String item = "item " + published;
            Await.until(() -> denmark.knows(item), () -> item + ": " + promises.verdict());
            assertThat(Duration.ofNanos(System.nanoTime() - stalled))
                    .as("%s comes while the other stands still, not once its link is given up", item)
                    .isLessThan(LinkConfig.Times.DEFAULT.barrier());
            published++;
            answer = publish("item " + published);
        }
        assertThat(answer)
                .contains("<error type='wait'>")
                .contains("<resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>");
        return published;
    }

    @Test
    void killedMeanwhileItRepeatsAWindowOfEachHostServer() throws Exception {
        int window = 1_024;
        int items = 6;
        try (FanfareMember member = installation("stalled_and_killed")
                .with("FANFARE_WINDOW", Integer.toString(window))
                .member()
                .start()
                .awaitReady()) {
            Connection dying = denmark.attached(elsinore);
            Connection stalling = verona.attached(arena);
            subscribe(member);
            stalling.stall();
            for (int i = 1; i < items - 1; i++) {
                String item = "item " + i;
                assertThat(publish(item)).contains("type='result'");
                Await.until(() -> denmark.knows(item), () -> item + ": " + promises.verdict());
            }
            elsinore.barriers = Barriers.WITHHELD;
            assertThat(publish("the last")).contains("type='result'");
            Await.until(() -> denmark.messages.get() > (items - 1L) * USERS, promises::verdict);

            member.kill();
            stalling.goOn(); // what it had not read yet is with the host server all the same
            Await.until(() -> !dying.isOpen() && !stalling.isOpen(), () -> "the streams do not end");
            elsinore.barriers = Barriers.ROUTED_BACK;
            member.start().awaitReady();
            denmark.attached(elsinore);
            verona.attached(arena);
            Await.until(promises::areComplete, promises::verdict);
            assertThat(publish("and the rest is silence")).contains("type='result'");
            Await.until(promises::areComplete, promises::verdict);

            logger.info(
                    "kill -9: {} repeated to denmark.lit, {} to verona.lit; {}",
                    denmark.repeats(items + 1),
                    verona.repeats(items + 1),
                    promises.verdict());
            assertThat(promises.verdict()).matches(Promises.Verdict::areKeptAmongSeveralStreams);
            assertThat(denmark.repeats(items + 1)).isBetween(1L, (long) window);
            assertThat(verona.repeats(items + 1)).isBetween(1L, (long) window);
        }
    }

    /** By the way of {@link #denmark}, and what came of it. */
    private String publish(String item) {
        promises.sent(NODE, item);
        XmlElement answer = denmark.subscribers
                .ask(
                        denmark.subscribers.user(0),
                        "set",
                        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='" + NODE + "'><item id='"
                                + item + "'><soliloquy xmlns='urn:example:hamlet'/></item></publish></pubsub>")
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        if (Subscribers.isResult(answer)) {
            promises.acknowledged(NODE, item);
        }
        return answer.toXml();
    }

    private static double backlog(FanfareMember member, String hostServer) {
        return metric(member, "fanfare_fanout_deliveries_backlog{host_server=\"" + hostServer + "\"}");
    }

    private static double metric(FanfareMember member, String series) {
        Matcher found = Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(member.manages("/metrics"));
        assertThat(found.find()).as(series).isTrue();
        return Double.parseDouble(found.group(1));
    }
}
