package im.fanfare.component.system;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.Home;
import im.fanfare.embedded.HostSettings;
import im.fanfare.embedded.Prosody;
import im.fanfare.stanza.XmlElement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    private static final int USERS = 6_000;

    /** Where one comes too late, which takes a machine that does nothing of ours for long, another may not. */
    private static final int MOST_KILLS = 3;

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
        subscribers.subscribe("musings", USERS);

        assertThat(IntStream.rangeClosed(1, MOST_KILLS).anyMatch(this::isKilledInMidFanOut))
                .as("a kill came in mid fan-out")
                .isTrue();
    }

    /** False where all were told before the kill came. */
    private boolean isKilledInMidFanOut(int round) {
        String prologue = "prologue " + round;
        publish(prologue);
        Await.until(promises::areComplete, promises::verdict);
        Await.until(this::isAllCommitted, () -> "the fan-out has offsets to commit");
        long repeats = promises.verdict().repeats();
        long told = promises.notifications();
        int acknowledged = promises.acknowledged();
        List<String> acts = IntStream.rangeClosed(1, 4)
                .mapToObj(i -> "act " + round + '.' + i)
                .toList();

        CompletableFuture<Void> killed = promises.when(
                () -> promises.acknowledged() == acknowledged + acts.size()
                        && promises.notifications() >= told + USERS / 2,
                member::kill);
        acts.forEach(act -> subscribers.publish("musings", act));
        Await.until(killed::isDone, promises::verdict);
        long dead = System.nanoTime();
        subscribers.awaitWhatWasHandedOver();
        long before = promises.notifications() - told;
        boolean isInTime = !promises.areComplete();
        startAgain();
        long ready = System.nanoTime();

        Await.until(promises::areComplete, promises::verdict);
        long complete = System.nanoTime();
        publishTheLastWord(round);
        logger.info(
                "kill -9 in mid fan-out, {} notifications in: serves again after {} ms, complete after {} ms; {}",
                before,
                (ready - dead) / 1_000_000,
                (complete - dead) / 1_000_000,
                promises.verdict());
        assertThat(promises.verdict()).matches(Promises.Verdict::areKept);
        assertThat(promises.most("musings", prologue))
                .as("what was committed comes once")
                .isEqualTo(1);
        for (String act : acts) {
            assertThat(promises.most("musings", act)).as(act).isLessThanOrEqualTo(2);
        }
        assertThat(promises.verdict().repeats() - repeats).as("repeats").isLessThanOrEqualTo(WINDOW);
        return isInTime;
    }

    @Test
    void withRequestsUnderWayKeepsWhatWasAcknowledged() throws Exception {
        subscribers.subscribe("musings", 50);
        subscribers.create("leased");

        assertThat(IntStream.rangeClosed(1, MOST_KILLS).anyMatch(this::isKilledWithRequestsUnderWay))
                .as("a kill left requests without answers, and a lease to end while no member runs")
                .isTrue();
    }

    /** False where all had been answered before the kill came, or the lease was over. */
    private boolean isKilledWithRequestsUnderWay(int round) {
        Instant end = Instant.now().plusSeconds(4).truncatedTo(ChronoUnit.SECONDS);
        String guest = subscribers.user(1_000 + round);
        assertThat(lease(guest, end)).matches(Subscribers::isResult);
        int before = promises.acknowledged();

        CompletableFuture<Void> killed = promises.when(() -> promises.acknowledged() >= before + 100, member::kill);
        List<CompletableFuture<Boolean>> published = IntStream.rangeClosed(1, 1_000)
                .mapToObj(i -> subscribers.publish("musings", "line " + round + '.' + i))
                .toList();
        Await.until(killed::isDone, promises::verdict);
        boolean isLeased = Instant.now().isBefore(end);
        subscribers.awaitWhatWasHandedOver();
        int acknowledged = promises.acknowledged() - before;
        boolean isInTime = isLeased && !published.stream().allMatch(CompletableFuture::isDone);
        Await.until(() -> Instant.now().isAfter(end), () -> "the lease ends while no member runs");
        startAgain();

        publishTheLastWord(round);
        Await.until(
                () -> subscribers.wereTold(guest, "subscription='none'"), () -> "who had the lease is told of its end");
        logger.info("kill -9 with {} publishes acknowledged of 1000 sent: {}", acknowledged, promises.verdict());
        assertThat(promises.verdict()).matches(Promises.Verdict::areKept);
        return isInTime;
    }

    private void startAgain() {
        try {
            member.start().awaitReady();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
    private void publishTheLastWord(int round) {
        publish("the rest is silence " + round);
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
