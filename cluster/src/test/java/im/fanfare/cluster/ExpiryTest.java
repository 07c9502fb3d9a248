package im.fanfare.cluster;

import static im.fanfare.cluster.NodeEntityTest.join;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.CreationPolicy;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NewItem;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.Notice;
import im.fanfare.pubsub.PassingClock;
import im.fanfare.pubsub.Payload;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.Subscription;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.schema.Expiries;
import im.fanfare.schema.MemoryStores;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Sharers;
import im.fanfare.schema.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Items that expire and leases that end, at a node that is awake and at one that nobody asks: {@code item_expire} of
 * XEP-0060 §17.4.4, and §13.19.
 */
class ExpiryTest {
    private static final NodeId MUSINGS = new NodeId("pubsub.shakespeare.lit", "princely_musings");
    private static final Jid HAMLET = Jid.parse("hamlet@shakespeare.lit/elsinore");

    private static final Jid FRANCISCO = Jid.parse("francisco@denmark.lit");
    private static final Jid OPHELIA = Jid.parse("ophelia@denmark.lit");

    private static final Map<SubscriptionOption, String> EVERY_HOUR =
            Map.of(SubscriptionOption.DIGEST, "true", SubscriptionOption.DIGEST_FREQUENCY, "3600000");

    private static ActorTestKit kit;

    private final Stores stores = MemoryStores.create();
    private final MemoryNodeLog log = new MemoryNodeLog();
    private final PassingClock clock = new PassingClock(Instant.parse("2003-12-13T18:30:02Z"));
    private final ExpirySweep sweep = new ExpirySweep(stores.expiries(), this::askAnew);
    private ExpirySweep.Position swept = join(sweep.begin(clock.instant()));

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void neverGivesOutWhatHasExpiredAlsoBeforeItIsCleanedUp() {
        var entity = entity(stores);
        createAndPublish(entity, "1");
        clock.pass(Duration.ofSeconds(3_599));
        ask(entity, publish("2"));
        assertThat(itemIds(entity)).containsExactly("1", "2");

        clock.pass(Duration.ofSeconds(1));

        assertThat(itemIds(entity)).containsExactly("2");
        assertThat(ask(entity, new NodeCommand.ListItems(MUSINGS, HAMLET, Optional.empty())))
                .isEqualTo(new NodeReply.ItemIds(List.of(new ItemId("2")), 0, 1));
        clock.pass(Duration.ofHours(1));
        assertThat(itemIds(entity(stores))).as("just woken").isEmpty();
        assertThat(retracted()).containsExactly("1", "2");
    }

    @Test
    void whatHasExpiredCanNeitherBeRetractedNorSent() {
        var entity = entity(stores);
        ask(
                entity,
                new NodeCommand.Create(
                        MUSINGS,
                        HAMLET,
                        Map.of(ConfigField.ITEM_EXPIRE, "3600", ConfigField.SEND_LAST_PUBLISHED_ITEM, "on_sub")));
        ask(entity, publish("1"));
        clock.pass(Duration.ofHours(1));

        ask(entity, new NodeCommand.Subscribe(MUSINGS, HAMLET, HAMLET));

        assertThat(ask(entity, new NodeCommand.Retract(MUSINGS, HAMLET, List.of(new ItemId("1")), Optional.of(true))))
                .isEqualTo(new NodeReply.Refused(PubSubError.ITEM_NOT_FOUND));
        assertThat(log.publications)
                .noneMatch(publication -> publication.revision().event() instanceof NodeEvent.LastItemSent);
    }

    /** Nobody asks for anything, and whoever had the node in memory is gone. */
    @Test
    void tellsSubscribersThoughNobodyTouchesTheNodeAndItsMemberIsGone() {
        createAndPublish(entity(stores), "1", "2");
        sweep();
        assertThat(retracted()).isEmpty();

        clock.pass(Duration.ofMinutes(61));
        sweep();

        assertThat(retracted()).containsExactly("1", "2");
        assertThat(join(stores.items().fetch(key(), List.of(new ItemRef(new ItemId("1"), 2)))))
                .isEmpty();
        assertThat(log.publications) // of which some may be there twice: whoever is woken logs what may not have been
                .extracting(publication -> publication.revision().event())
                .filteredOn(NodeEvent.ItemsRetracted.class::isInstance)
                .allSatisfy(event -> assertThat(((NodeEvent.ItemsRetracted) event).notifying())
                        .isTrue());
    }

