package im.fanfare.component.system;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.embedded.Ejabberd;
import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.Home;
import im.fanfare.embedded.HostSettings;
import im.fanfare.stanza.XmlElement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Through the multicast service of a real ejabberd (XEP-0033), by two connections: promises P1 to P3 of design §2 while the
 * member is killed in mid fan-out.
 */
@Timeout(300)
class MulticastIT {
    private static final Logger logger = LoggerFactory.getLogger(MulticastIT.class);
    private static final String SERVICE = "pubsub.localhost";
    private static final String DOMAIN = "subs.localhost";
    private static final int WINDOW = 1_024;
    private static final int USERS = 3_000;

    /** Where one comes too late, which takes a machine that does nothing of ours for long, another may not. */
    private static final int MOST_KILLS = 3;

    /** Published at once: more than ejabberd, and the way from it, has in hand before whoever listens hears the second. */
    private static final int ACTS = 12;

    private final Promises promises = new Promises();
    private final Subscribers subscribers = new Subscribers(DOMAIN, SERVICE, promises);
    private Ejabberd ejabberd;
    private FanfareMember member;

    @BeforeEach
    void start() throws Exception {
        ejabberd = new Ejabberd(Home.careless(), HostSettings.of(SERVICE, DOMAIN)).start();
        member = Installation.of("multicast")
                .attachedTo(ejabberd, SERVICE, "each")
                .with("FANFARE_LINK_CONNECTIONS", "2")
                .with("FANFARE_LINK_MULTICAST", "multicast.localhost")
                .with("FANFARE_LINK_MULTICAST_DOMAINS", DOMAIN)
                .with("FANFARE_LINK_MULTICAST_RECIPIENTS", "50")
                .with("FANFARE_WINDOW", Integer.toString(WINDOW))
                .member();
        member.start().awaitReady();
        Await.until(() -> timesOpen() >= 2, () -> "ejabberd does not take stanzas for many");
        subscribers.attach(ejabberd.settings());
        subscribers.create("musings");
        subscribers.subscribe("musings", USERS);
    }

    @AfterEach
    void stop() {
        member.close();
        subscribers.close();
        ejabberd.close();
    }

    @Test
    void nothingIsMissingAndNothingOvertakes() {
        for (int i = 1; i <= 20; i++) {
            publish("act " + i);
        }

        Await.until(promises::areComplete, promises::verdict);

        assertThat(promises.verdict()).matches(Promises.Verdict::areKept);
        assertThat(promises.verdict().repeats()).isZero();
    }

    @Test
    void aKillInMidFanOutCostsNobodyANotification() {
        assertThat(IntStream.rangeClosed(1, MOST_KILLS).anyMatch(this::isKilledInMidFanOut))
                .as("a kill came in mid fan-out")
                .isTrue();
    }

    /** False where all were told before the kill came. */
    private boolean isKilledInMidFanOut(int round) {
        long repeats = promises.verdict().repeats();
        long told = promises.notifications();
        CompletableFuture<Void> killed =
                promises.when(() -> promises.notifications() >= told + USERS + USERS / 2, member::kill);
        IntStream.rangeClosed(1, ACTS).forEach(i -> subscribers.publish("musings", "act " + round + '.' + i));
        Await.until(killed::isDone, promises::verdict);
        awaitWhatWasHandedOver();
        long before = promises.notifications() - told;
        boolean isInTime = !promises.areComplete();
        startAgain();

        publish("the rest is silence " + round);
        Await.until(promises::areComplete, promises::verdict);
        logger.info("kill -9 with {} notifications in; {}", before, promises.verdict());
        assertThat(promises.verdict())
                .as("answers that come by two connections may overtake each other")
                .matches(Promises.Verdict::areKeptAmongSeveralStreams);
        assertThat(promises.seen("musings", subscribers.user(0)))
                .as("in the order of the node, as everybody else")
                .isEqualTo(items());
        assertThat(promises.verdict().repeats() - repeats).as("repeats").isLessThanOrEqualTo(WINDOW);
        return isInTime;
    }

    /** What is for many waits at the multicast service, behind which comes its answer. */
    private void awaitWhatWasHandedOver() {
        subscribers.awaitWhatWasHandedOver();
        subscribers
                .ask(
                        "multicast.localhost",
                        subscribers.user(0),
                        "get",
                        "<query xmlns='http://jabber.org/protocol/disco#info'/>")
                .orTimeout(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private List<String> items() {
        XmlElement answer = subscribers
                .ask(
                        subscribers.user(0),
                        "get",
                        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='musings'/></pubsub>")
                .orTimeout(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        return Transcript.entries(answer).stream()
                .map(item -> item.attribute("id").orElseThrow())
                .toList();
    }

    private void startAgain() {
        try {
            member.start().awaitReady();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One when the other is acknowledged: requests go by two connections, and so may their answers overtake each other. */
    private void publish(String item) {
        CompletableFuture<Boolean> published = subscribers.publish("musings", item);
        Await.until(() -> published.getNow(false), promises::verdict);
    }

    private long timesOpen() {
        try (var lines = Files.lines(member.log())) {
            return lines.filter(line -> line.contains("takes one stanza for many recipients"))
                    .count();
        } catch (IOException e) {
            return 0;
        }
    }
}
