package im.fanfare.component.system;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.link.FakeHostServer;
import im.fanfare.component.link.FakeHostServer.Connection;
import im.fanfare.embedded.FanfareMember;
import im.fanfare.stanza.XmlElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
              { port = %d },
              { port = %d, domains = "verona.lit" }
            ]
            """;

    private final Promises promises = new Promises();
    private final Subscribers denmark = new Subscribers("denmark.lit", FakeHostServer.SERVICE, promises);
    private final Subscribers verona = new Subscribers("verona.lit", FakeHostServer.SERVICE, promises);

    @Test
    void publishersWaitInTheEndAndNobodyMissesAnything(@TempDir Path dir) throws Exception {
        try (FakeHostServer elsinore = new FakeHostServer(FakeHostServer.listening());
                FakeHostServer arena = new FakeHostServer(FakeHostServer.listening())) {
            Path links = Files.writeString(dir.resolve("links.conf"), LINKS.formatted(elsinore.port(), arena.port()));
            try (FanfareMember member = Installation.of("stalled_host")
                    .attachedTo(elsinore)
                    .with("FANFARE_CONFIG", links.toString())
                    .with("FANFARE_BACKLOG", Integer.toString(BACKLOG))
                    .member()
                    .start()
                    .awaitReady()) {
                befalls(member, attached(elsinore, denmark), attached(arena, verona));
            }
        }
    }

    private static Connection attached(FakeHostServer host, Subscribers subscribers) throws Exception {
        Connection connection = host.next();
        host.taker = Optional.of(subscribers::take);
        subscribers.attach(stanza -> connection.send(stanza));
        return connection;
    }

    private void befalls(FanfareMember member, Connection elsinore, Connection arena) {
        denmark.create(NODE);
        denmark.subscribe(NODE, USERS);
        verona.subscribe(NODE, USERS);
        assertThat(publish("before")).contains("type='result'");
        Await.until(promises::areComplete, promises::verdict);

        arena.stall();
        int published = 0;
        String answer = publish("item 0");
        while (answer.contains("type='result'") && published < MOST_PUBLISHES) {
            published++;
            answer = publish("item " + published);
        }
        logger.info(
                "{} publishes accepted, then {}; {} deliveries wait, {} MiB of heap in use; {}",
                published,
                answer,
                metric(member, "fanfare_fanout_deliveries_backlog"),
                metric(member, "jvm_memory_used_bytes\\{area=\"heap\",id=\"Tenured Gen\"}") / (1 << 20),
                promises.notifications());
        assertThat(answer)
                .contains("<error type='wait'>")
                .contains("<resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>");
        assertThat(metric(member, "fanfare_fanout_deliveries_backlog")).isGreaterThan(BACKLOG);
        assertThat(metric(member, "fanfare_requests_refused_by_limit_total\\{limit=\"backlog\"}"))
                .isPositive();
        assertThat(metric(member, "fanfare_fanout_uncommitted"))
                .as("what is on its way stays within the window")
                .isLessThanOrEqualTo(16_384);
        assertThat(elsinore.isOpen()).isTrue();

        arena.goOn();
        Await.until(promises::areComplete, promises::verdict);
        Await.until(() -> metric(member, "fanfare_fanout_deliveries_backlog") == 0, () -> "the backlog stays");
        assertThat(publish("after")).contains("type='result'");
        Await.until(promises::areComplete, promises::verdict);
        logger.info("caught up: {}", promises.verdict());
        assertThat(promises.verdict()).matches(Promises.Verdict::areKeptAmongSeveralStreams);
        assertThat(promises.verdict().repeats()).as("the stall ends no stream").isZero();
    }

    /** By the way of {@link #denmark}, and what came of it. */
    private String publish(String item) {
        promises.sent(NODE, item);
        XmlElement answer = denmark.ask(
                        denmark.user(0),
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

    private static double metric(FanfareMember member, String series) {
        Matcher found =
                Pattern.compile("^" + series + " (\\S+)$", Pattern.MULTILINE).matcher(member.manages("/metrics"));
        assertThat(found.find()).as(series).isTrue();
        return Double.parseDouble(found.group(1));
    }
}
