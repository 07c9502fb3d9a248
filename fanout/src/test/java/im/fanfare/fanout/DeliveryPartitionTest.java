package im.fanfare.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import im.fanfare.pubsub.Admitted;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Kinship;
import im.fanfare.pubsub.Matter;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Relative;
import im.fanfare.pubsub.Show;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.Subscription;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionOptions;
import im.fanfare.schema.MemorySubscriptions;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Revision;
import im.fanfare.schema.Span;
import im.fanfare.schema.Subscriptions;
import im.fanfare.schema.Traces;
import im.fanfare.schema.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryPartitionTest {
    private static final NodeKey OTHER = Denmark.node("elsinore/doorbell", 1);
    private static final Jid ROMEO = Jid.parse("romeo@verona.lit");
    private static final Jid JULIET = Jid.parse("juliet@verona.lit");
    private static final String STOPPED = "stopped";
    private static final int WINDOW = 8;

    private final ActorTestKit kit = ActorTestKit.create();
    private final MemorySubscriptions memory = new MemorySubscriptions();
    private final PausingSubscriptions subscriptions = new PausingSubscriptions(memory);
    private final TestProbe<String> reports = kit.createTestProbe();
    private final Ledger<PageRecord> ledger = new Ledger<>();
    private final Window window = new Window(WINDOW);
    private final Tenure tenure = new Tenure(window);
    private Availability availability = Denmark.EVERYBODY_THERE;
    private Access access = Denmark.EVERYBODY_ADMITTED;
    private long offset;

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void tellsThePageFromTheStore() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        subscribed(Denmark.MUSINGS, Denmark.BERNARDO, 5);
        RecordingHostServer host = RecordingHostServer.taking();

        feed(serving(host), Denmark.deliver(Denmark.MUSINGS, 0, 5));

        expectDone(0);
        assertThat(host.stanzas()).containsExactly("5:francisco@denmark.lit;");
    }

    @Test
    void reportsNothingDoneBeforeTheHostServerHasIt() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        RecordingHostServer host = RecordingHostServer.byHand();

        feed(serving(host), Denmark.deliver(Denmark.MUSINGS, 0, 5), Denmark.deliver(Denmark.MUSINGS, 0, 6));
        awaitOffers(host, 2);
        reports.expectNoMessage(Duration.ofMillis(50));

        host.offers().get(1).taken().complete(null);
        expectDone(1);
        host.offers().get(0).taken().complete(null);
        expectDone(0);
    }

    @Test
    void whatIsFollowedEndsOnceTheHostServerHasIt() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        RecordingHostServer host = RecordingHostServer.byHand();
        Traces traces = new Traces();
        Span page = traces.tracing().request("page");

        feed(serving(host), Denmark.deliver(Denmark.MUSINGS, 0, 5).under(page), Denmark.deliver(Denmark.MUSINGS, 0, 6));
        awaitOffers(host, 2);
        assertThat(traces.names()).containsExactly("wait");
        host.takeAll();
        expectDone(0, 1);

        assertThat(traces.names()).containsExactly("wait", "page");
        assertThat(traces.one("page").getAttributes().get(AttributeKey.longKey("fanfare.subscribers")))
                .isEqualTo(1);
    }

    @Test
    void seesSubscribingAndDeliveringInTheOrderOfTheLog() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        RecordingHostServer host = RecordingHostServer.taking();
        Subscription late = Denmark.subscription(Denmark.BERNARDO, 4);

        feed(
                serving(host),
                Denmark.deliver(Denmark.MUSINGS, 0, 3),
                new PageRecord.Joined(Denmark.MUSINGS, late),
                Denmark.deliver(Denmark.MUSINGS, 0, 5),
                new PageRecord.Left(Denmark.MUSINGS, late, 6),
                Denmark.deliver(Denmark.MUSINGS, 0, 7));

        expectDone(0, 1, 2, 3, 4);
        assertThat(host.stanzas())
                .containsExactly(
                        "3:francisco@denmark.lit;",
                        "5:francisco@denmark.lit;",
                        "5:bernardo@denmark.lit/elsinore;",
                        "7:francisco@denmark.lit;");
    }

    @Test
    void tellsOnlyThoseItIsForWhoAreStillSubscribed() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        subscribed(Denmark.MUSINGS, Denmark.BERNARDO, 2);
        RecordingHostServer host = RecordingHostServer.taking();

        feed(
                serving(host),
                Denmark.deliver(Denmark.MUSINGS, 0, 3, Denmark.BERNARDO, Denmark.HAMLET),
                new PageRecord.Left(Denmark.MUSINGS, Denmark.subscription(Denmark.BERNARDO, 2), 4),
                Denmark.deliver(Denmark.MUSINGS, 0, 5, Denmark.BERNARDO),
                Denmark.deliver(Denmark.MUSINGS, 0, 6));

        expectDone(0, 1, 2, 3);
        assertThat(host.stanzas()).containsExactly("3:bernardo@denmark.lit/elsinore;", "6:francisco@denmark.lit;");
    }

    /** XEP-0248 §6.1: by default, of nodes in the collection and of nothing else. */
    @Test
    void leavesOutWhoWantsToKnowOtherThingsOfACollection() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        RecordingHostServer host = RecordingHostServer.taking();

        feed(
                serving(host),
                about(3, new Matter(Matter.Kind.ITEMS, 1)),
                about(4, new Matter(Matter.Kind.NODES, 1)),
                about(5, new Matter(Matter.Kind.NODES, 2)),
                Denmark.deliver(Denmark.MUSINGS, 0, 6));

        expectDone(0, 1, 2, 3);
        assertThat(host.stanzas()).containsExactly("4:francisco@denmark.lit;", "6:francisco@denmark.lit;");
    }

    /** XEP-0060 §13.8. */
    @Test
    void tellsWithABodyWhoWantsOneAndIsDoneOnceAllAreTaken() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        add(
                Denmark.MUSINGS,
                new Subscription(
                        Denmark.BERNARDO,
                        0,
                        1,
                        new SubscriptionOptions(Map.of(SubscriptionOption.INCLUDE_BODY, "true"))));
        RecordingHostServer host = RecordingHostServer.byHand();
        NotificationStanza stanza = NotificationStanza.of(Denmark.publication(
                        NodeConfig.STANDARD,
                        Denmark.published(
                                "<entry xmlns='http://www.w3.org/2005/Atom'><title>Soliloquy</title></entry>")))
                .orElseThrow();
        PageRecord.Deliver plain = Denmark.deliver(Denmark.MUSINGS, 0, 7);

        feed(
                serving(host),
                new PageRecord.Deliver(
                        plain.node(),
                        0,
                        7,
                        plain.source(),
                        stanza.prefix(),
                        stanza.suffix(),
                        false,
                        List.of(),
                        Span.NONE));
        awaitOffers(host, 2);

        assertThat(host.stanzas().get(0)).contains("to='francisco@").doesNotContain("<body");
        assertThat(host.stanzas().get(1)).contains("to='bernardo@").contains("</body><event");
        host.offers().get(0).taken().complete(null);
        reports.expectNoMessage(Duration.ofMillis(50));
        host.offers().get(1).taken().complete(null);
        expectDone(0);
    }

    /** {@code pubsub#digest}: of what is published from the revision on that says so. */
    @Test
    void tellsItemsInDigestsToWhoWantsThem() {
        add(Denmark.MUSINGS, digested("4 - 4 -"));
        RecordingHostServer host = RecordingHostServer.taking();

        feed(
                serving(host),
                item(Denmark.deliver(Denmark.MUSINGS, 0, 4)),
                item(Denmark.deliver(Denmark.MUSINGS, 0, 5)),
                Denmark.deliver(Denmark.MUSINGS, 0, 6),
                Denmark.deliver(Denmark.MUSINGS, 0, 7, Denmark.BERNARDO).on(by(SubId.FIRST)),
                Denmark.deliver(Denmark.MUSINGS, 0, 8, Denmark.BERNARDO).on(by(new SubId("another"))));

        expectDone(0, 1, 2, 3, 4);
        assertThat(host.stanzas())
                .containsExactly(
                        "4:bernardo@denmark.lit/elsinore;",
                        "6:bernardo@denmark.lit/elsinore;",
                        "7:bernardo@denmark.lit/elsinore;");
    }

    @Test
    void takesNoRoomForWhoIsToldInDigests() {
        add(Denmark.MUSINGS, digested("4 - 4 -"));
        RecordingHostServer host = RecordingHostServer.taking();
        PageRecord[] items = IntStream.range(0, WINDOW + 1)
                .mapToObj(i -> item(Denmark.deliver(Denmark.MUSINGS, 0, 5 + i)))
                .toArray(PageRecord[]::new);

        feed(serving(host), items);

        expectDone(IntStream.range(0, items.length).toArray());
        assertThat(host.offers()).isEmpty();
    }

    /** Whichever comes first: what was published, or that digests are wanted no more. */
    @Test
    void tellsItemsOneByOneBehindTheRevisionThatEndsDigests() {
        add(Denmark.MUSINGS, digested("4 - 4 -"));
        RecordingHostServer host = RecordingHostServer.taking();

        feed(
                serving(host),
                item(Denmark.deliver(Denmark.MUSINGS, 0, 5)),
                new PageRecord.Joined(Denmark.MUSINGS, digested("4 9 5 -")),
                item(Denmark.deliver(Denmark.MUSINGS, 0, 8)),
                item(Denmark.deliver(Denmark.MUSINGS, 0, 10)));

        expectDone(0, 1, 2, 3);
        assertThat(host.stanzas()).containsExactly("10:bernardo@denmark.lit/elsinore;");
    }

    private static PageRecord.Terms by(SubId subId) {
        return new PageRecord.Terms(Optional.empty(), Optional.empty(), false, false, true, false, Optional.of(subId));
    }

    private static Subscription digested(String howFar) {
        return new Subscription(
                Denmark.BERNARDO, 0, 1, new SubscriptionOptions(Map.of(SubscriptionOption.DIGESTED, howFar)));
    }

    private static PageRecord.Deliver item(PageRecord.Deliver all) {
        return all.on(
                new PageRecord.Terms(Optional.empty(), Optional.empty(), false, false, true, true, Optional.empty()));
    }

    private static PageRecord about(long revision, Matter matter) {
        PageRecord.Deliver all = Denmark.deliver(Denmark.MUSINGS, 0, revision);
        return all.on(new PageRecord.Terms(
                Optional.of(matter), Optional.empty(), false, false, true, false, Optional.empty()));
    }

    // ------------------------------------------------------------------------------------------------- XEP-0497

    /** What happens at the node itself goes to who wants items; what happens elsewhere, to who wants that and has access. */
    @Test
    void tellsOfOtherNodesWhoWantsItAndHasAccess() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        for (Jid follower : List.of(ROMEO, JULIET)) {
            add(Denmark.MUSINGS, following(follower, "items", "1"));
        }
        add(Denmark.MUSINGS, following(Denmark.BERNARDO, "metadata", "0"));
        TestProbe<Set<Jid>> asked = kit.createTestProbe();
        CompletableFuture<Set<Jid>> answer = new CompletableFuture<>();
        access = (nodes, jids) -> {
            assertThat(nodes).containsExactly(Denmark.node("comments", 7), Denmark.node("blog", 6));
            asked.ref().tell(jids);
            return answer;
        };
        RecordingHostServer host = RecordingHostServer.taking();

        feed(
                serving(host),
                related(3, new Matter(Matter.Kind.RELATED_ITEMS, 1), COMMENTS),
                related(4, new Matter(Matter.Kind.RELATED_ITEMS, 2), COMMENTS),
                usual(Denmark.deliver(Denmark.MUSINGS, 0, 5)),
                about(6, new Matter(Matter.Kind.METADATA, 0)),
                Denmark.deliver(Denmark.MUSINGS, 0, 7, ROMEO, Denmark.BERNARDO));
        assertThat(asked.receiveMessage()).containsExactlyInAnyOrder(ROMEO, JULIET);
        reports.expectNoMessage(Duration.ofMillis(50));
        assertThat(host.stanzas()).isEmpty();
        answer.complete(Set.of(JULIET));

        expectDone(0, 1, 2, 3, 4);
        assertThat(host.stanzas())
                .containsExactlyInAnyOrder(
                        "3:juliet@verona.lit;",
                        "5:francisco@denmark.lit;",
                        "5:romeo@verona.lit;",
                        "5:juliet@verona.lit;",
                        "6:bernardo@denmark.lit/elsinore;",
                        "7:romeo@verona.lit;",
                        "7:bernardo@denmark.lit/elsinore;");
        assertThat(host.stanzas().get(0)).startsWith("3:");
    }

    /** §8: better late than to who may not know it. */
    @Test
    void waitsUntilItIsKnownWhoHasAccess() {
        add(Denmark.MUSINGS, following(ROMEO, "items", "1"));
        AtomicInteger asked = new AtomicInteger();
        access = (nodes, jids) -> asked.incrementAndGet() < 3
                ? CompletableFuture.failedFuture(new IllegalStateException("no store"))
                : CompletableFuture.completedFuture(jids);
        RecordingHostServer host = RecordingHostServer.taking();

        feed(
                serving(host),
                related(3, new Matter(Matter.Kind.RELATED_ITEMS, 1), COMMENTS),
                Denmark.deliver(Denmark.MUSINGS, 0, 4));

        expectDone(0, 1);
        assertThat(asked).hasValue(3);
        assertThat(host.stanzas()).containsExactly("3:romeo@verona.lit;", "4:romeo@verona.lit;");
    }

    /** Nobody can be asked; and nobody is, of pages on which nobody wants to know. */
    @Test
    void tellsOfANodeThatHasGoneWhoHadAccess() {
        add(Denmark.MUSINGS, following(ROMEO, "items", "1"));
        add(Denmark.MUSINGS, following(JULIET, "items", "1"));
        add(Denmark.MUSINGS, following(Denmark.BERNARDO, "items", "0"));
        access = (nodes, jids) -> CompletableFuture.failedFuture(new AssertionError("nobody is to be asked"));
        RecordingHostServer host = RecordingHostServer.taking();
        Matter gone = new Matter(Matter.Kind.RELATED_GONE, 1);

        feed(
                serving(host),
                related(3, gone, COMMENTS.gone(List.of(new Admitted(true, Set.of(ROMEO.bare()))))),
                related(4, gone, COMMENTS.gone(List.of(Admitted.NOBODY))),
                related(5, new Matter(Matter.Kind.RELATED_ITEMS, 9), COMMENTS));

        expectDone(0, 1, 2);
        assertThat(host.stanzas()).containsExactly("3:juliet@verona.lit;");
    }

    /** Who has access may still not be there. */
    @Test
    void tellsOfOtherNodesWhoIsAvailable() {
        add(Denmark.MUSINGS, following(ROMEO, "items", "1"));
        add(Denmark.MUSINGS, following(JULIET, "items", "1"));
        add(Denmark.MUSINGS, following(Denmark.BERNARDO, "items", "1"));
        access = (nodes, jids) -> CompletableFuture.completedFuture(Set.of(ROMEO, JULIET));
        availability = (service, jids) -> {
            assertThat(jids).containsExactlyInAnyOrder(ROMEO, JULIET);
            return CompletableFuture.completedFuture(Denmark.online(List.of(ROMEO)));
        };
        RecordingHostServer host = RecordingHostServer.taking();
        PageRecord.Deliver all = Denmark.deliver(Denmark.MUSINGS, 0, 3);

        feed(
                serving(host),
                all.on(new PageRecord.Terms(
                        Optional.of(new Matter(Matter.Kind.RELATED_ITEMS, 1)),
                        Optional.of(COMMENTS),
                        false,
                        true,
                        false,
                        false,
                        Optional.empty())));

        expectDone(0);
        assertThat(host.stanzas()).containsExactly("3:romeo@verona.lit;");
    }

    private static final Kinship COMMENTS =
            new Kinship(false, List.of(new Relative("comments", 7), new Relative("blog", 6)));

    private static Subscription following(Jid subscriber, String type, String depth) {
        return new Subscription(
                subscriber,
                0,
                1,
                new SubscriptionOptions(
                        Map.of(SubscriptionOption.EXTENDED_TYPE, type, SubscriptionOption.EXTENDED_DEPTH, depth)));
    }

    private static PageRecord related(long revision, Matter matter, Kinship kinship) {
        return Denmark.deliver(Denmark.MUSINGS, 0, revision)
                .on(new PageRecord.Terms(
                        Optional.of(matter), Optional.of(kinship), false, false, true, false, Optional.empty()));
    }

    private static PageRecord usual(PageRecord.Deliver all) {
        return all.on(
                new PageRecord.Terms(Optional.empty(), Optional.empty(), true, false, true, true, Optional.empty()));
    }

    /** XEP-0060 §13.6. What comes behind waits, so that it keeps its place. */
    @Test
    void tellsOnlyWhoIsAvailable() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        subscribed(Denmark.MUSINGS, Jid.parse("bernardo@denmark.lit/his & hers"), 1);
        subscribed(Denmark.MUSINGS, ROMEO, 3);
        TestProbe<List<Jid>> asked = kit.createTestProbe();
        CompletableFuture<Map<Jid, Set<Show>>> answer = new CompletableFuture<>();
        availability = (service, jids) -> {
            asked.ref().tell(jids);
            return answer;
        };
        RecordingHostServer host = RecordingHostServer.taking();
        PageRecord.Deliver last = Denmark.deliver(Denmark.MUSINGS, 0, 5, "gone:", true);

        feed(
                serving(host),
                Denmark.byPresence(Denmark.deliver(Denmark.MUSINGS, 0, 3)),
                Denmark.deliver(Denmark.MUSINGS, 0, 4),
                Denmark.byPresence(last));
        assertThat(asked.receiveMessage())
                .containsExactlyInAnyOrder(Denmark.FRANCISCO, Jid.parse("bernardo@denmark.lit/his & hers"));
        reports.expectNoMessage(Duration.ofMillis(50));
        assertThat(host.stanzas()).isEmpty();
        answer.complete(Denmark.online(List.of(Jid.parse("bernardo@denmark.lit/his & hers"))));

        expectDone(0, 1, 2);
        assertThat(host.stanzas())
                .containsExactlyInAnyOrder(
                        "3:bernardo@denmark.lit/his &amp; hers;",
                        "4:francisco@denmark.lit;",
                        "4:bernardo@denmark.lit/his &amp; hers;",
                        "4:romeo@verona.lit;",
                        "gone:bernardo@denmark.lit/his &amp; hers;");
        assertThat(host.stanzas().get(0)).startsWith("3:");
        assertThat(stored(Denmark.MUSINGS)).isEmpty();
    }

    /** §17.4.3: all others are told, whoever they are; only those are asked for whom it matters to. */
    @Test
    void tellsWhoIsAvailableAsTheyWant() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        for (Jid choosy : List.of(ROMEO, JULIET, Denmark.HAMLET)) {
            add(
                    Denmark.MUSINGS,
                    new Subscription(
                            choosy,
                            0,
                            1,
                            new SubscriptionOptions(Map.of(SubscriptionOption.SHOW_VALUES, "away\nchat"))));
        }
        TestProbe<List<Jid>> asked = kit.createTestProbe();
        availability = (service, jids) -> {
            asked.ref().tell(jids);
            return CompletableFuture.completedFuture(
                    Map.of(ROMEO, Set.of(Show.CHAT, Show.DND), JULIET, Set.of(Show.ONLINE)));
        };
        RecordingHostServer host = RecordingHostServer.taking();

        feed(
                serving(host),
                Denmark.deliver(Denmark.MUSINGS, 0, 3),
                Denmark.deliver(Denmark.MUSINGS, 0, 4, JULIET),
                Denmark.byPresence(Denmark.deliver(Denmark.MUSINGS, 0, 5)));

        expectDone(0, 1, 2);
        assertThat(asked.receiveMessage()).containsExactlyInAnyOrder(ROMEO, JULIET, Denmark.HAMLET);
        assertThat(asked.receiveMessage()).hasSize(4);
        assertThat(host.stanzas())
                .containsExactly(
                        "3:francisco@denmark.lit;",
                        "3:romeo@verona.lit;",
                        "4:juliet@verona.lit;",
                        "5:romeo@verona.lit;");
    }

    @Test
    void isDoneWhereNobodyIsAvailable() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        availability = (service, jids) -> CompletableFuture.completedFuture(Map.of());
        RecordingHostServer host = RecordingHostServer.taking();

        feed(
                serving(host),
                Denmark.byPresence(Denmark.deliver(Denmark.MUSINGS, 0, 3)),
                Denmark.byPresence(Denmark.deliver(Denmark.MUSINGS, 0, 5, "gone:", true)));

        expectDone(0, 1);
        assertThat(host.stanzas()).isEmpty();
        assertThat(stored(Denmark.MUSINGS)).isEmpty();
    }

    @Test
    void tellsAllWhereNobodyKnowsWhoIsAvailable() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        availability = (service, jids) -> CompletableFuture.failedFuture(new IllegalStateException("nobody answers"));
        RecordingHostServer host = RecordingHostServer.taking();

        feed(serving(host), Denmark.byPresence(Denmark.deliver(Denmark.MUSINGS, 0, 3)));

        expectDone(0);
        assertThat(host.stanzas()).containsExactly("3:francisco@denmark.lit;");
    }

    /** For as many as are told, which is found out before. */
    @Test
    void waitsForRoomBehindTheAnswer() {
        IntStream.range(0, 3 * WINDOW)
                .forEach(i -> subscribed(Denmark.MUSINGS, Jid.parse("u" + i + "@denmark.lit"), 1));
        availability = (service, jids) -> CompletableFuture.completedFuture(Denmark.online(jids.subList(0, WINDOW)));
        RecordingHostServer host = RecordingHostServer.byHand();

        feed(
                serving(host),
                Denmark.byPresence(Denmark.deliver(Denmark.MUSINGS, 0, 2)),
                Denmark.byPresence(Denmark.deliver(Denmark.MUSINGS, 0, 3)));
        awaitOffers(host, 1);
        assertThat(window.taken()).isEqualTo(WINDOW);
        host.takeAll();
        expectDone(0);
        tenure.room().settled(WINDOW);

        expectDone(1);
        assertThat(host.stanzas()).hasSize(2 * WINDOW);
    }

    /** XEP-0060 §6.1.6, §7.1.2.6, §7.2.2.2 and §13.16. */
    @Test
    void tellsOnceWhoHasSeveralSubscriptionsAndNamesThose() {
        Subscription several =
                several(one("1", 1, Map.of()), one("4", 4, Map.of()), one("6", 6, muted), one("9", 9, bodied));
        add(Denmark.MUSINGS, several);
        RecordingHostServer host = RecordingHostServer.taking();
        NodeConfig config = Denmark.config(ConfigField.NOTIFY_CONFIG, "true");

        feed(
                serving(host),
                expanded(3, ENTRY, config),
                expanded(7, new NodeEvent.ItemsRetracted(List.of(new ItemRef(Denmark.ITEM, 3)), true), config),
                expanded(8, new NodeEvent.NodeConfigured(config), config),
                expanded(10, ENTRY, config),
                new PageRecord.Joined(Denmark.MUSINGS, several(one("4", 4, Map.of()), one("6", 6, muted))),
                expanded(12, ENTRY, config),
                new PageRecord.Joined(Denmark.MUSINGS, several(one("4", 4, muted), one("6", 6, muted))),
                new PageRecord.Joined(Denmark.MUSINGS, Denmark.subscription(Denmark.FRANCISCO, 13)),
                expanded(14, ENTRY, config));

        expectDone(0, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(told(host, "francisco@")).singleElement(STRING).doesNotContain("SubID");
        List<String> told = told(host, "bernardo@");
        assertThat(told).hasSize(5);
        assertThat(told.get(0))
                .contains("</body><event")
                .endsWith("</event><headers xmlns='http://jabber.org/protocol/shim'><header name='SubID'>1</header>"
                        + "</headers></message>");
        assertThat(told.get(1)).contains("<retract ").endsWith(named("1", "4"));
        assertThat(told.get(2)).contains("<configuration ").endsWith("</event></message>");
        assertThat(told.get(3)).endsWith(named("1", "4", "9"));
        assertThat(told.get(4)).doesNotContain("<body>").endsWith(named("4"));
    }

    /** XEP-0248 §6.1: subscribed to what is published, and again to which nodes there are. */
    @Test
    void namesToWhoHasSeveralSubscriptionsOfACollectionThoseThatWantToKnow() {
        add(
                Denmark.MUSINGS,
                several(
                        one("1", 1, Map.of()),
                        one("2", 2, Map.of(SubscriptionOption.SUBSCRIPTION_TYPE, "items")),
                        one("3", 3, Map.of(SubscriptionOption.SUBSCRIPTION_DEPTH, "all"))));
        RecordingHostServer host = RecordingHostServer.taking();

        feed(
                serving(host),
                expanded(7, relayed(1, ENTRY), NodeConfig.STANDARD),
                expanded(8, relayed(2, ENTRY), NodeConfig.STANDARD),
                expanded(9, relayed(1, new NodeEvent.NodeCreated()), NodeConfig.STANDARD),
                expanded(10, relayed(2, new NodeEvent.NodeCreated()), NodeConfig.STANDARD));

        expectDone(0, 1, 2, 3);
        List<String> told = told(host, "bernardo@");
        assertThat(told).hasSize(3);
        assertThat(told.get(0))
                .endsWith("<headers xmlns='http://jabber.org/protocol/shim'>"
                        + "<header name='Collection'>princely_musings</header>"
                        + "<header name='SubID'>2</header></headers></message>");
        assertThat(told.get(1)).endsWith(named("1", "3"));
        assertThat(told.get(2)).endsWith(named("3"));
    }

    /** §6.1.6 and {@code pubsub#show-values}: by those subscriptions that suit how the subscriber is available, if any. */
    @Test
    void namesToWhoHasSeveralSubscriptionsThoseThatSuitTheirPresence() {
        Map<SubscriptionOption, String> chatting = Map.of(SubscriptionOption.SHOW_VALUES, "chat");
        Map<SubscriptionOption, String> away = Map.of(SubscriptionOption.SHOW_VALUES, "away");
        add(Denmark.MUSINGS, several(one("1", 1, chatting), one("2", 2, away)));
        availability =
                (service, jids) -> CompletableFuture.completedFuture(Map.of(Denmark.BERNARDO, Set.of(Show.AWAY)));
        RecordingHostServer host = RecordingHostServer.taking();
        ActorRef<DeliveryPartition.Message> partition = serving(host);

        feed(
                partition,
                expanded(7, ENTRY, NodeConfig.STANDARD),
                new PageRecord.Joined(Denmark.MUSINGS, several(one("1", 1, chatting), one("3", 8, chatting))),
                expanded(9, ENTRY, NodeConfig.STANDARD),
                new PageRecord.Joined(Denmark.MUSINGS, several(one("1", 1, chatting), one("3", 8, Map.of()))),
                expanded(10, ENTRY, NodeConfig.STANDARD));

        expectDone(0, 1, 2, 3, 4);
        List<String> told = told(host, "bernardo@");
        assertThat(told).hasSize(2);
        assertThat(told.get(0)).endsWith(named("2"));
        assertThat(told.get(1)).endsWith(named("3"));
    }

    private static final NodeEvent ENTRY =
            Denmark.published("<entry xmlns='http://www.w3.org/2005/Atom'><title>Soliloquy</title></entry>");

    private final Map<SubscriptionOption, String> muted = Map.of(SubscriptionOption.DELIVER, "false");
    private final Map<SubscriptionOption, String> bodied = Map.of(SubscriptionOption.INCLUDE_BODY, "true");

    private static Subscription.One one(String subId, long since, Map<SubscriptionOption, String> options) {
        return new Subscription.One(new SubId(subId), since, new SubscriptionOptions(options));
    }

    private static Subscription several(Subscription.One first, Subscription.One... further) {
        return new Subscription(Denmark.BERNARDO, 0, first.since(), first.options(), first.subId(), List.of(further));
    }

    private static NodeEvent relayed(int depth, NodeEvent event) {
        return new NodeEvent.Relayed(
                new NodeId(Denmark.SERVICE, "soliloquies"), 1, 5, depth, event, NodeConfig.STANDARD);
    }

    private static PageRecord expanded(long revision, NodeEvent event, NodeConfig config) {
        Publication publication = new Publication(Denmark.MUSINGS, new Revision(revision, event), 1, config);
        return Expansion.of(publication, new PageRecord.Source(0, revision))
                .orElseThrow()
                .next();
    }

    private static List<String> told(RecordingHostServer host, String local) {
        return host.stanzas().stream()
                .filter(stanza -> stanza.contains("to='" + local))
                .toList();
    }

    private static String named(String... subIds) {
        return Stream.of(subIds)
                        .map(subId -> "<header name='SubID'>" + subId + "</header>")
                        .collect(Collectors.joining())
                + "</headers></message>";
    }

    @Test
    void leavesOutWhoIsSuspendedUntilThatIsOver() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        subscribed(Denmark.MUSINGS, Denmark.BERNARDO, 2);
        Subscription francisco = Denmark.subscription(Denmark.FRANCISCO, 1);
        Subscription bernardo = Denmark.subscription(Denmark.BERNARDO, 2);
        RecordingHostServer host = RecordingHostServer.taking();

        feed(
                serving(host),
                Denmark.deliver(Denmark.MUSINGS, 0, 3),
                suspended(francisco, Instant.now().plusSeconds(3_600)),
                suspended(bernardo, Instant.now().plusSeconds(3_600)),
                Denmark.deliver(Denmark.MUSINGS, 0, 4),
                suspended(francisco, Instant.now().minusSeconds(1)),
                Denmark.deliver(Denmark.MUSINGS, 0, 5),
                new PageRecord.Left(Denmark.MUSINGS, bernardo, 6),
                Denmark.deliver(Denmark.MUSINGS, 0, 7));

        expectDone(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(host.stanzas())
                .containsExactly(
                        "3:francisco@denmark.lit;",
                        "3:bernardo@denmark.lit/elsinore;",
                        "5:francisco@denmark.lit;",
                        "7:francisco@denmark.lit;");
    }

    private static PageRecord suspended(Subscription subscription, Instant until) {
        return new PageRecord.Suspended(Denmark.MUSINGS, subscription, until);
    }

    @Test
    void doesNotFollowPagesThatAreNotInMemory() {
        RecordingHostServer host = RecordingHostServer.taking();
        Subscription subscription = Denmark.subscription(Denmark.FRANCISCO, 1);

        feed(
                serving(host),
                new PageRecord.Joined(Denmark.MUSINGS, subscription),
                new PageRecord.Left(Denmark.MUSINGS, subscription, 2));

        expectDone(0, 1);
        assertThat(subscriptions.reads()).isZero();
    }

    /** Whatever went ahead of a record that is not done would be repeated after a crash. */
    @Test
    void loadsPagesSideBySideAndTellsThemInTheOrderOfTheLog() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        subscribed(OTHER, Denmark.BERNARDO, 1);
        RecordingHostServer host = RecordingHostServer.taking();
        subscriptions.hold(Denmark.MUSINGS);

        feed(
                serving(host),
                Denmark.deliver(Denmark.MUSINGS, 0, 2),
                Denmark.deliver(Denmark.MUSINGS, 0, 3),
                Denmark.deliver(OTHER, 0, 4));
        reports.awaitAssert(() -> {
            assertThat(subscriptions.reads()).isEqualTo(2);
            return null;
        });
        reports.expectNoMessage(Duration.ofMillis(50));
        subscriptions.release();

        expectDone(0, 1, 2);
        assertThat(host.stanzas())
                .containsExactly(
                        "2:francisco@denmark.lit;", "3:francisco@denmark.lit;", "4:bernardo@denmark.lit/elsinore;");
    }

    @Test
    void handsOverNoMoreThanTheWindowHolds() {
        int subscribers = 3;
        for (int user = 0; user < subscribers; user++) {
            subscribed(Denmark.MUSINGS, Jid.parse("u" + user + "@denmark.lit"), 1);
        }
        RecordingHostServer host = RecordingHostServer.taking();

        feed(
                serving(host),
                Denmark.deliver(Denmark.MUSINGS, 0, 2),
                Denmark.deliver(Denmark.MUSINGS, 0, 3),
                Denmark.deliver(Denmark.MUSINGS, 0, 4));

        // Taken by the host server, but not committed.
        expectDone(0, 1);
        reports.expectNoMessage(Duration.ofMillis(50));
        assertThat(host.stanzas()).hasSize(2 * subscribers);

        tenure.room().settled(subscribers);
        expectDone(2);
        assertThat(host.stanzas()).hasSize(3 * subscribers).endsWith("4:u2@denmark.lit;");
    }

    @Test
    void tellsThoseWhoAreNamedWithoutThePage() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        RecordingHostServer host = RecordingHostServer.byHand();

        feed(serving(host), tell(5, Denmark.HAMLET, Denmark.BERNARDO));
        awaitOffers(host, 1);
        reports.expectNoMessage(Duration.ofMillis(50));
        host.offers().get(0).taken().complete(null);

        expectDone(0);
        assertThat(host.stanzas())
                .containsExactly("5:hamlet@denmark.lit/elsinore;", "5:bernardo@denmark.lit/elsinore;");
        assertThat(subscriptions.reads()).isZero();
    }

    @Test
    void tellsThemInTheOrderOfTheLog() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        RecordingHostServer host = RecordingHostServer.taking();

        feed(
                serving(host),
                Denmark.deliver(Denmark.MUSINGS, 0, 5),
                tell(6, Denmark.FRANCISCO),
                Denmark.deliver(Denmark.MUSINGS, 0, 7));

        expectDone(0, 1, 2);
        assertThat(host.stanzas())
                .containsExactly("5:francisco@denmark.lit;", "6:francisco@denmark.lit;", "7:francisco@denmark.lit;");
    }

    /** P3: what somebody is told again does not come behind what is newer, unless it is said to matter all the same. */
    @Test
    void tellsNothingAgainBehindWhatIsNewer() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        RecordingHostServer host = RecordingHostServer.taking();

        feed(
                serving(host),
                again(1, 2),
                Denmark.deliver(Denmark.MUSINGS, 0, 5),
                again(2, 4),
                again(3, 5),
                again(4, Long.MAX_VALUE));

        expectDone(0, 1, 2, 3, 4);
        assertThat(host.stanzas())
                .containsExactly(
                        "1:bernardo@denmark.lit/elsinore;",
                        "5:francisco@denmark.lit;",
                        "3:bernardo@denmark.lit/elsinore;",
                        "4:bernardo@denmark.lit/elsinore;");
    }

    private static PageRecord.Tell again(long revision, long unlessBeyond) {
        PageRecord.Tell tell = tell(revision, Denmark.BERNARDO);
        return new PageRecord.Tell(
                tell.node(),
                0,
                revision,
                PageRecord.Source.again(unlessBeyond),
                tell.recipients(),
                tell.prefix(),
                tell.suffix(),
                Span.NONE);
    }

    private static PageRecord.Tell tell(long revision, Jid... recipients) {
        return new PageRecord.Tell(
                Denmark.MUSINGS,
                0,
                revision,
                new PageRecord.Source(0, revision),
                List.of(recipients),
                Denmark.bytes(revision + ":"),
                Denmark.bytes(";"),
                Span.NONE);
    }

    @Test
    void asksTheStoreUntilItAnswers() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        RecordingHostServer host = RecordingHostServer.taking();
        subscriptions.failNext(3);

        feed(serving(host), Denmark.deliver(Denmark.MUSINGS, 0, 2));

        expectDone(0);
        assertThat(host.stanzas()).containsExactly("2:francisco@denmark.lit;");
        assertThat(subscriptions.reads()).isEqualTo(4);
    }

    @Test
    void leavesOutWhatANodeLoggedTwice() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        RecordingHostServer host = RecordingHostServer.taking();

        feed(
                serving(host),
                Denmark.deliver(Denmark.MUSINGS, 0, 5),
                Denmark.deliver(Denmark.MUSINGS, 0, 6),
                Denmark.deliver(Denmark.MUSINGS, 0, 5),
                Denmark.deliver(Denmark.MUSINGS, 0, 6),
                Denmark.deliver(Denmark.MUSINGS, 0, 7));

        expectDone(0, 1, 2, 3, 4);
        assertThat(host.stanzas())
                .containsExactly("5:francisco@denmark.lit;", "6:francisco@denmark.lit;", "7:francisco@denmark.lit;");
    }

    @Test
    void erasesAPageOnceItsEndIsDelivered() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        RecordingHostServer host = RecordingHostServer.byHand();

        feed(serving(host), Denmark.deliver(Denmark.MUSINGS, 0, 5, "gone:", true));
        awaitOffers(host, 1);
        reports.expectNoMessage(Duration.ofMillis(50));
        assertThat(stored(Denmark.MUSINGS)).hasSize(1);

        host.takeAll();
        expectDone(0);
        assertThat(host.stanzas()).containsExactly("gone:francisco@denmark.lit;");
        assertThat(stored(Denmark.MUSINGS)).isEmpty();
    }

    /** Whoever serves the partition after a crash needs the subscriptions for what was not delivered yet. */
    @Test
    void erasesAPageInSilenceOnlyAfterEverythingBefore() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        RecordingHostServer host = RecordingHostServer.byHand();
        subscriptions.hold(Denmark.MUSINGS);

        feed(
                serving(host),
                Denmark.deliver(Denmark.MUSINGS, 0, 5),
                Denmark.deliver(Denmark.MUSINGS, 0, 6, "", true),
                Denmark.deliver(Denmark.MUSINGS, 0, 5));
        subscriptions.release();
        awaitOffers(host, 1);
        expectDone(2); // repeats what was before the end
        reports.expectNoMessage(Duration.ofMillis(50));
        assertThat(stored(Denmark.MUSINGS)).hasSize(1);

        host.takeAll();
        expectDone(0, 1);
        assertThat(stored(Denmark.MUSINGS)).isEmpty();
        assertThat(host.stanzas()).containsExactly("5:francisco@denmark.lit;");
    }

    @Test
    void erasesAPageThatIsNotInMemory() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        subscriptions.failNext(2);

        feed(serving(RecordingHostServer.taking()), Denmark.deliver(Denmark.MUSINGS, 0, 6, "", true));

        expectDone(0);
        assertThat(stored(Denmark.MUSINGS)).isEmpty();
        assertThat(subscriptions.reads()).isZero();
    }

    @Test
    void tellsThoseOfItsLaneAndNobodyElse() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        subscribed(Denmark.MUSINGS, JULIET, 1);
        Subscription bernardo = Denmark.subscription(Denmark.BERNARDO, 2);
        Subscription romeo = Denmark.subscription(ROMEO, 2);
        PageRecord[] records = {
            Denmark.deliver(Denmark.MUSINGS, 0, 2),
            new PageRecord.Joined(Denmark.MUSINGS, bernardo),
            new PageRecord.Joined(Denmark.MUSINGS, romeo),
            Denmark.deliver(Denmark.MUSINGS, 0, 3),
            suspended(romeo, Instant.now().plusSeconds(3_600)),
            new PageRecord.Left(Denmark.MUSINGS, bernardo, 4),
            Denmark.deliver(Denmark.MUSINGS, 0, 5),
            tell(6, Denmark.HAMLET, ROMEO)
        };
        RecordingHostServer elsinore = RecordingHostServer.taking();
        RecordingHostServer verona = RecordingHostServer.taking();

        feed(serving(lane(Division.FIRST, elsinore)), records);
        expectDone(0, 1, 2, 3, 4, 5, 6, 7);
        tenure.room().settled(5);
        feed(serving(lane("verona", verona)), records);
        expectDone(8, 9, 10, 11, 12, 13, 14, 15);

        assertThat(elsinore.stanzas())
                .containsExactly(
                        "2:francisco@denmark.lit;",
                        "3:francisco@denmark.lit;",
                        "3:bernardo@denmark.lit/elsinore;",
                        "5:francisco@denmark.lit;",
                        "6:hamlet@denmark.lit/elsinore;");
        assertThat(verona.stanzas())
                .containsExactly(
                        "2:juliet@verona.lit;",
                        "3:juliet@verona.lit;",
                        "3:romeo@verona.lit;",
                        "5:juliet@verona.lit;",
                        "6:romeo@verona.lit;");
    }

    @Test
    void takesRoomForThoseOfItsLane() {
        IntStream.range(0, 3 * WINDOW)
                .forEach(i -> subscribed(Denmark.MUSINGS, Jid.parse("u" + i + "@denmark.lit"), 1));
        subscribed(Denmark.MUSINGS, JULIET, 1);
        RecordingHostServer verona = RecordingHostServer.byHand();

        feed(
                serving(lane("verona", verona)),
                Denmark.deliver(Denmark.MUSINGS, 0, 2),
                Denmark.deliver(Denmark.MUSINGS, 0, 3));

        awaitOffers(verona, 2);
        assertThat(window.taken()).isEqualTo(2);
    }

    @Test
    void looksNoFurtherAheadThanThereIsRoomInMemory() {
        int pages = 60;
        for (int page = 0; page < pages; page++) {
            for (int i = 0; i < 12; i++) {
                add(Denmark.MUSINGS, Denmark.subscription(Jid.parse("u" + i + "-" + page + "@denmark.lit"), page, 1));
            }
        }
        RecordingHostServer host = RecordingHostServer.byHand();
        PageRecord[] records = IntStream.range(0, pages)
                .mapToObj(page -> Denmark.deliver(Denmark.MUSINGS, page, 2))
                .toArray(PageRecord[]::new);

        feed(serving(member(host, 100)), records);
        awaitOffers(host, 1);
        reports.expectNoMessage(Duration.ofMillis(200));
        assertThat(subscriptions.reads()).isLessThan(20);

        host.takeAll();
        for (int page = 0; page < pages; page++) {
            expectDone(page);
            tenure.room().settled(12);
        }
    }

    /** Whoever is slower still needs them. */
    @Test
    void erasesOfAPageThoseOfItsLane() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        subscribed(Denmark.MUSINGS, JULIET, 1);
        RecordingHostServer elsinore = RecordingHostServer.taking();
        RecordingHostServer verona = RecordingHostServer.byHand();
        PageRecord last = Denmark.deliver(Denmark.MUSINGS, 0, 5, "gone:", true);

        feed(serving(lane(Division.FIRST, elsinore)), last);
        expectDone(0);
        assertThat(stored(Denmark.MUSINGS)).extracting(Subscription::subscriber).containsExactly(JULIET);

        feed(serving(lane("verona", verona)), last);
        awaitOffers(verona, 1);
        verona.takeAll();
        expectDone(1);
        assertThat(verona.stanzas()).containsExactly("gone:juliet@verona.lit;");
        assertThat(stored(Denmark.MUSINGS)).isEmpty();
    }

    private Member lane(String key, HostServer hostServer) {
        Lane verona = new Lane("verona", new Audience.At(Denmark.SERVICE, Set.of("verona.lit")), hostServer);
        return member(
                List.of(Lane.past(List.of(verona), "elsinore", hostServer), verona),
                key,
                Denmark.CONFIG.pagesInMemorySubscribers());
    }

    @Test
    void stopsWhereTheHostServerRefuses() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);
        RecordingHostServer host = RecordingHostServer.byHand();

        feed(serving(host), Denmark.deliver(Denmark.MUSINGS, 0, 5));
        awaitOffers(host, 1);
        host.offers().get(0).taken().completeExceptionally(new IllegalStateException("serves no longer"));

        reports.expectMessage(STOPPED);
        assertThat(tenure.isOver()).isTrue();
    }

    @Test
    void stopsWhereTheHostServerThrows() {
        subscribed(Denmark.MUSINGS, Denmark.FRANCISCO, 1);

        feed(
                serving((service, source, frames) -> {
                    throw new IllegalStateException("no link");
                }),
                Denmark.deliver(Denmark.MUSINGS, 0, 5));

        reports.expectMessage(STOPPED);
    }

    @Test
    void saysSoWhenItStopsByAMistakeOfItsOwn() {
        ActorRef<DeliveryPartition.Message> partition = serving(RecordingHostServer.taking());

        partition.tell(new DeliveryPartition.Feed(Arrays.asList((Ledger.Entry<PageRecord>) null)));

        reports.expectMessage(STOPPED);
    }

    @Test
    void keepsNoMorePagesThanItMay() {
        int pages = 40;
        int fitting = 10;
        Member member = member(RecordingHostServer.taking(), fitting * 20);
        for (int page = 0; page < pages; page++) {
            for (int user = 0; user < 12; user++) {
                add(Denmark.MUSINGS, Denmark.subscription(Jid.parse("u" + user + "@denmark.lit"), page, 1));
            }
        }
        ActorRef<DeliveryPartition.Message> partition = serving(member);

        for (int page = 0; page < pages; page++) {
            feed(partition, Denmark.deliver(Denmark.MUSINGS, page, 2));
            expectDone(page);
            tenure.room().settled(12);
        }

        assertThat(member.pages().pages()).isBetween(1L, fitting + 1L);
        assertThat(member.pages().evictions()).isEqualTo(pages - member.pages().pages());
        assertThat(member.counters().notifications.sum()).isEqualTo(pages * 12L);

        kit.stop(partition);
        reports.expectMessage(STOPPED);
        assertThat(member.pages().pages()).isZero();
        assertThat(member.pages().areTooMany()).isFalse();
    }

    private ActorRef<DeliveryPartition.Message> serving(HostServer hostServer) {
        return serving(member(hostServer, Denmark.CONFIG.pagesInMemorySubscribers()));
    }

    private ActorRef<DeliveryPartition.Message> serving(Member member) {
        return kit.spawn(DeliveryPartition.create(3, member, tenure, new DeliveryPartition.Reports() {
            @Override
            public void done(Ledger.Entry<PageRecord> entry) {
                reports.ref().tell(entry.toString());
            }

            @Override
            public void stopped() {
                reports.ref().tell(STOPPED);
            }
        }));
    }

    private Member member(HostServer hostServer, long subscribersInMemory) {
        return member(Denmark.everybody(hostServer), Division.FIRST, subscribersInMemory);
    }

    private Member member(List<Lane> lanes, String lane, long subscribersInMemory) {
        return new Member(
                "yorick",
                subscriptions,
                Denmark.EDGE,
                new Division(lanes),
                lane,
                availability,
                access,
                Denmark.CONFIG,
                new PagesInMemory(subscribersInMemory),
                window,
                new FanoutCounters(),
                Tracing.OFF);
    }

    private void feed(ActorRef<DeliveryPartition.Message> partition, PageRecord... records) {
        List<Ledger.Entry<PageRecord>> entries = new ArrayList<>();
        for (PageRecord record : records) {
            entries.add(ledger.enter(offset++, record, 1));
        }
        partition.tell(new DeliveryPartition.Feed(entries));
    }

    private void expectDone(int... offsets) {
        List<String> expected =
                IntStream.of(offsets).mapToObj(Integer::toString).toList();
        List<String> done =
                Stream.generate(reports::receiveMessage).limit(offsets.length).toList();
        assertThat(done).containsExactlyInAnyOrderElementsOf(expected);
    }

    private void awaitOffers(RecordingHostServer host, int count) {
        reports.awaitAssert(() -> {
            assertThat(host.offers()).hasSize(count);
            return null;
        });
    }

    private void subscribed(NodeKey node, Jid subscriber, long since) {
        add(node, Denmark.subscription(subscriber, since));
    }

    private void add(NodeKey node, Subscription subscription) {
        memory.add(node, subscription, 1).toCompletableFuture().join();
    }

    private List<Subscription> stored(NodeKey node) {
        return ((Subscriptions) memory).page(node, 0).toCompletableFuture().join();
    }
}