    @Test
    void eachAlarmSetsTheNext() {
        createAndPublish(entity(stores), "1");
        clock.pass(Duration.ofMinutes(30));
        ask(entity(stores), publish("2"));

        clock.pass(Duration.ofMinutes(31));
        sweep();
        assertThat(retracted()).containsExactly("1");

        clock.pass(Duration.ofMinutes(30));
        sweep();
        assertThat(retracted()).containsExactly("1", "2");
    }

    /** The item of its alarm was retracted; that of the next is still there. */
    @Test
    void anAlarmThatGoesOffForNothingSetsTheNext() {
        var entity = entity(stores);
        createAndPublish(entity, "1");
        clock.pass(Duration.ofMinutes(30));
        ask(entity, publish("2"));
        ask(entity, new NodeCommand.Retract(MUSINGS, HAMLET, List.of(new ItemId("1")), Optional.of(false)));

        clock.pass(Duration.ofMinutes(31));
        sweep();
        clock.pass(Duration.ofMinutes(30));
        sweep();

        assertThat(retracted()).containsExactly("2");
    }

    @Test
    void aNodeThatIsConfiguredToForgetForgetsWhatItHasToo() {
        var entity = entity(stores);
        ask(entity, new NodeCommand.Create(MUSINGS, HAMLET, Map.of()));
        ask(entity, publish("old"));
        clock.pass(Duration.ofMinutes(90));
        ask(entity, publish("new"));

        ask(entity, new NodeCommand.Configure(MUSINGS, HAMLET, Map.of(ConfigField.ITEM_EXPIRE, "3600")));
        assertThat(itemIds(entity)).containsExactly("new");
        clock.pass(Duration.ofMinutes(61));
        sweep();

        assertThat(retracted()).containsExactly("old", "new");
    }

    @Test
    void thousandsThatExpireAtOnceGoBeforeAnybodyIsAnswered() {
        var entity = entity(stores);
        createAndPublish(entity);
        TestProbe<NodeReply> probe = kit.createTestProbe();
        for (int i = 0; i < 5_000; i++) {
            entity.tell(new NodeEntity.Ask(publish("item" + i), probe.getRef()));
            if (i % 1_000 == 999) {
                probe.receiveSeveralMessages(1_000, Duration.ofSeconds(20));
            }
        }
        clock.pass(Duration.ofHours(1));

        assertThat(itemIds(entity)).isEmpty();
        assertThat(retracted()).hasSize(5_000).doesNotHaveDuplicates();
    }

    @Test
    void isNotAcknowledgedWithoutItsAlarmAndHasItOnceTheNodeIsFinished() {
        var breaking = new BreakingExpiries(stores.expiries());
        Stores broken = with(breaking);
        var entity = entity(broken);
        ask(entity, create());
        breaking.broken = true;
        assertThat(ask(entity, publish("1"))).isEqualTo(new NodeReply.Refused(PubSubError.UNAVAILABLE));
        breaking.broken = false;
        clock.pass(Duration.ofMinutes(30));
        assertThat(itemIds(entity)).containsExactly("1");

        clock.pass(Duration.ofMinutes(31));
        sweep();

        assertThat(retracted()).containsExactly("1");
    }

    /** XEP-0060 §13.19: nobody asks for anything, and whoever had the node in memory is gone. */
    @Test
    void endsALeaseThoughNobodyTouchesTheNodeAndItsMemberIsGone() {
        var entity = entity(stores);
        ask(entity, create());
        lease(entity, FRANCISCO, Duration.ofHours(1));
        lease(entity, OPHELIA, Duration.ofHours(2));
        clock.pass(Duration.ofMinutes(59));
        sweep();
        assertThat(subscribed()).containsExactlyInAnyOrder(FRANCISCO, OPHELIA);

        clock.pass(Duration.ofSeconds(62));
        sweep();

        assertThat(subscribed()).containsExactly(OPHELIA);
        assertThat(log.pageRecords.get(log.pageRecords.size() - 1))
                .isInstanceOfSatisfying(
                        PageRecord.Left.class,
                        left -> assertThat(left.subscription().subscriber()).isEqualTo(FRANCISCO));
        assertThat(log.publications)
                .anyMatch(publication -> publication.revision().event() instanceof NodeEvent.Told told
                        && told.recipients().equals(List.of(FRANCISCO))
                        && told.notice().equals(new Notice.SubscriptionChanged(FRANCISCO, SubscriptionState.NONE)));
    }

