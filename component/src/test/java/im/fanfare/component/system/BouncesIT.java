package im.fanfare.component.system;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.link.FakeHostServer;
import im.fanfare.component.link.FakeHostServer.Connection;
import im.fanfare.embedded.FanfareMember;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Subscribers whose notifications come back, before a member with real stores: XEP-0060 §13.4. */
@Timeout(300)
class BouncesIT {
    private static final int USERS = 8;
    private static final String NODE = "musings";
    private static final Duration SUSPENDED_FOR = Duration.ofSeconds(5);

    private static FakeHostServer host;
    private static FanfareMember member;
    private static Connection connection;

    private final Promises promises = new Promises();
    private final Subscribers subscribers = new Subscribers("denmark.lit", FakeHostServer.SERVICE, promises);

    @BeforeAll
    static void start() throws Exception {
        host = new FakeHostServer(FakeHostServer.listening());
        member = Installation.of("bounces")
                .attachedTo(host)
                .with("FANFARE_BOUNCES_COUNT_EVERY", "0s")
                .with("FANFARE_BOUNCES_SUSPEND_AFTER", "2")
                .with("FANFARE_BOUNCES_SUSPENDED_FOR", SUSPENDED_FOR.toSeconds() + "s")
                .with("FANFARE_BOUNCES_REMOVE_AFTER", "3")
                .member()
                .start()
                .awaitReady();
        connection = host.next();
    }

    @AfterAll
    static void stop() throws Exception {
        member.close();
        host.close();
    }

    @Test
    void whoeverIsGoneIsSuspendedAndThenUnsubscribed() throws Exception {
        host.taker = Optional.of(subscribers::take);
        subscribers.attach(stanza -> connection.send(stanza));
        subscribers.create(NODE);
        subscribers.subscribe(NODE, USERS);
        String gone = subscribers.user(3);
        String offline = subscribers.user(4);
        publish("one");
        Await.until(promises::areComplete, promises::verdict);

        bounce(gone, "cancel", "gone");
        awaitOutcome("counted", 1);
        for (int i = 0; i < 10; i++) {
            bounce(offline, "cancel", "service-unavailable");
        }
        awaitOutcome("temporary", 10);

        member.kill(); // what was counted is in the store
        member.start().awaitReady();
        connection = host.next();
        publish("two");
        Await.until(promises::areComplete, promises::verdict);
        // Suspensions end with a second, and so a part of one sooner.
        Instant end = Instant.now().plus(SUSPENDED_FOR).minusSeconds(1);
        bounce(gone, "cancel", "gone");
        awaitOutcome("suspended", 1);
        int more = 0;
        do {
            String item = "more " + ++more;
            publish(item);
            Await.until(() -> isSeenByAllBut(gone, item), promises::verdict);
            assertThat(Instant.now().isBefore(end) && promises.has(NODE, item, gone))
                    .as("told of " + item + " while suspended")
                    .isFalse();
        } while (!promises.has(NODE, "more " + more, gone)); // bounded by the time limit of the test

        bounce(gone, "cancel", "item-not-found");
        awaitOutcome("removed", 1);
        assertThat(subscriptions()).doesNotContain(gone).contains(offline).contains(subscribers.user(5));
        publish("the rest");
        Await.until(() -> isSeenByAllBut(gone, "the rest"), promises::verdict);
        publish("is silence");
        Await.until(() -> isSeenByAllBut(gone, "is silence"), promises::verdict);
        assertThat(promises.has(NODE, "the rest", gone)).isFalse();
        assertThat(member.log()).content().contains("unsubscribed, since").contains("jid=" + gone);
        assertThat(promises.verdict().reordered()).isEmpty();
    }

    private static void bounce(String from, String type, String condition) throws IOException {
        connection.send("<message type='error' from='" + from + "' to='" + FakeHostServer.SERVICE + "'><error type='"
                + type + "'><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
    }

    private static void awaitOutcome(String outcome, int count) {
        String series = "fanfare_bounces_total{outcome=\"" + outcome + "\"} " + count + ".0";
        Await.until(() -> member.manages("/metrics").contains(series), () -> "no " + series);
    }

    private void publish(String item) {
        assertThat(subscribers
                        .publish(NODE, item)
                        .orTimeout(60, TimeUnit.SECONDS)
                        .join())
                .as(item)
                .isTrue();
    }

    private boolean isSeenByAllBut(String one, String item) {
        return IntStream.range(0, USERS)
                .mapToObj(subscribers::user)
                .filter(user -> !user.equals(one))
                .allMatch(user -> promises.has(NODE, item, user));
    }

    private String subscriptions() {
        return subscribers
                .ask(
                        subscribers.user(0),
                        "get",
                        "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><subscriptions node='" + NODE
                                + "'/></pubsub>")
                .orTimeout(60, TimeUnit.SECONDS)
                .join()
                .toXml();
    }
}
