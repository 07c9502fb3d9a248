package im.fanfare.component.system;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.embedded.Ejabberd;
import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.Home;
import im.fanfare.embedded.HostSettings;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
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
    void aKillInMidFanOutCostsNobodyANotification() throws Exception {
        int items = 0;
        do {
            publish("act " + ++items);
        } while (!isMidFanOut(items));

        member.kill();
        long before = promises.notifications();
        assertThat(before).as("the kill came in mid fan-out").isLessThan((long) items * USERS);
        member.start().awaitReady();

        Await.until(promises::areComplete, promises::verdict);
        logger.info("kill -9 with {} of {} notifications in; {}", before, items * USERS, promises.verdict());
        assertThat(promises.verdict()).matches(Promises.Verdict::areKept);
        assertThat(promises.verdict().repeats()).as("repeats").isLessThanOrEqualTo(WINDOW);
    }

    /** More is still to come than ejabberd has in hand already, and would go on telling. */
    private boolean isMidFanOut(int items) {
        return promises.notifications() >= USERS && promises.notifications() <= items * USERS - WINDOW - USERS / 3;
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
        } catch (java.io.IOException e) {
            return 0;
        }
    }
}