    @Test
    void aLeaseThatIsRenewedEndsAtItsNewTime() {
        var entity = entity(stores);
        ask(entity, create());
        lease(entity, FRANCISCO, Duration.ofHours(1));
        ask(entity, new NodeCommand.ChangeOptions(MUSINGS, FRANCISCO, FRANCISCO, leaseOf(Duration.ofHours(3))));

        clock.pass(Duration.ofHours(2));
        sweep();
        sweep();
        assertThat(subscribed()).containsExactly(FRANCISCO);
        clock.pass(Duration.ofMinutes(61));
        sweep();

        assertThat(subscribed()).isEmpty();
    }

    @Test
    void eachOfSeveralSubscriptionsHasALeaseOfItsOwn() {
        var entity = entity(stores);
        ask(entity, create());
        lease(entity, FRANCISCO, Duration.ofHours(3));
        Map<SubscriptionOption, String> shorter = new HashMap<>(leaseOf(Duration.ofHours(1)));
        shorter.put(SubscriptionOption.DELIVER, "false");
        ask(entity, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO, shorter));

        clock.pass(Duration.ofMinutes(61));
        sweep();
        assertThat(join(stores.subscriptions().page(key(), 0)))
                .singleElement()
                .satisfies(left -> assertThat(left.all())
                        .extracting(Subscription.One::subId)
                        .containsExactly(SubId.FIRST));
        clock.pass(Duration.ofHours(2));
        sweep();

