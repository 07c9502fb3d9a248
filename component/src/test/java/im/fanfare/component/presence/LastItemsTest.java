package im.fanfare.component.presence;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.cluster.NodeLog;
import im.fanfare.component.presence.LastItems.Outcome;
import im.fanfare.component.pubsub.LivingNodes;
import im.fanfare.component.pubsub.NodeService;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NewItem;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PassingClock;
import im.fanfare.pubsub.Payload;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.schema.MemoryStores;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Stores;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From an arrival to the log: real nodes, with stores in memory. */
@Timeout(60)
class LastItemsTest {
    private static final String SERVICE = "pubsub.shakespeare.lit";
    private static final Jid HAMLET = Jid.parse("hamlet@denmark.lit/elsinore");
    private static final Jid FRANCISCO = Jid.parse("francisco@denmark.lit");
    private static final Jid BARRACKS = Jid.parse("francisco@denmark.lit/barracks");
    private static final Jid TOWER = Jid.parse("francisco@denmark.lit/tower");
    private static final String ON_PRESENCE = "on_sub_and_presence";

    private final ActorTestKit kit = ActorTestKit.create();
    private final Stores stores = MemoryStores.create();
    private final PassingClock clock = new PassingClock(Instant.parse("2003-12-13T18:30:02Z"));
    private final RecordingLog log = new RecordingLog();
    private final NodeService nodes = new LivingNodes(kit, stores, log, clock).service();
    private final LastItems lastItems = new LastItems(stores, log, nodes, clock);

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private static NodeId node(String name) {
        return new NodeId(SERVICE, name);
    }

    private void does(NodeCommand command) {
        assertThat(nodes.ask(command).toCompletableFuture().join()).isNotInstanceOf(NodeReply.Refused.class);
    }

    private void create(String node, String when) {
        does(new NodeCommand.Create(node(node), HAMLET, Map.of(ConfigField.SEND_LAST_PUBLISHED_ITEM, when)));
    }

    private void publish(String node, String item) {
        clock.pass(Duration.ofSeconds(1));
        publishAtOnce(node, item);
    }

    private void publishAtOnce(String node, String item) {
        publish(node, item, new Payload("urn:a", "<a xmlns='urn:a'/>"));
    }

    private void publish(String node, String item, Payload payload) {
        does(new NodeCommand.Publish(
                node(node), HAMLET, Optional.of(new NewItem(new ItemId(item), Optional.of(payload))), Map.of()));
    }

    private void subscribe(String node, Jid subscriber) {
        does(new NodeCommand.Subscribe(node(node), subscriber, subscriber));
    }

    /** What is logged to pages for those who come. */
    private List<PageRecord.Tell> told(Outcome outcome, Arrivals.Arrival arrival) {
        log.records.clear();
        long before = lastItems.outcomes().counted(outcome);
        lastItems.take(arrival);
        while (lastItems.outcomes().counted(outcome) == before) {
            Thread.onSpinWait();
        }
        return log.records.stream().map(PageRecord.Tell.class::cast).toList();
    }

    private static Arrivals.Arrival arrival(Jid jid) {
        return new Arrivals.Arrival(SERVICE, jid, false, Optional.empty());
    }

    private static String suffix(PageRecord.Tell tell) {
        return new String(tell.suffix(), StandardCharsets.UTF_8);
    }

    /** XEP-0060 §13.8: as at first. */
    @Test
    void tellsWithABodyWhoWantsOne() {
        create("bodied", ON_PRESENCE);
        does(new NodeCommand.Subscribe(
                node("bodied"), FRANCISCO, FRANCISCO, Map.of(SubscriptionOption.INCLUDE_BODY, "true")));
        publish(
                "bodied",
                "1st",
                new Payload(Payload.ATOM, "<entry xmlns='" + Payload.ATOM + "'><title>Soliloquy</title></entry>"));

        assertThat(suffix(told(Outcome.TOLD, arrival(BARRACKS)).get(0))).contains("<body>Soliloquy</body>");
    }

