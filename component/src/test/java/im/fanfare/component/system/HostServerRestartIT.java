package im.fanfare.component.system;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.link.FakeHostServer;
import im.fanfare.component.link.FakeHostServer.Barriers;
import im.fanfare.component.link.FakeHostServer.Connection;
import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.Home;
import im.fanfare.embedded.HostSettings;
import im.fanfare.embedded.Prosody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host server goes and comes back, and the member lives on: promises P1 to P3 of design §2.
 *
 * <p>What a real host server has taken and not passed on is lost when it goes, and nobody can tell that loss from ours.
 * So a scripted one stands for it where nothing may be missing: what that has taken counts as delivered, since it is all
 * that XEP-0114 lets us see.
 */
@Timeout(300)
class HostServerRestartIT {
    private static final Logger logger = LoggerFactory.getLogger(HostServerRestartIT.class);
    private static final int USERS = 2_000;
    private static final int PUBLISHES = 4;

    /** It sees every byte, and confirms when it is told to. */
    @Nested
    class Scripted {
        private static final int WINDOW = 256;

        /** Of a window, an eighth of which is kept for answers. */
        private static final int MUCH = WINDOW / 2;

        private static FakeHostServer host;
        private static FanfareMember member;
        private static Connection connection;

        private final Promises promises = new Promises();
        private final Subscribers subscribers = new Subscribers("denmark.lit", FakeHostServer.SERVICE, promises);

        enum Fault {
            ENDS_THE_STREAM,
            DROPS_THE_CONNECTION,
            DROPS_IT_TWICE,
            IS_AWAY_FOR_A_WHILE
        }

        @BeforeAll
        static void start() throws Exception {
            host = new FakeHostServer(FakeHostServer.listening());
            member = Installation.of("scripted_host")
                    .attachedTo(host)
                    .with("FANFARE_LINK_WINDOW", Integer.toString(WINDOW))
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

        @ParameterizedTest
        @EnumSource
        void costsNobodyANotification(Fault fault) throws Exception {
            String node = "musings of " + fault.ordinal();
            host.taker = Optional.of(subscribers::take);
            subscribers.attach(stanza -> connection.send(stanza));
            subscribers.create(node);
            subscribers.subscribe(node, USERS);

            host.barriers = Barriers.WITHHELD;
            for (int i = 1; i <= PUBLISHES; i++) {
                subscribers.publish(node, fault + " " + i);
            }
            Await.until(() -> isHalfDone() || releaseOne(), promises::verdict);
            int faults = befall(fault);
            host.barriers = Barriers.ROUTED_BACK;
            connection.release();

            Await.until(() -> promises.acknowledged() == PUBLISHES && promises.areComplete(), promises::verdict);
            CompletableFuture<Boolean> last = subscribers.publish(node, fault + ", and the rest is silence");
            Await.until(() -> last.getNow(false) && promises.areComplete(), promises::verdict);
            logger.info("the host server {}: {}", fault, promises.verdict());
            assertThat(promises.verdict()).matches(Promises.Verdict::areKept);
            assertThat(promises.verdict().repeats())
                    .as("repeats: at least what was surely unconfirmed, at most a window for each fault")
                    .isBetween((long) MUCH, (long) faults * WINDOW);
        }

        /** All is acknowledged, and the fan-out stands still in the middle. */
        private boolean isHalfDone() {
            return promises.acknowledged() == PUBLISHES
                    && promises.notifications() >= USERS + USERS / 2
                    && connection.unconfirmed() >= MUCH;
        }

        /** Returns how often it happened. */
        private int befall(Fault fault) throws Exception {
            assertThat(promises.notifications())
                    .as("the fault comes in mid fan-out")
                    .isLessThan(PUBLISHES * USERS);
            switch (fault) {
                case ENDS_THE_STREAM -> connection.endStream();
                case DROPS_THE_CONNECTION -> connection.drop();
                case DROPS_IT_TWICE -> {
                    connection.drop();
                    connection = host.next();
                    Await.until(() -> connection.unconfirmed() >= MUCH, promises::verdict);
                    connection.drop();
                }
                case IS_AWAY_FOR_A_WHILE -> {
                    host.close();
                    Await.until(() -> !member.isReady(), () -> "the member still says that it serves");
                    host = new FakeHostServer(FakeHostServer.listening(host.port()));
                    host.taker = Optional.of(subscribers::take);
                }
            }
            connection = host.next();
            return fault == Fault.DROPS_IT_TWICE ? 2 : 1;
        }

        /** Confirms some more; false, so that it goes on. */
        private boolean releaseOne() {
            try {
                connection.releaseOne();
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * The real one, which loses what it has taken and not passed on. So of the publishes that were under way when it was
     * killed nothing can be demanded of every subscriber; that they are stored can, and that whatever comes comes in
     * order. Of all others nothing may be missing.
     */
    @Nested
    class Real {
        private static final String SERVICE = "pubsub.localhost";
        private static final String DOMAIN = "subs.localhost";

        private final Promises promises = new Promises();
        private final Subscribers subscribers = new Subscribers(DOMAIN, SERVICE, promises);

        @Test
        void comesBackAndServesWithoutAnybodysHelp() throws Exception {
            try (Prosody prosody = new Prosody(Home.careless(), HostSettings.of(SERVICE, DOMAIN)).start();
                    FanfareMember member = Installation.of("real_host")
                            .attachedTo(prosody, SERVICE, "shared")
                            .member()
                            .start()
                            .awaitReady()) {
                subscribers.attach(prosody.settings());
                subscribers.create("musings");
                subscribers.subscribe("musings", USERS);
                publish("before");
                Await.until(promises::areComplete, promises::verdict);
                CompletableFuture<Void> killed = promises.when(
                        () -> promises.acknowledged() == 4 && promises.notifications() >= USERS + USERS / 2,
                        prosody::kill);
                for (int i = 1; i <= 3; i++) {
                    subscribers.publish("musings", "under way " + i);
                }
                Await.until(killed::isDone, promises::verdict);
                subscribers.ended().join();
                long seen = promises.notifications();
                long dead = System.nanoTime();
                prosody.start();
                subscribers.attach(prosody.settings());
                Await.until(this::isAnswered, () -> "no answer from " + SERVICE);
                long answered = System.nanoTime();
                publish("after");
                Await.until(() -> promises.areComplete("musings", "after"), promises::verdict);

                logger.info(
                        "Prosody killed in mid fan-out, {} notifications in; answers again after {} ms; {}",
                        seen,
                        (answered - dead) / 1_000_000,
                        promises.verdict());
                assertThat(promises.verdict().reordered()).isEmpty();
                assertThat(promises.verdict().ambiguous()).isEmpty();
                assertThat(promises.verdict().missing()).allMatch(lost -> lost.startsWith("under way"));
                assertThat(member.process().isAlive()).isTrue();
                assertThat(items()).contains("before", "under way 1", "under way 2", "under way 3", "after");
            }
        }

        private void publish(String item) {
            assertThat(subscribers
                            .publish("musings", item)
                            .orTimeout(60, TimeUnit.SECONDS)
                            .join())
                    .as(item)
                    .isTrue();
        }

        /** Until the link is back, the host server itself says that the service is not there. */
        private boolean isAnswered() {
            return Subscribers.isResult(subscribers
                    .ask(subscribers.user(1), "get", "<ping xmlns='urn:xmpp:ping'/>")
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join());
        }

        private String items() {
            return subscribers
                    .ask(
                            subscribers.user(0),
                            "get",
                            "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='musings'/></pubsub>")
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join()
                    .toXml();
        }
    }
}