        assertThat(subscribed()).isEmpty();
    }

    @Test
    void aLeaseThatIsOverIsNoneAlsoBeforeItIsCleanedUp() {
        var entity = entity(stores);
        ask(entity, new NodeCommand.Create(MUSINGS, HAMLET, Map.of(ConfigField.PUBLISH_MODEL, "subscribers")));
        lease(entity, FRANCISCO, Duration.ofHours(1));
        clock.pass(Duration.ofHours(1));

        assertThat(ask(entity, new NodeCommand.ReadOptions(MUSINGS, FRANCISCO, FRANCISCO)))
                .isEqualTo(new NodeReply.Refused(PubSubError.NO_SUCH_SUBSCRIBER));
        assertThat(ask(entity, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO)))
                .isEqualTo(new NodeReply.Subscribed(FRANCISCO, SubscriptionState.SUBSCRIBED));
        clock.pass(Duration.ofHours(1));
        sweep();
        assertThat(subscribed()).as("it has no end now").containsExactly(FRANCISCO);
    }

    @Test
    void aLeaseIsNotAcknowledgedWithoutItsAlarmAndHasItOnceTheNodeIsFinished() {
        var breaking = new BreakingExpiries(stores.expiries());
        Stores broken = with(breaking);
        var entity = entity(broken);
        ask(entity, create());
        breaking.broken = true;
        var subscribe = new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO, leaseOf(Duration.ofHours(1)));
        assertThat(ask(entity, subscribe)).isEqualTo(new NodeReply.Refused(PubSubError.UNAVAILABLE));
        breaking.broken = false;
        assertThat(ask(entity, new NodeCommand.ReadConfig(MUSINGS, HAMLET))).isInstanceOf(NodeReply.Config.class);
        assertThat(subscribed()).containsExactly(FRANCISCO);

        clock.pass(Duration.ofMinutes(61));
        sweep();

        assertThat(subscribed()).isEmpty();
    }

    /** XEP-0060 §13.5: whoever follows presences knows of it before the subscriber does. */
    @Test
    void whoIsSubscribedForAsLongAsTheyAreOnlineIsNoted() {
        var entity = entity(stores);
        ask(entity, new NodeCommand.Create(MUSINGS, HAMLET, Map.of()));
        var francisco = Jid.parse("francisco@denmark.lit/barracks");
        ask(entity, new NodeCommand.Subscribe(MUSINGS, francisco, francisco, Map.of()));
        assertThat(temporary(francisco)).isEmpty();

        ask(
                entity,
                new NodeCommand.ChangeOptions(
                        MUSINGS, francisco, francisco, Map.of(SubscriptionOption.EXPIRE, "presence")));
        assertThat(temporary(francisco)).containsExactly(francisco.bare());

        ask(entity, new NodeCommand.EndTemporary(MUSINGS, francisco));
        assertThat(subscribed()).isEmpty();
    }

    /** {@code purge_offline}: the same of a publisher. */
    @Test
    void whatGoesWithItsPublisherIsNotedAndGoes() {
        var entity = entity(stores);
        ask(entity, new NodeCommand.Create(MUSINGS, HAMLET, Map.of()));
        ask(entity, publish("1"));
        assertThat(temporary(HAMLET)).isEmpty();
        ask(entity, new NodeCommand.Configure(MUSINGS, HAMLET, Map.of(ConfigField.PURGE_OFFLINE, "1")));

        ask(entity, publish("2"));
        assertThat(temporary(HAMLET)).containsExactly(HAMLET.bare());
        ask(entity, new NodeCommand.EndTemporary(MUSINGS, FRANCISCO));
        assertThat(itemIds(entity)).containsExactly("1", "2");
        ask(entity, new NodeCommand.EndTemporary(MUSINGS, HAMLET.bare()));

        assertThat(itemIds(entity)).isEmpty();
    }

    private Set<Jid> temporary(Jid jid) {
        return join(stores.temporary().of(MUSINGS.service(), Sharers.share(jid.bare())));
    }

    /** {@code pubsub#digest}: by an alarm as well, and through the log. */
    @Test
    void tellsDigestsWhenTheyAreDueThoughTheMemberIsGone() {
        var entity = entity(stores);
        ask(entity, new NodeCommand.Create(MUSINGS, HAMLET, Map.of()));
        ask(entity, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO, EVERY_HOUR));
        ask(entity, publish("1"));
        ask(entity, publish("2"));
        sweep();
        assertThat(digests()).isEmpty();

        clock.pass(Duration.ofMinutes(61));
        sweep();
        sweep();
        assertThat(digests()).containsExactly(List.of("1", "2"));

        ask(entity(stores), publish("3"));
        ask(entity(stores), publish("1"));
        clock.pass(Duration.ofMinutes(61));
        sweep();
        assertThat(digests())
                .as("each once, also where its alarm goes off twice")
                .hasSize(2);
        assertThat(digests().get(1)).containsExactly("3", "1");
        clock.pass(Duration.ofMinutes(61));
        sweep();
        clock.pass(Duration.ofMinutes(61));
        sweep();
        assertThat(digests()).as("nothing was published").hasSize(2);
    }

    /** Nor is a digest missed because of that. */
    @Test
    void commitsNothingWhereThereIsNothingForADigest() {
        ask(entity(stores), new NodeCommand.Create(MUSINGS, HAMLET, Map.of()));
        ask(entity(stores), new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO, EVERY_HOUR));
        ask(entity(stores), publish("1"));
        clock.pass(Duration.ofMinutes(61));
        sweep();
        assertThat(digests()).containsExactly(List.of("1"));

        long before = join(stores.journal().read(MUSINGS))
                .orElseThrow()
                .entry()
                .progress()
                .revision();
        for (int hour = 0; hour < 5; hour++) {
            clock.pass(Duration.ofMinutes(61));
            sweep();
            clock.pass(Duration.ofMinutes(3));
            sweep();
        }
        assertThat(join(stores.journal().read(MUSINGS))
                        .orElseThrow()
                        .entry()
                        .progress()
                        .revision())
                .isEqualTo(before);

        ask(entity(stores), publish("2"));
        clock.pass(Duration.ofMinutes(61));
        sweep();
        assertThat(digests()).containsExactly(List.of("1"), List.of("2"));
    }

    @Test
    void whatDoesNotFitIntoADigestIsNamedInIt() {
        var entity = entity(stores);
        ask(entity, new NodeCommand.Create(MUSINGS, HAMLET, Map.of()));
        ask(entity, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO, EVERY_HOUR));
        for (String id : List.of("1", "2", "3", "4", "5")) {
            ask(entity, publish(id, "x".repeat(60_000)));
        }
        clock.pass(Duration.ofMinutes(61));
        sweep();

        assertThat(digestsSent().get(0).contents())
                .extracting(item -> item.payload().isPresent())
                .containsExactly(true, true, true, true, false);
    }

    private List<List<String>> digests() {
        return digestsSent().stream()
                .map(sent ->
                        sent.contents().stream().map(item -> item.id().value()).toList())
                .toList();
    }

    /** They are logged behind the answer; whoever is woken next has logged what was not, perhaps once more. */
    private List<NodeEvent.DigestSent> digestsSent() {
        ask(entity(stores), new NodeCommand.ReadConfig(MUSINGS, HAMLET));
        Map<Long, NodeEvent.DigestSent> sent = new TreeMap<>();
        for (Publication publication : log.publications) {
            if (publication.revision().event() instanceof NodeEvent.DigestSent digest) {
                sent.put(publication.revision().number(), digest);
            }
        }
        return List.copyOf(sent.values());
    }

    private void lease(ActorRef<NodeEntity.Message> entity, Jid subscriber, Duration lasting) {
        var subscribe = new NodeCommand.Subscribe(MUSINGS, subscriber, subscriber, leaseOf(lasting));
        assertThat(ask(entity, subscribe)).isInstanceOf(NodeReply.Subscribed.class);
    }

    private Map<SubscriptionOption, String> leaseOf(Duration lasting) {
        return Map.of(SubscriptionOption.EXPIRE, clock.instant().plus(lasting).toString());
    }

    private List<Jid> subscribed() {
        return join(stores.subscriptions().page(key(), 0)).stream()
                .map(Subscription::subscriber)
                .toList();
    }

    @Test
    void anAlarmThatIsWrittenLateGoesOffToo() {
        createAndPublish(entity(stores), "1");
        clock.pass(Duration.ofMinutes(59));
        sweep();
        List<NodeId> woken = new ArrayList<>();
        ExpirySweep noting = new ExpirySweep(stores.expiries(), command -> {
            woken.add(command.node());
            return CompletableFuture.completedFuture(new NodeReply.Done());
        });
        NodeId late = new NodeId("pubsub.shakespeare.lit", "late");

        join(stores.expiries().put(Expiries.Alarm.of(late), clock.instant().minusSeconds(30)));
        ExpirySweep.Position after = join(noting.sweep(swept, clock.instant()));
        assertThat(woken).isEmpty();
        clock.pass(Duration.ofMinutes(3));
        after = join(noting.sweep(after, clock.instant()));

        assertThat(woken).contains(late);
        woken.clear();
        clock.pass(Duration.ofMinutes(10));
        join(noting.sweep(after, clock.instant()));
        assertThat(woken).doesNotContain(late);
    }

    @Test
    void aNodeThatCannotBeWokenIsTriedUntilItCan() {
        var entity = entity(stores);
        createAndPublish(entity, "1");
        kit.stop(entity); // or it would look for itself, since it is awake
        ExpirySweep blind = new ExpirySweep(
                stores.expiries(),
                command -> CompletableFuture.completedFuture(new NodeReply.Refused(PubSubError.UNAVAILABLE)));
        clock.pass(Duration.ofMinutes(61));
        for (int minute = 0; minute < 10; minute++) {
            swept = join(blind.sweep(swept, clock.instant()));
            clock.pass(Duration.ofMinutes(1));
        }
        assertThat(retracted()).isEmpty();

        sweep();

        assertThat(retracted()).containsExactly("1");
    }

    /** Another member goes on where the last one was, however long ago that is. */
    @Test
    void whoeverSweepsNextBeginsWhereTheLastOneWas() {
        sweep();
        createAndPublish(entity(stores), "1");

        clock.pass(Duration.ofDays(3));
        swept = join(sweep.begin(clock.instant()));
        for (int sweeps = 0; sweeps < 3 * 24 * 60 / 200 + 1; sweeps++) {
            sweep();
        }

        assertThat(retracted()).containsExactly("1");
    }

    @Test
    void aNodeThatIsGoneIsForgotten() {
        var entity = entity(stores);
        createAndPublish(entity, "1");
        ask(entity, new NodeCommand.Delete(MUSINGS, HAMLET, Optional.empty()));

        clock.pass(Duration.ofMinutes(70));
        sweep();
        clock.pass(Duration.ofMinutes(70));
        sweep();

        assertThat(join(stores.nodes().claim(MUSINGS))).isEmpty();
        assertThat(retracted()).isEmpty();
    }

    private void sweep() {
        swept = join(sweep.sweep(swept, clock.instant()));
    }

    /** By an entity that knows nothing, as after a restart. */
    private CompletionStage<NodeReply> askAnew(NodeCommand command) {
        return CompletableFuture.completedFuture(ask(entity(stores), command));
    }

    private Stores with(Expiries expiries) {
        return new Stores(
                stores.nodes(),
                stores.listing(),
                stores.journal(),
                stores.items(),
                stores.subscriptions(),
                stores.pending(),
                stores.affiliations(),
                stores.bounces(),
                expiries,
                stores.lookup(),
                stores.moved(),
                stores.temporary());
    }

    private NodeKey key() {
        return NodeKey.of(join(stores.nodes().claim(MUSINGS)).orElseThrow().node());
    }

    /** A node that wakes before its journal says that all is done logs the same again, under the same revision. */
    private List<String> retracted() {
        Set<Map.Entry<NodeKey, Long>> seen = new HashSet<>();
        return log.publications.stream()
                .filter(publication -> publication.revision().event() instanceof NodeEvent.ItemsRetracted)
                .filter(publication -> seen.add(
                        Map.entry(publication.node(), publication.revision().number())))
                .flatMap(publication ->
                        ((NodeEvent.ItemsRetracted) publication.revision().event()).gone().stream())
                .map(item -> item.id().value())
                .toList();
    }

    private void createAndPublish(ActorRef<NodeEntity.Message> entity, String... ids) {
        assertThat(ask(entity, create())).isEqualTo(new NodeReply.Done());
        for (String id : ids) {
            assertThat(ask(entity, publish(id))).isInstanceOf(NodeReply.Published.class);
        }
    }

    private static NodeCommand create() {
        return new NodeCommand.Create(MUSINGS, HAMLET, Map.of(ConfigField.ITEM_EXPIRE, "3600"));
    }

    private static NodeCommand publish(String id) {
        return publish(id, "");
    }

    private static NodeCommand publish(String id, String text) {
        var payload = new Payload("urn:x", "<x xmlns='urn:x'>" + text + "</x>");
        return new NodeCommand.Publish(
                MUSINGS, HAMLET, Optional.of(new NewItem(new ItemId(id), Optional.of(payload))), Map.of());
    }

    private static List<String> itemIds(ActorRef<NodeEntity.Message> entity) {
        NodeReply reply =
                ask(entity, new NodeCommand.Retrieve(MUSINGS, HAMLET, Optional.empty(), List.of(), Optional.empty()));
        return ((NodeReply.Items) reply)
                .items().stream().map(Item::id).map(ItemId::value).toList();
    }

    private ActorRef<NodeEntity.Message> entity(Stores of) {
        var policy = new CreationPolicy(Set.of(), Set.of());
        return kit.spawn(NodeEntity.create(MUSINGS, new NodeEntity.Surroundings(of, log, policy, clock)));
    }

    private static NodeReply ask(ActorRef<NodeEntity.Message> entity, NodeCommand command) {
        TestProbe<NodeReply> probe = kit.createTestProbe();
        entity.tell(new NodeEntity.Ask(command, probe.getRef()));
        return probe.receiveMessage(Duration.ofSeconds(20));
    }

    /** Alarms that cannot always be set. */
    private static final class BreakingExpiries implements Expiries {
        private final Expiries expiries;
        private volatile boolean broken;

        BreakingExpiries(Expiries expiries) {
            this.expiries = expiries;
        }

        @Override
        public CompletionStage<Void> put(Alarm alarm, Instant due) {
            return broken
                    ? CompletableFuture.failedFuture(new IllegalStateException("no replica"))
                    : expiries.put(alarm, due);
        }

        @Override
        public CompletionStage<Void> each(
                long minute, Instant from, Instant to, Function<List<Alarm>, CompletionStage<Void>> use) {
            return expiries.each(minute, from, to, use);
        }

        @Override
        public CompletionStage<Void> clear(long minute) {
            return expiries.clear(minute);
        }

        @Override
        public CompletionStage<Optional<Long>> cleared() {
            return expiries.cleared();
        }
    }
}