    /** XEP-0060 §6.1.7, to the resource that has come, stamped, under the id of the notification. */
    @Test
    void tellsOfTheLastItemsNewestFirst() {
        for (String name : List.of("early", "late", "silent", "at first")) {
            create(name, name.equals("silent") ? "never" : name.equals("at first") ? "on_sub" : ON_PRESENCE);
            subscribe(name, FRANCISCO);
        }
        List.of("early", "silent", "at first", "late").forEach(name -> {
            publish(name, "1st");
            publish(name, "2nd");
        });

        List<PageRecord.Tell> told = told(Outcome.TOLD, arrival(BARRACKS));

        assertThat(told).extracting(tell -> tell.node().id().name()).containsExactly("late", "early");
        assertThat(told).extracting(PageRecord.Tell::recipients).containsOnly(List.of(BARRACKS));
        assertThat(suffix(told.get(0)))
                .contains(
                        "<item id='2nd'><a xmlns='urn:a'/></item>",
                        "<delay xmlns='urn:xmpp:delay' stamp='2003-12-13T18:30:10Z'/>");
        Publication first = log.publications.stream()
                .filter(publication -> publication.node().equals(told.get(0).node()))
                .reduce((one, last) -> last)
                .orElseThrow();
        assertThat(new String(told.get(0).prefix(), StandardCharsets.UTF_8))
                .contains("id='" + first.node().messageId(first.revision().number()) + "' type='headline' to='");
        assertThat(told.get(0).source().isPublication()).isFalse();
        assertThat(told.get(0).source().offset()).isEqualTo(first.revision().number());
    }

    @Test
    void onlyWhoMayAndWantsToIsTold() {
        for (String name : List.of("muted", "elsewhere", "closed", "gone", "empty", "mine")) {
            create(name, ON_PRESENCE);
            if (!name.equals("empty")) {
                publish(name, "1st");
            }
            subscribe(name, name.equals("elsewhere") ? TOWER : name.equals("mine") ? BARRACKS : FRANCISCO);
        }
        does(new NodeCommand.ChangeOptions(
                node("muted"), FRANCISCO, FRANCISCO, Map.of(SubscriptionOption.DELIVER, "false")));
        does(new NodeCommand.ChangeAffiliations(node("closed"), HAMLET, Map.of(FRANCISCO, Affiliation.OUTCAST)));
        does(new NodeCommand.Delete(node("gone"), HAMLET, Optional.empty()));

        assertThat(told(Outcome.TOLD, arrival(BARRACKS)))
                .extracting(tell -> tell.node().id().name())
                .containsExactly("mine");
        clock.pass(LastItems.ONCE_IN);
        assertThat(told(Outcome.NOTHING, arrival(Jid.parse("bernardo@denmark.lit/a"))))
                .isEmpty();
    }

    /** RFC 6121 §4.7.2.3: it wants nothing that is addressed to the account. */
    @Test
    void aResourceOfNegativePriorityIsToldOfItsOwnSubscriptions() {
        create("account", ON_PRESENCE);
        create("resource", ON_PRESENCE);
        publish("account", "1st");
        publish("resource", "1st");
        subscribe("account", FRANCISCO);
        subscribe("resource", BARRACKS);

        assertThat(told(Outcome.TOLD, new Arrivals.Arrival(SERVICE, BARRACKS, true, Optional.empty())))
                .extracting(tell -> tell.node().id().name())
                .containsExactly("resource");
    }

    /** XEP-0312 §2: of each item the last version, in order, whatever the node does for others; not what was before. */
    @Test
    void whoSaysForHowLongTheyWereAwayIsToldOfWhatTheyMissed() {
        create("musings", "never");
        create("quiet", ON_PRESENCE);
        subscribe("musings", FRANCISCO);
        subscribe("quiet", FRANCISCO);
        publish("musings", "before");
        publish("quiet", "before");
        clock.pass(Duration.ofHours(1));
        List.of("1st", "2nd", "3rd", "1st").forEach(item -> publish("musings", item));
        publish("quiet", "missed");
        does(new NodeCommand.Retract(node("musings"), HAMLET, List.of(new ItemId("3rd")), Optional.empty()));

        List<PageRecord.Tell> told =
                told(Outcome.TOLD, new Arrivals.Arrival(SERVICE, BARRACKS, false, Optional.of(Duration.ofMinutes(10))));

        assertThat(told)
                .extracting(LastItemsTest::suffix)
                .satisfiesExactly(
                        first -> assertThat(first).contains("<item id='2nd'>"),
                        second -> assertThat(second).contains("<item id='1st'>"),
                        third -> assertThat(third).contains("<item id='missed'>", "<delay"));
        clock.pass(LastItems.ONCE_IN);
        assertThat(told(
                        Outcome.NOTHING,
                        new Arrivals.Arrival(
                                SERVICE,
                                TOWER,
                                true,
                                Optional.of(Duration.ofSeconds(Long.MAX_VALUE / 10_000_000_000L)))))
                .isEmpty();
    }

