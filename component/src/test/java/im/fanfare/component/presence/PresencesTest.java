package im.fanfare.component.presence;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import im.fanfare.component.presence.PresenceChange.Kind;
import im.fanfare.component.presence.PresenceFigures.Answer;
import im.fanfare.component.presence.PresenceFigures.Outcome;
import im.fanfare.component.pubsub.MemoryNodes;
import im.fanfare.component.system.Await;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Show;
import im.fanfare.schema.MemorySharers;
import im.fanfare.schema.MemoryStores;
import im.fanfare.schema.MemoryTemporarySubscribers;
import im.fanfare.schema.Sharers;
import im.fanfare.schema.Sharers.State;
import im.fanfare.stanza.XmlElement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All shares, in a cluster of one member. */
@Timeout(120)
class PresencesTest {
    private static final String SERVICE = "pubsub.shakespeare.lit";
    private static final Jid FRANCISCO = Jid.parse("francisco@denmark.lit");
    private static final int MOST = 50_000;

    private final ActorTestKit kit = ActorTestKit.create(
            "presences",
            ConfigFactory.parseMap(Map.of(
                            "pekko.actor.provider", "cluster",
                            "pekko.remote.artery.canonical.hostname", "127.0.0.1",
                            "pekko.remote.artery.canonical.port", 0,
                            // Nobody is left to hand anything over to.
                            "pekko.coordinated-shutdown.terminate-actor-system", "off",
                            "pekko.coordinated-shutdown.run-by-actor-system-terminate", "off",
                            "pekko.cluster.jmx.multi-mbeans-in-same-jvm", "on"))
                    .withFallback(ConfigFactory.defaultReference())
                    .resolve());
    private final PausedSharers sharers = new PausedSharers();
    private final PresenceFigures figures = new PresenceFigures(MOST);
    private final List<String> sent = new CopyOnWriteArrayList<>();

    private Presences presences;

    @BeforeEach
    void start() {
        Cluster cluster = Cluster.get(kit.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        presences = Presences.start(
                kit.system(),
                List.of(SERVICE),
                sharers,
                new MemoryTemporarySubscribers(),
                new TemporarySubscriptions(MemoryStores.create(), new MemoryNodes()),
                this::send,
                arrival -> {},
                Clock.systemUTC(),
                figures);
    }

    @AfterEach
    void stop() {
        presences.close();
        kit.shutdownTestKit();
    }

    private CompletionStage<Void> send(String service, List<XmlElement> stanzas) {
        stanzas.forEach(stanza -> sent.add(stanza.attribute("type").orElse("")
                + ' '
                + stanza.attribute("to").orElse("")));
        return CompletableFuture.completedFuture(null);
    }

    /** Without anybody saying anything: the members see to it that each share is at one of them. */
    @Test
    void asksThoseWhoShareOnceThereIsAMember() {
        sharers.put(SERVICE, FRANCISCO, State.SHARING, 1);
        sharers.readable.complete(null);

        Await.until(() -> sent.contains("probe " + FRANCISCO), () -> sent);
    }

    @Test
    void saysWhoOfManyIsAvailable() {
        sharers.readable.complete(null);
        List<Jid> people = IntStream.range(0, 3_000)
                .mapToObj(i -> Jid.parse("user" + i + "@denmark.lit"))
                .toList();
        people.subList(0, 1_000)
                .forEach(jid -> presences.take(
                        PresenceChange.available(SERVICE, Jid.parse(jid + "/phone"), false, false, Optional.empty())));
        Await.until(() -> figures.waiting() == 0, () -> sent);

        Map<Jid, Set<Show>> available =
                presences.available(SERVICE, people).toCompletableFuture().join();

        assertThat(available.keySet()).containsExactlyInAnyOrderElementsOf(people.subList(0, 1_000));
        assertThat(figures.answers().counted(Answer.AVAILABLE)).isEqualTo(1_000);
        assertThat(figures.answers().counted(Answer.UNAVAILABLE)).isEqualTo(2_000);
    }

    /** Better told than lost. */
    @Test
    void whoNobodyCanAnswerForCountsAsAvailable() {
        List<Jid> people = List.of(FRANCISCO, Jid.parse("bernardo@denmark.lit/elsinore"));

        Map<Jid, Set<Show>> available =
                presences.available(SERVICE, people).toCompletableFuture().join();

        assertThat(available.keySet()).containsExactlyInAnyOrderElementsOf(people);
        assertThat(available.values()).allSatisfy(shows -> assertThat(shows).containsExactly(Show.values()));
        assertThat(figures.answers().counted(Answer.NONE)).isEqualTo(2);
    }

    /** What comes to a share that cannot read yet who shares is kept; what there is no room for is asked for again. */
    @Test
    void aStormIsTakenAsFarAsThereIsRoom() {
        sharers.put(SERVICE, FRANCISCO, State.SHARING, 1);
        presences.take(PresenceChange.of(SERVICE, FRANCISCO, Kind.WANTED));
        long began = System.nanoTime();
        int storm = 2 * Presences.MOST_WAITING;

        for (int i = 0; i < storm; i++) {
            presences.take(PresenceChange.available(
                    SERVICE, Jid.parse("user" + i + "@denmark.lit/phone"), false, false, Optional.empty()));
        }

        long took = System.nanoTime() - began;
        assertThat(figures.outcomes().counted(Outcome.DROPPED)).isBetween(1L, (long) storm);
        assertThat(Duration.ofNanos(took))
                .as("whoever brings them waits for nothing")
                .isLessThan(Duration.ofSeconds(30));
        sharers.readable.complete(null);
        Await.until(() -> figures.waiting() == 0, () -> sent);
        assertThat(figures.known()).isEqualTo(MOST);
        Await.until(() -> sent.stream().filter(("probe " + FRANCISCO)::equals).count() == 2, () -> sent);
    }

    /** Who is not there to be read until it is said. */
    private static final class PausedSharers implements Sharers {
        private final MemorySharers all = new MemorySharers();
        private final CompletableFuture<Void> readable = new CompletableFuture<>();

        @Override
        public CompletionStage<Void> put(String service, Jid bare, State state, long timestamp) {
            return all.put(service, bare, state, timestamp);
        }

        @Override
        public CompletionStage<Void> remove(String service, Jid bare, long timestamp) {
            return all.remove(service, bare, timestamp);
        }

        @Override
        public CompletionStage<Map<Jid, State>> of(String service, int share) {
            return readable.thenCompose(now -> all.of(service, share));
        }
    }
}
