package im.fanfare.component.bounces;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.cluster.NodeLog;
import im.fanfare.component.bounces.BounceHandler.Outcome;
import im.fanfare.component.iq.Xml;
import im.fanfare.component.message.MessageRouter;
import im.fanfare.component.pubsub.MemoryNodes;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.PassingClock;
import im.fanfare.pubsub.Subscription;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.schema.Bounces;
import im.fanfare.schema.MemoryStores;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Stores;
import im.fanfare.stanza.Message;
import im.fanfare.stanza.XmlElement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the error stanza to what the log and the nodes are told; the stores are in memory. */
@Timeout(60)
class BounceHandlerTest {
    private static final String SERVICE = "pubsub.shakespeare.lit";
    private static final Jid YORICK = Jid.parse("yorick@denmark.lit");
    private static final Jid YORICK_AT_HOME = Jid.parse("yorick@denmark.lit/grave");
    private static final NodeKey MUSINGS = new NodeKey(new NodeId(SERVICE, "musings"), 1);
    private static final BouncePolicy POLICY =
            new BouncePolicy(Duration.ofHours(1), 2, Duration.ofDays(1), 3, Duration.ofDays(7));

    private final Stores stores = MemoryStores.create();
    private final List<PageRecord> logged = new CopyOnWriteArrayList<>();
    private final MemoryNodes nodes = new MemoryNodes();
    private final PassingClock clock = new PassingClock(Instant.now());
    private Optional<BounceHandler> handler = Optional.empty();

    @AfterEach
    void close() {
        handler.ifPresent(BounceHandler::close);
    }

    @ParameterizedTest
    @CsvSource({
        "cancel, gone, COUNTED",
        "cancel, item-not-found, COUNTED",
        "cancel, remote-server-not-found, COUNTED",
        "modify, gone, COUNTED",
        "wait, remote-server-not-found, TEMPORARY",
        "wait, remote-server-timeout, TEMPORARY",
        "wait, recipient-unavailable, TEMPORARY",
        "cancel, service-unavailable, TEMPORARY",
        "auth, forbidden, TEMPORARY"
    })
    void onlyWhatIsSaidForGoodCounts(String type, String condition, Outcome outcome) {
        bounce(handler(stores), YORICK, type, condition);

        await(outcome, 1);
    }

    @Test
    void suspendsAndThenUnsubscribesTheOneAddress() {
        nodes.ask(new NodeCommand.Create(MUSINGS.id(), Jid.parse("hamlet@denmark.lit"), Map.of()));
        nodes.ask(new NodeCommand.Subscribe(MUSINGS.id(), YORICK, YORICK));
        nodes.ask(new NodeCommand.Subscribe(MUSINGS.id(), YORICK, YORICK, Map.of(SubscriptionOption.DELIVER, "false")));
        Subscription several =
                nodes.snapshot().get(MUSINGS.id()).subscriptions().get(0);
        stores.subscriptions().add(MUSINGS, several, 1).toCompletableFuture().join();
        subscribed(YORICK_AT_HOME, 4);
        BounceHandler bounces = handler(stores);

        gone(bounces, YORICK);
        gone(bounces, YORICK);
        await(Outcome.COUNTED, 1);
        await(Outcome.REPEATED, 1);

        clock.pass(Duration.ofHours(1));
        gone(bounces, YORICK);
        await(Outcome.SUSPENDED, 1);
        assertThat(logged)
                .containsExactly(new PageRecord.Suspended(
                        MUSINGS, several, clock.instant().plus(Duration.ofDays(1))));

        clock.pass(Duration.ofHours(1));
        gone(bounces, YORICK);
        await(Outcome.REMOVED, 1);
        assertThat(nodes.snapshot().values())
                .singleElement()
                .satisfies(node -> assertThat(node.subscriptions())
                        .extracting(Subscription::subscriber)
                        .containsExactly(YORICK_AT_HOME));
        assertThat(stores.bounces().of(SERVICE, YORICK).toCompletableFuture().join())
                .as("whoever subscribes again begins anew")
                .isEmpty();
    }

    /** The count is in the store, so it outlives the process. */
    @Test
    void goesOnCountingAfterACrash() {
        gone(handler(stores), YORICK);
        await(Outcome.COUNTED, 1);

        close();
        clock.pass(Duration.ofHours(1));
        gone(handler(stores), YORICK);

        await(Outcome.SUSPENDED, 1);
    }

    @Test
    void aMillionBouncesAtOnceNeitherWaitNorFillTheMemory() {
        BounceHandler bounces = handler(new Stores(
                stores.nodes(),
                stores.listing(),
                stores.journal(),
                stores.items(),
                stores.subscriptions(),
                stores.pending(),
                stores.affiliations(),
                new Stuck(),
                stores.expiries(),
                stores.lookup(),
                stores.moved(),
                stores.temporary()));

        List<XmlElement> error = Xml.stanza(stanza(YORICK, "cancel", "gone")).children();

        for (int i = 0; i < 1_000_000; i++) {
            bounces.take(new Message(
                    Optional.of("error"),
                    Optional.empty(),
                    new Jid("u" + i, "denmark.lit", ""),
                    Jid.parse(SERVICE),
                    error));
        }

        assertThat(bounces.outcomes().counted(Outcome.DROPPED))
                .as("all but those who wait, and those who are under way")
                .isBetween(1_000_000L - BounceHandler.MOST_WAITING - 100, 1_000_000L - BounceHandler.MOST_WAITING);
    }

    private BounceHandler handler(Stores with) {
        NodeLog log = new NodeLog() {
            @Override
            public CompletionStage<Void> appendToPages(List<PageRecord> records) {
                logged.addAll(records);
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletionStage<Void> append(List<Publication> publications) {
                throw new AssertionError("nobody publishes");
            }
        };
        BounceHandler started = BounceHandler.start(POLICY, with, log, nodes, clock);
        handler = Optional.of(started);
        return started;
    }

    private void subscribed(Jid jid, int page) {
        stores.subscriptions()
                .add(MUSINGS, new Subscription(jid, page, 1), 1)
                .toCompletableFuture()
                .join();
        nodes.ask(new NodeCommand.Subscribe(MUSINGS.id(), jid, jid));
    }

    private static void gone(BounceHandler bounces, Jid jid) {
        bounce(bounces, jid, "cancel", "gone");
    }

    /** By the way that stanzas come. */
    private static void bounce(BounceHandler bounces, Jid jid, String type, String condition) {
        assertThat(new MessageRouter(List.of(), bounces::take).route(Xml.stanza(stanza(jid, type, condition))))
                .as("an error is not answered")
                .isCompletedWithValue(Optional.empty());
    }

    private static String stanza(Jid jid, String type, String condition) {
        return "<message type='error' from='" + jid + "' to='" + SERVICE + "'><error type='" + type + "'><" + condition
                + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>";
    }

    private void await(Outcome outcome, long count) {
        BounceHandler bounces = handler.orElseThrow();
        Instant deadline = Instant.now().plusSeconds(20);
        while (bounces.outcomes().counted(outcome) < count && Instant.now().isBefore(deadline)) {
            Thread.onSpinWait();
        }
        assertThat(bounces.outcomes().counted(outcome)).as("%s", outcome).isEqualTo(count);
    }

    /** A store that never answers. */
    private static final class Stuck implements Bounces {
        @Override
        public CompletionStage<Optional<History>> of(String service, Jid address) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Void> put(String service, Jid address, History history, Duration lifetime) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Void> forget(String service, Jid address, Instant then) {
            return new CompletableFuture<>();
        }
    }
}