    /** Also where the clock does not tell which. */
    @Test
    void bringsNoMoreOfWhatTheyMissedThanTheNewest() {
        create("musings", "never");
        subscribe("musings", FRANCISCO);
        int many = LastItems.MOST_ITEMS + 7;
        IntStream.range(0, many).forEach(i -> publishAtOnce("musings", "item" + i));

        List<PageRecord.Tell> told = told(
                Outcome.TOLD, new Arrivals.Arrival(SERVICE, BARRACKS, false, Optional.of(Duration.ofDays(30_000))));

        assertThat(told).hasSize(LastItems.MOST_ITEMS);
        assertThat(suffix(told.get(0))).contains("'item7'");
        assertThat(suffix(told.get(told.size() - 1))).contains("'item" + (many - 1) + "'");
    }

    /** §13.16; by those that are for notifications. */
    @Test
    void namesTheSubscriptionsOfWhoHasSeveral() {
        create("musings", ON_PRESENCE);
        publish("musings", "1st");
        subscribe("musings", FRANCISCO);
        does(new NodeCommand.Subscribe(
                node("musings"), FRANCISCO, FRANCISCO, Map.of(SubscriptionOption.INCLUDE_BODY, "true")));
        does(new NodeCommand.Subscribe(
                node("musings"), FRANCISCO, FRANCISCO, Map.of(SubscriptionOption.DELIVER, "false")));

        assertThat(suffix(told(Outcome.TOLD, arrival(BARRACKS)).get(0)))
                .matches(".*<headers xmlns='http://jabber.org/protocol/shim'><header name='SubID'>1</header>"
                        + "<header name='SubID'>\\d+</header></headers></message>");
    }

    @Test
    void whoComesAndGoesIsToldOnceInAWhile() {
        create("musings", ON_PRESENCE);
        publish("musings", "1st");
        subscribe("musings", FRANCISCO);

        assertThat(told(Outcome.TOLD, arrival(BARRACKS))).hasSize(1);
        assertThat(told(Outcome.REPEATED, arrival(BARRACKS))).isEmpty();
        assertThat(told(Outcome.TOLD, arrival(TOWER))).hasSize(1);
        clock.pass(LastItems.ONCE_IN);
        assertThat(told(Outcome.TOLD, arrival(BARRACKS))).hasSize(1);
    }

    /** The newest, however many nodes somebody is subscribed to. */
    @Test
    void bringsNoStorm() {
        int many = LastItems.MOST_ITEMS + 20;
        IntStream.range(0, many).forEach(i -> {
            create("node" + i, ON_PRESENCE);
            publish("node" + i, "1st");
            subscribe("node" + i, FRANCISCO);
        });

        assertThat(told(Outcome.TOLD, arrival(BARRACKS)))
                .extracting(tell -> tell.node().id().name())
                .containsExactlyElementsOf(IntStream.range(0, LastItems.MOST_ITEMS)
                        .mapToObj(i -> "node" + (many - 1 - i))
                        .toList());
    }

    @Test
    void goesOnAfterAFault() {
        create("musings", ON_PRESENCE);
        publish("musings", "1st");
        subscribe("musings", FRANCISCO);
        log.broken = true;
        for (int i = 0; i < 40; i++) { // more than are looked after at a time
            told(Outcome.FAILED, arrival(Jid.parse(FRANCISCO + "/" + i)));
        }

        log.broken = false;

        assertThat(told(Outcome.TOLD, arrival(BARRACKS))).hasSize(1);
    }

    private static final class RecordingLog implements NodeLog {
        private final List<PageRecord> records = new CopyOnWriteArrayList<>();
        private final List<Publication> publications = new ArrayList<>();
        private volatile boolean broken;

        @Override
        public CompletionStage<Void> appendToPages(List<PageRecord> appended) {
            if (broken) {
                return CompletableFuture.failedFuture(new IllegalStateException("no Kafka"));
            }
            records.addAll(appended);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public synchronized CompletionStage<Void> append(List<Publication> appended) {
            publications.addAll(appended);
            return CompletableFuture.completedFuture(null);
        }
    }

    /** One entity a node, as sharding would have it. */
}
