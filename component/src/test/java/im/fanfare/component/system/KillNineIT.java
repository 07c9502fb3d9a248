package im.fanfare.component.system;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.Home;
import im.fanfare.embedded.HostSettings;
import im.fanfare.embedded.Prosody;
import im.fanfare.stanza.XmlElement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only member is killed behind a real Prosody, and started again: promises P1 to P3 of design §2.
 *
 * <p>Prosody and the subscribers go on, so whatever the dead member had handed over arrives, and whatever is missing is
 * Fanfare's fault.
 *
 * <p>Repeated is what was handed over and not committed to Kafka when the member died: no more than its window. Nothing
 * comes more than twice, and nothing of what was committed comes again.
 */
@Timeout(300)
class KillNineIT {
    private static final Logger logger = LoggerFactory.getLogger(KillNineIT.class);
    private static final String SERVICE = "pubsub.localhost";
    private static final String DOMAIN = "subs.localhost";
    private static final int WINDOW = 1_024;

    private final Promises promises = new Promises();
    private final Subscribers subscribers = new Subscribers(DOMAIN, SERVICE, promises);
    private Prosody prosody;
    private Installation installation;
    private FanfareMember member;

    @BeforeEach
    void start() throws Exception {
        prosody = new Prosody(Home.careless(), HostSettings.of(SERVICE, DOMAIN)).start();
        installation = Installation.of("kill_nine")
                .attachedTo(prosody, SERVICE, "shared")
                .with("FANFARE_WINDOW", Integer.toString(WINDOW));
        member = installation.member().start().awaitReady();
        subscribers.attach(prosody.settings());
        subscribers.create("musings");
    }

    @AfterEach
    void stop() throws Exception {
        member.close();
        subscribers.close();
        prosody.close();
    }

    @Test
    void inMidFanOutCostsNobodyANotification() throws Exception {
        int users = 6_000;
        subscribers.subscribe("musings", users);
        publish("prologue");
        Await.until(promises::areComplete, promises::verdict);
        Await.until(this::isAllCommitted, () -> "the fan-out has offsets to commit");
        List<CompletableFuture<Boolean>> published = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            published.add(subscribers.publish("musings", "act " + i));
        }
        Await.until(() -> published.stream().allMatch(act -> act.getNow(false)), promises::verdict);
        Await.until(() -> promises.notifications() >= users + 3_000, promises::notifications);

        long killed = System.nanoTime();
        member.kill();
        long before = promises.notifications();
        assertThat(before).as("the kill came in mid fan-out").isLessThan(4L * users);
        member.start().awaitReady();
        long ready = System.nanoTime();

        Await.until(promises::areComplete, promises::verdict);
        long complete = System.nanoTime();
        publishTheLastWord();
        logger.info(
                "kill -9 in mid fan-out, {} notifications in: serves again after {} ms, complete after {} ms; {}",
                before - users,
                (ready - killed) / 1_000_000,
                (complete - killed) / 1_000_000,
                promises.verdict());
        assertThat(promises.verdict()).matches(Promises.Verdict::areKept);
        assertThat(promises.most("musings", "prologue"))
                .as("what was committed comes once")
                .isEqualTo(1);
        for (int i = 1; i <= 4; i++) {
            assertThat(promises.most("musings", "act " + i)).as("act " + i).isLessThanOrEqualTo(2);
        }
        assertThat(promises.verdict().repeats()).as("repeats").isLessThanOrEqualTo(WINDOW);
    }

    @Test
    void withRequestsUnderWayKeepsWhatWasAcknowledged() throws Exception {
        subscribers.subscribe("musings", 50);
        subscribers.create("leased");
        List<CompletableFuture<Boolean>> published = new ArrayList<>();
        for (int i = 1; i <= 1_000; i++) {
            published.add(subscribers.publish("musings", "line " + i));
        }
        Await.until(() -> promises.acknowledged() >= 100, promises::verdict);

        Instant end = Instant.now().plusSeconds(4).truncatedTo(ChronoUnit.SECONDS);
        String guest = subscribers.user(1_000);
        assertThat(lease(guest, end)).matches(Subscribers::isResult);
        member.kill();
        int acknowledged = promises.acknowledged();
        assertThat(acknowledged).as("the kill left requests without answers").isLessThan(1_000);
        Await.until(() -> Instant.now().isAfter(end), () -> "the lease ends while no member runs");
        member.start().awaitReady();

        publishTheLastWord();
        Await.until(
                () -> subscribers.wereTold(guest, "subscription='none'"), () -> "who had the lease is told of its end");
        logger.info("kill -9 with {} publishes acknowledged of 1000 sent: {}", acknowledged, promises.verdict());
        assertThat(promises.verdict()).matches(Promises.Verdict::areKept);
    }

    /** XEP-0060 §13.19. */
    private XmlElement lease(String user, Instant end) {
        return subscribers
                .ask(
                        user,
                        "set",
                        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><subscribe node='leased' jid='" + user
                                + "'/><options><x xmlns='jabber:x:data' type='submit'><field var='pubsub#expire'><value>"
                                + end + "</value></field></x></options></pubsub>")
                .orTimeout(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private void publish(String item) {
        CompletableFuture<Boolean> published = subscribers.publish("musings", item);
        Await.until(() -> published.getNow(false), () -> item + ": " + published);
    }

    /** Behind it nothing of before can come: it comes to each after whatever was repeated. */
    private void publishTheLastWord() {
        publish("the rest is silence");
        Await.until(promises::areComplete, promises::verdict);
    }

    /** Whether the fan-out has nothing left to do that a fault could make it do again. */
    private boolean isAllCommitted() {
        try (Admin kafka = Admin.create(Map.of(
                "bootstrap.servers", installation.settings().environment().get("FANFARE_KAFKA")))) {
            String group = installation.settings().environment().get("FANFARE_KAFKA_PREFIX") + "fanfare-deliveries";
            Map<TopicPartition, OffsetAndMetadata> committed = kafka.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            Map<TopicPartition, ListOffsetsResultInfo> ends = kafka.listOffsets(committed.keySet().stream()
                            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())))
                    .all()
                    .get();
            return !ends.isEmpty()
                    && ends.entrySet().stream()
                            .allMatch(end -> committed.get(end.getKey()).offset()
                                    == end.getValue().offset());
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
