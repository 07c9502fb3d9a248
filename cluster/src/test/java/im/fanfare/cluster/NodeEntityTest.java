package im.fanfare.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.ArchiveFilter;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.CreationPolicy;
import im.fanfare.pubsub.Imported;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemOrder;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NewItem;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.Notice;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.Payload;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.Subscription;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionOptions;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.schema.MemoryStores;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.NodeListing;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Stores;
import im.fanfare.schema.Tracing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NodeEntityTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2003-12-13T18:30:02Z"), ZoneOffset.UTC);
    private static final NodeId MUSINGS = new NodeId("pubsub.shakespeare.lit", "princely_musings");
    private static final Jid HAMLET = Jid.parse("hamlet@shakespeare.lit/elsinore");
    private static final Jid FRANCISCO = Jid.parse("francisco@denmark.lit/barracks");
    private static final Jid BERNARDO = Jid.parse("bernardo@denmark.lit");
    private static final Duration NOT_YET = Duration.ofMillis(100);

    private static ActorTestKit kit;

    private final Stores stores = MemoryStores.create();
    private final MemoryNodeLog log = new MemoryNodeLog();

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void refusesWhereThereIsNoNode() {
        assertThat(ask(entity(), new NodeCommand.Purge(MUSINGS, HAMLET)))
                .isEqualTo(new NodeReply.Refused(PubSubError.NODE_NOT_FOUND));
        assertThat(ask(entity(), publish(FRANCISCO, "1")))
                .as("he may not create it either")
                .isEqualTo(new NodeReply.Refused(PubSubError.NODE_NOT_FOUND));
        assertThat(join(stores.nodes().claim(MUSINGS))).isEmpty();
    }

    @Test
    void createsTheNodeThatIsPublishedTo() {
        var entity = entity();

        assertThat(ask(entity, publish("1"))).isEqualTo(new NodeReply.Published(Optional.of(new ItemId("1"))));

        assertThat(itemIds(entity())).containsExactly("1");
        assertThat(log.publications).hasSize(1);
        assertThat(log.publications.get(0).revision().number()).isEqualTo(2);
        assertThat(listed()).hasSize(1);
        assertThat(ask(entity(), publish("2"))).isInstanceOf(NodeReply.Published.class);
        assertThat(itemIds(entity())).containsExactly("1", "2");
    }

    /** The node and what was published to it are one entry of the journal. */
    @Test
    void finishesAPublishThatCreatedItsNodeAndWasNotLogged() {
        var breaking = new BreakingLog();
        breaking.broken = true;
        assertThat(ask(entity(stores, breaking), publish("1")))
                .isEqualTo(new NodeReply.Refused(PubSubError.UNAVAILABLE));
        breaking.broken = false;

        assertThat(itemIds(entity(stores, breaking))).containsExactly("1");
        assertThat(breaking.publications.stream().map(NodeEntityTest::itemId)).containsExactly("1");
    }

    @Test
    void whoeverCreatesTheNodeFirstTheOtherPublishesToIt() {
        var cutOff = entity();
        ask(cutOff, new NodeCommand.Purge(MUSINGS, HAMLET)); // from now on it holds that there is no node
        ask(entity(), publish("early"));

        assertThat(ask(cutOff, publish("late"))).isInstanceOf(NodeReply.Published.class);

        assertThat(itemIds(entity())).containsExactly("early", "late");
    }

    /** XEP-0395: of all who expect the same last item, one publishes; also where that creates the node. */
    @Test
    void publishesOneOfThoseWhoCompareAlike() {
        var entity = entity();
        String expected = "";
        for (int round = 0; round < 3; round++) {
            TestProbe<NodeReply> probe = kit.createTestProbe();
            for (int i = 0; i < 10; i++) {
                entity.tell(new NodeEntity.Ask(publishBehind(expected, round + "." + i), probe.getRef()));
            }

            assertThat(probe.receiveMessage()).isInstanceOf(NodeReply.Published.class);
            expected = lastValue(entity);
            for (int i = 1; i < 10; i++) {
                assertThat(probe.receiveMessage()).isEqualTo(new NodeReply.ComparisonFailed(expected));
            }
        }
        assertThat(itemIds(entity())).containsExactly("0.0", "1.0", "2.0");
    }

    @Test
    void knowsTheValueOfAnItemAfterItHasSlept() {
        ask(entity(), publish("1"));
        String value = lastValue(entity());

        assertThat(lastValue(entity())).isEqualTo(value);
        assertThat(ask(entity(), publishBehind(value, "2"))).isInstanceOf(NodeReply.Published.class);
        assertThat(ask(entity(), publishBehind(value, "3")))
                .isEqualTo(new NodeReply.ComparisonFailed(lastValue(entity())));
    }

    private static NodeCommand publishBehind(String value, String id) {
        var publish = (NodeCommand.Publish) publish(id);
        return new NodeCommand.Publish(MUSINGS, HAMLET, publish.item(), Map.of(), Optional.of(value));
    }

    private static String lastValue(ActorRef<NodeEntity.Message> entity) {
        List<String> values = ((NodeReply.Items) ask(entity, retrieve())).values();
        return values.get(values.size() - 1);
    }

    @Test
    void answersEveryoneWhoWaitedForTheNodeToBeCreated() {
        var entity = entity();
        TestProbe<NodeReply> probe = kit.createTestProbe();
        for (NodeCommand command : List.of(create(), publish("1"), publish("2"))) {
            entity.tell(new NodeEntity.Ask(command, probe.getRef()));
        }

        assertThat(probe.receiveMessage()).isEqualTo(new NodeReply.Done());
        assertThat(probe.receiveMessage()).isInstanceOf(NodeReply.Published.class);
        assertThat(probe.receiveMessage()).isInstanceOf(NodeReply.Published.class);
        assertThat(itemIds(entity)).containsExactly("1", "2");
    }

    @Test
    void createsANodeOnce() {
        var entity = entity();

        assertThat(ask(entity, create())).isEqualTo(new NodeReply.Done());
        assertThat(ask(entity, create())).isEqualTo(new NodeReply.Refused(PubSubError.CONFLICT));
        assertThat(listed()).hasSize(1);
    }

    @Test
    void creatorsAreThoseThePolicyAdmits() {
        var stranger = new NodeCommand.Create(MUSINGS, Jid.parse("iago@venice.lit"), Map.of());

        assertThat(ask(entity(), stranger)).isEqualTo(new NodeReply.Refused(PubSubError.CREATION_NOT_ALLOWED));
    }

    @Test
    void storesAndLogsWhatIsPublished() {
        var entity = created();

        assertThat(ask(entity, publish("1"))).isEqualTo(new NodeReply.Published(Optional.of(new ItemId("1"))));

        assertThat(itemIds(entity)).containsExactly("1");
        assertThat(log.publications).hasSize(1);
        assertThat(log.publications.get(0).revision().number()).isEqualTo(2);
    }

    @Test
    void repliesOnlyOnceTheEventIsLogged() {
        var gate = new GatedLog();
        var entity = entity(stores, gate);
        gate.open();
        ask(entity, create());
        gate.shut();
        TestProbe<NodeReply> probe = kit.createTestProbe();

        entity.tell(new NodeEntity.Ask(publish("1"), probe.getRef()));
        join(gate.reached());
        probe.expectNoMessage(NOT_YET);
        gate.open();

        assertThat(probe.receiveMessage()).isInstanceOf(NodeReply.Published.class);
    }

    @Test
    void repliesOnlyOnceTheItemIsStored() {
        var pausing = new PausingStores(stores);
        var entity = entity(pausing.stores(), log);
        ask(entity, create());
        pausing.pauseBefore(PausingStores.Step.STORE);
        TestProbe<NodeReply> probe = kit.createTestProbe();
        entity.tell(new NodeEntity.Ask(publish("1"), probe.getRef()));
        TestProbe<NodeReply> reader = kit.createTestProbe();
        entity.tell(new NodeEntity.Ask(retrieve(), reader.getRef()));

        join(pausing.reached());
        kit.createTestProbe().awaitAssert(() -> {
            assertThat(log.publications.stream().map(NodeEntityTest::itemId)).containsExactly("1");
            return null;
        });
        probe.expectNoMessage(NOT_YET);
        reader.expectNoMessage(NOT_YET);

        pausing.resume();
        assertThat(probe.receiveMessage()).isInstanceOf(NodeReply.Published.class);
        assertThat(((NodeReply.Items) reader.receiveMessage()).items()).hasSize(1);
    }

    @Test
    void keepsTheOrderOfWhatWaited() {
        var gate = new GatedLog();
        var entity = entity(stores, gate);
        gate.open();
        ask(entity, create());
        gate.shut();
        TestProbe<NodeReply> probe = kit.createTestProbe();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            ids.add("item" + i);
            entity.tell(new NodeEntity.Ask(publish("item" + i), probe.getRef()));
        }

        gate.open();

        for (String id : ids) {
            assertThat(probe.receiveMessage()).isEqualTo(new NodeReply.Published(Optional.of(new ItemId(id))));
        }
        assertThat(gate.appended.stream().map(NodeEntityTest::itemId)).containsExactlyElementsOf(ids);
        assertThat(gate.appended.stream().map(p -> p.revision().number()))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(itemIds(entity)).containsExactlyElementsOf(ids);
    }

    @Test
    void refusesWhenTooManyWait() {
        var gate = new GatedLog();
        var entity = entity(stores, gate);
        gate.open();
        ask(entity, create());
        gate.shut();
        TestProbe<NodeReply> waiting = kit.createTestProbe();
        TestProbe<NodeReply> refused = kit.createTestProbe();
        entity.tell(new NodeEntity.Ask(publish("first"), waiting.getRef()));
        for (int i = 0; i < 4_096; i++) {
            entity.tell(new NodeEntity.Ask(publish("item" + i), waiting.getRef()));
        }
        entity.tell(new NodeEntity.Ask(publish("one too many"), refused.getRef()));

        assertThat(refused.receiveMessage()).isEqualTo(new NodeReply.Refused(PubSubError.RESOURCE_CONSTRAINT));
        gate.open();
        for (int i = 0; i < 4_097; i++) {
            assertThat(waiting.receiveMessage()).isInstanceOf(NodeReply.Published.class);
        }
    }

    @Test
    void tellsThePageOfWhoCameAndWent() {
        var entity = created();

        assertThat(ask(entity, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO.bare())))
                .isEqualTo(new NodeReply.Subscribed(FRANCISCO.bare(), SubscriptionState.SUBSCRIBED));
        ask(entity, publish("1"));
        ask(entity, new NodeCommand.Unsubscribe(MUSINGS, FRANCISCO, FRANCISCO.bare(), Optional.empty()));

        assertThat(log.pageRecords.get(0)).isInstanceOf(PageRecord.Joined.class);
        assertThat(log.pageRecords.get(1)).isInstanceOf(PageRecord.Left.class);
        assertThat(log.publications.get(0).pages()).isEqualTo(1);
    }

    /** XEP-0060 §6.3. */
    @Test
    void keepsTheOptionsOfASubscriptionAndTellsItsPage() {
        var entity = created();
        Map<SubscriptionOption, String> silent = Map.of(SubscriptionOption.DELIVER, "false");
        ask(entity, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO.bare()));

        assertThat(ask(entity, new NodeCommand.ChangeOptions(MUSINGS, FRANCISCO, FRANCISCO.bare(), silent)))
                .isEqualTo(new NodeReply.Done());

        var muted = new Subscription(FRANCISCO.bare(), 0, 3, new SubscriptionOptions(silent));
        assertThat(log.pageRecords.get(1))
                .isEqualTo(new PageRecord.Joined(log.pageRecords.get(0).node(), muted));
        entity.tell(new NodeEntity.Stop());
        kit.createTestProbe().expectTerminated(entity);
        assertThat(ask(entity(), new NodeCommand.ReadOptions(MUSINGS, FRANCISCO, FRANCISCO.bare())))
                .isEqualTo(new NodeReply.Options(muted.options(), SubscriptionOption.of(NodeConfig.STANDARD)));
        assertThat(ask(entity(), new NodeCommand.Unsubscribe(MUSINGS, FRANCISCO, FRANCISCO.bare(), Optional.empty())))
                .isEqualTo(new NodeReply.Done(Optional.of(SubId.FIRST)));
    }

    /** XEP-0060 §6.1.6: also where the node was put out of memory meanwhile. */
    @Test
    void keepsSeveralSubscriptionsOfAJid() {
        var entity = created();
        SubscriptionOptions silent = new SubscriptionOptions(Map.of(SubscriptionOption.DELIVER, "false"));
        ask(entity, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO));
        assertThat(ask(entity, retrieve(Optional.empty()))).isInstanceOf(NodeReply.Items.class);

        var again = (NodeReply.Subscribed)
                ask(entity, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO, silent.values()));

        var both = new Subscription(
                FRANCISCO,
                0,
                2,
                SubscriptionOptions.STANDARD,
                SubId.FIRST,
                List.of(new Subscription.One(again.subId(), 3, silent)));
        assertThat(log.pageRecords.get(1))
                .isEqualTo(new PageRecord.Joined(log.pageRecords.get(0).node(), both));
        entity.tell(new NodeEntity.Stop());
        kit.createTestProbe().expectTerminated(entity);
        var later = entity();
        assertThat(ask(later, new NodeCommand.ListSubscriptions(MUSINGS, HAMLET)))
                .isEqualTo(new NodeReply.Subscriptions(
                        List.of(FRANCISCO),
                        List.of(),
                        Map.of(FRANCISCO, List.of(SubId.FIRST, again.subId())),
                        Optional.of(0),
                        1));
        assertThat(join(new NodeDirectory(stores).subscriptionsOf(MUSINGS.service(), FRANCISCO.bare())))
                .containsExactly(Map.entry(
                        MUSINGS,
                        List.of(
                                new NodeDirectory.OwnSubscription(FRANCISCO, SubId.FIRST, SubscriptionState.SUBSCRIBED),
                                new NodeDirectory.OwnSubscription(
                                        FRANCISCO, again.subId(), SubscriptionState.SUBSCRIBED))));
        assertThat(ask(later, retrieve(Optional.empty()))).isEqualTo(new NodeReply.Refused(PubSubError.SUBID_REQUIRED));
        assertThat(ask(later, retrieve(Optional.of(again.subId())))).isInstanceOf(NodeReply.Items.class);
        assertThat(ask(later, new NodeCommand.ReadOptions(MUSINGS, FRANCISCO, FRANCISCO, Optional.of(again.subId()))))
                .isEqualTo(new NodeReply.Options(silent, SubscriptionOption.of(NodeConfig.STANDARD), again.subId()));

        assertThat(ask(later, new NodeCommand.Unsubscribe(MUSINGS, FRANCISCO, FRANCISCO, Optional.of(SubId.FIRST))))
                .isEqualTo(new NodeReply.Done(Optional.of(SubId.FIRST)));
        var left = new Subscription(FRANCISCO, 0, 3, silent, again.subId(), List.of());
        assertThat(log.pageRecords.get(2))
                .isEqualTo(new PageRecord.Joined(log.pageRecords.get(0).node(), left));
        assertThat(join(stores.subscriptions().page(log.pageRecords.get(0).node(), 0)))
                .containsExactly(left);
        assertThat(ask(later, retrieve(Optional.empty()))).isInstanceOf(NodeReply.Items.class);
    }

    private static NodeCommand retrieve(Optional<SubId> subId) {
        return new NodeCommand.Retrieve(
                MUSINGS, FRANCISCO, Optional.empty(), List.of(), Optional.empty(), Optional.empty(), subId);
    }

    /** XEP-0059: through all pages, forwards and backwards, while some go. */
    @Test
    void listsSubscribersPartByPart() {
        var entity = created();
        ask(entity, new NodeCommand.Configure(MUSINGS, HAMLET, Map.of(ConfigField.ACCESS_MODEL, "authorize")));
        ask(entity, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO));
        List<Jid> soldiers = IntStream.range(0, PageRoom.PAGE_SIZE + 500)
                .mapToObj(i -> Jid.parse("soldier%04d@denmark.lit".formatted(i)))
                .toList();
        ask(
                entity,
                new NodeCommand.ChangeSubscriptions(
                        MUSINGS,
                        HAMLET,
                        soldiers.stream()
                                .collect(Collectors.toMap(
                                        NodeCommand.Whose::new, jid -> SubscriptionState.SUBSCRIBED))));

        List<Jid> forwards = new ArrayList<>();
        var part = part(entity, new Paging.First(), 400);
        assertThat(part.pending()).containsExactly(FRANCISCO);
        assertThat(part.index()).contains(0);
        assertThat(part.total()).isEqualTo(soldiers.size() + 1);
        while (!part.subscribers().isEmpty()) {
            forwards.addAll(part.subscribers());
            Jid last = forwards.get(forwards.size() - 1);
            ask(
                    entity,
                    new NodeCommand.ChangeSubscriptions(
                            MUSINGS, HAMLET, Map.of(new NodeCommand.Whose(forwards.get(0)), SubscriptionState.NONE)));
            part = part(entity, new Paging.After(last.toString()), 400);
        }
        assertThat(forwards).containsExactlyInAnyOrderElementsOf(soldiers).doesNotHaveDuplicates();

        part = part(entity, new Paging.Last(), 1_000);
        assertThat(part.subscribers()).isEqualTo(forwards.subList(forwards.size() - 1_000, forwards.size()));
        assertThat(part.index()).contains(part.total() - 1_000);
        var before = part(entity, new Paging.Before(part.subscribers().get(0).toString()), 10_000);
        assertThat(before.subscribers()).isEqualTo(forwards.subList(1, forwards.size() - 1_000));
        assertThat(before.pending()).containsExactly(FRANCISCO);
        assertThat(part(entity, new Paging.At(2), 1).subscribers()).isEqualTo(forwards.subList(2, 3));
        assertThat(ask(entity, listing(new Paging.After("nobody@denmark.lit"), 1)))
                .isEqualTo(new NodeReply.Refused(PubSubError.ITEM_NOT_FOUND));
    }

    private NodeReply.Subscriptions part(ActorRef<NodeEntity.Message> entity, Paging.Place place, int max) {
        return (NodeReply.Subscriptions) ask(entity, listing(place, max));
    }

    private List<NodeListing.Entry> listed() {
        return join(stores.listing().list(MUSINGS.service(), type -> true, new Paging.First(), 10))
                .entries();
    }

    private static NodeCommand listing(Paging.Place place, int max) {
        return new NodeCommand.ListSubscriptions(MUSINGS, HAMLET, Optional.of(new Paging(place, Optional.of(max))));
    }

    @Test
    void isTheSameAfterASleep() {
        var entity = created();
        ask(entity, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO));
        ask(entity, publish("1"));
        ask(entity, publish("2"));
        ask(entity, publish("1"));
        entity.tell(new NodeEntity.Stop());
        kit.createTestProbe().expectTerminated(entity);

        var awake = entity();
        ask(awake, publish("3"));

        assertThat(itemIds(awake)).containsExactly("2", "1", "3");
        var byCreation = new NodeCommand.Retrieve(
                MUSINGS,
                HAMLET,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(new ItemOrder(ItemOrder.By.CREATION, false)));
        assertThat(((NodeReply.Items) ask(awake, byCreation))
                        .items().stream().map(item -> item.id().value()))
                .containsExactly("1", "2", "3");
        assertThat(log.publications.stream().map(p -> p.revision().number())).containsExactly(3L, 4L, 5L, 6L);
        assertThat(log.publications.get(3).pages()).isEqualTo(1);
    }

    @Test
    void endsSubscriptionsThatAnAffiliationForbids() {
        var entity = created();
        ask(entity, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO));

        ask(entity, new NodeCommand.ChangeAffiliations(MUSINGS, HAMLET, Map.of(FRANCISCO.bare(), Affiliation.OUTCAST)));

        assertThat(ask(entity, new NodeCommand.ListSubscriptions(MUSINGS, HAMLET)))
                .isEqualTo(new NodeReply.Subscriptions(List.of(), List.of()));
        assertThat(ask(entity, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO)))
                .isEqualTo(new NodeReply.Refused(PubSubError.FORBIDDEN));
    }

    @Test
    void closingANodeEndsTheSubscriptionsOfStrangers() {
        var entity = created();
        ask(entity, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO));
        ask(entity, new NodeCommand.Subscribe(MUSINGS, BERNARDO, BERNARDO));
        ask(entity, new NodeCommand.ChangeAffiliations(MUSINGS, HAMLET, Map.of(BERNARDO, Affiliation.MEMBER)));

        ask(entity, new NodeCommand.Configure(MUSINGS, HAMLET, Map.of(ConfigField.ACCESS_MODEL, "whitelist")));

        assertThat(ask(entity, new NodeCommand.ListSubscriptions(MUSINGS, HAMLET)))
                .isEqualTo(new NodeReply.Subscriptions(List.of(BERNARDO), List.of()));
        assertThat(log.pageRecords.get(2))
                .isInstanceOfSatisfying(
                        PageRecord.Left.class,
                        left -> assertThat(left.subscription().subscriber()).isEqualTo(FRANCISCO));
    }

    @Test
    void knowsAfterASleepWhoWaitsForAnOwner() {
        var entity = created();
        ask(entity, new NodeCommand.Configure(MUSINGS, HAMLET, Map.of(ConfigField.ACCESS_MODEL, "authorize")));
        ask(entity, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO));
        ask(entity, new NodeCommand.Subscribe(MUSINGS, BERNARDO, BERNARDO));
        ask(entity, new NodeCommand.Unsubscribe(MUSINGS, BERNARDO, BERNARDO, Optional.empty()));

        var later = entity();

        assertThat(ask(later, new NodeCommand.ListSubscriptions(MUSINGS, HAMLET)))
                .isEqualTo(new NodeReply.Subscriptions(List.of(), List.of(FRANCISCO)));
        assertThat(ask(later, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO)))
                .isEqualTo(new NodeReply.Refused(PubSubError.PENDING_SUBSCRIPTION));
        ask(later, new NodeCommand.AnswerRequest(MUSINGS, HAMLET, FRANCISCO, true));
        assertThat(ask(entity(), new NodeCommand.ListSubscriptions(MUSINGS, HAMLET)))
                .isEqualTo(new NodeReply.Subscriptions(List.of(FRANCISCO), List.of()));
    }

    @Test
    void logsWhoIsToldWithWhatHasHappened() {
        var entity = created();
        ask(entity, new NodeCommand.Configure(MUSINGS, HAMLET, Map.of(ConfigField.ACCESS_MODEL, "authorize")));
        log.publications.clear();

        ask(entity, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO));

        assertThat(log.publications)
                .extracting(publication -> publication.revision().event())
                .containsExactly(new NodeEvent.Told(List.of(HAMLET.bare()), new Notice.SubscriptionRequest(FRANCISCO)));
    }

    @Test
    void forgetsWhoWaitedAtADeletedNode() {
        var entity = created();
        ask(entity, new NodeCommand.Configure(MUSINGS, HAMLET, Map.of(ConfigField.ACCESS_MODEL, "authorize")));
        ask(entity, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO));

        ask(entity, new NodeCommand.Delete(MUSINGS, HAMLET, Optional.empty()));

        assertThat(join(stores.pending().of(MUSINGS.service(), FRANCISCO.bare())))
                .isEmpty();
    }

    @Test
    void judgesEachCommandByThoseBeforeIt() {
        var entity = created();
        TestProbe<NodeReply> probe = kit.createTestProbe();
        for (NodeCommand command : List.of(
                new NodeCommand.Subscribe(MUSINGS, BERNARDO, BERNARDO),
                new NodeCommand.Unsubscribe(MUSINGS, BERNARDO, BERNARDO, Optional.empty()),
                new NodeCommand.Unsubscribe(MUSINGS, BERNARDO, BERNARDO, Optional.empty()))) {
            entity.tell(new NodeEntity.Ask(command, probe.getRef()));
        }

        assertThat(probe.receiveMessage()).isInstanceOf(NodeReply.Subscribed.class);
        assertThat(probe.receiveMessage()).isEqualTo(new NodeReply.Done(Optional.of(SubId.FIRST)));
        assertThat(probe.receiveMessage()).isEqualTo(new NodeReply.Refused(PubSubError.NOT_SUBSCRIBED));
    }

    @Test
    void forgetsADeletedNodeAndCanCreateItAgain() {
        var entity = created();
        ask(entity, publish("1"));

        ask(entity, new NodeCommand.Delete(MUSINGS, HAMLET, Optional.empty()));

        assertThat(ask(entity, new NodeCommand.Purge(MUSINGS, HAMLET)))
                .isEqualTo(new NodeReply.Refused(PubSubError.NODE_NOT_FOUND));
        assertThat(listed()).isEmpty();
        assertThat(log.publications.get(1).revision().event()).isEqualTo(new NodeEvent.NodeDeleted(Optional.empty()));

        assertThat(ask(entity(), create())).isEqualTo(new NodeReply.Done());
        assertThat(itemIds(entity())).isEmpty();
    }

    @Test
    void saysWhereADeletedNodeHasGoneUntilItIsCreatedAgain() {
        var entity = created();
        var subscribe = new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO);
        ask(entity, new NodeCommand.Delete(MUSINGS, HAMLET, Optional.of("xmpp:a?;node=b")));

        assertThat(ask(entity, subscribe)).isEqualTo(new NodeReply.Moved("xmpp:a?;node=b"));
        assertThat(ask(entity(), subscribe)).isEqualTo(new NodeReply.Moved("xmpp:a?;node=b"));
        assertThat(ask(entity, publish(FRANCISCO, "1"))).isEqualTo(new NodeReply.Refused(PubSubError.NODE_NOT_FOUND));

        ask(entity(), create());
        ask(entity(), new NodeCommand.Delete(MUSINGS, HAMLET, Optional.empty()));
        assertThat(ask(entity(), subscribe)).isEqualTo(new NodeReply.Refused(PubSubError.NODE_NOT_FOUND));
    }

    @Test
    void finishesWhatWasStoredButNotLogged() {
        var breaking = new BreakingLog();
        var entity = entity(stores, breaking);
        ask(entity, create());
        breaking.broken = true;

        assertThat(ask(entity, publish("1"))).isEqualTo(new NodeReply.Refused(PubSubError.UNAVAILABLE));
        breaking.broken = false;

        // A reader wakes the node: what it can fetch must have been logged.
        assertThat(itemIds(entity)).containsExactly("1");
        assertThat(breaking.publications.stream().map(NodeEntityTest::itemId)).containsExactly("1");
    }

    @Test
    void tellsADigestThatWasStoredButNotLogged() {
        var breaking = new BreakingLog();
        var entity = entity(stores, breaking);
        ask(entity, create());
        ask(
                entity,
                new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO, Map.of(SubscriptionOption.DIGEST, "true")));
        ask(entity, publish("1"));
        breaking.breaksBehindAnswers = true;
        ask(entity, new NodeCommand.Expire(MUSINGS, Optional.of(FRANCISCO)));
        breaking.breaksBehindAnswers = false;

        assertThat(itemIds(entity(stores, breaking))).containsExactly("1");

        assertThat(breaking.publications
                        .get(breaking.publications.size() - 1)
                        .revision()
                        .event())
                .isInstanceOfSatisfying(
                        NodeEvent.DigestSent.class,
                        sent -> assertThat(sent.contents())
                                .extracting(item -> item.id().value())
                                .containsExactly("1"));
    }

    @Test
    void finishesACreationThatItsCreatorDidNotSurvive() {
        var breaking = new BreakingLog();
        breaking.broken = true;
        assertThat(ask(entity(stores, breaking), create())).isEqualTo(new NodeReply.Refused(PubSubError.UNAVAILABLE));
        breaking.broken = false;

        assertThat(ask(entity(stores, breaking), create())).isEqualTo(new NodeReply.Refused(PubSubError.CONFLICT));

        assertThat(listed()).hasSize(1);
        assertThat(join(stores.affiliations().ofUser(MUSINGS.service(), HAMLET.bare())))
                .hasSize(1);
    }

    @Test
    void aClockBehindThatOfTheLastMemberHidesNothing() {
        var entity = created();
        ask(entity, publish("1"));
        ask(entity, new NodeCommand.Retract(MUSINGS, HAMLET, List.of(new ItemId("1")), Optional.empty()));
        ask(entity, new NodeCommand.Subscribe(MUSINGS, BERNARDO, BERNARDO));
        ask(entity, new NodeCommand.Unsubscribe(MUSINGS, BERNARDO, BERNARDO, Optional.empty()));

        Clock behind = Clock.offset(CLOCK, Duration.ofMinutes(-1));
        var elsewhere = entity(stores, log, behind);
        ask(elsewhere, publish("1"));
        ask(elsewhere, new NodeCommand.Subscribe(MUSINGS, BERNARDO, BERNARDO));

        assertThat(itemIds(entity())).containsExactly("1");
        assertThat(ask(entity(), new NodeCommand.ListSubscriptions(MUSINGS, HAMLET)))
                .isEqualTo(new NodeReply.Subscriptions(List.of(BERNARDO), List.of()));
    }

    @Test
    void aNodeCreatedAgainByAClockBehindCounts() {
        var entity = created();
        ask(entity, publish("1"));
        ask(entity, publish("2"));
        ask(entity, new NodeCommand.Delete(MUSINGS, HAMLET, Optional.empty()));

        var elsewhere = entity(stores, log, Clock.offset(CLOCK, Duration.ofMinutes(-1)));
        assertThat(ask(elsewhere, create())).isEqualTo(new NodeReply.Done());
        ask(elsewhere, publish("3"));

        assertThat(itemIds(entity())).containsExactly("3");
        assertThat(ask(entity(), publish("4"))).isInstanceOf(NodeReply.Published.class);
        assertThat(itemIds(entity())).containsExactly("3", "4");
        assertThat(listed()).hasSize(1);
    }

    @Test
    void keepsNoMoreItemsThanConfigured() {
        var entity = entity();
        ask(entity, new NodeCommand.Create(MUSINGS, HAMLET, Map.of(ConfigField.MAX_ITEMS, "2")));
        for (String id : List.of("1", "2", "3", "2")) {
            ask(entity, publish(id));
        }

        assertThat(itemIds(entity)).containsExactly("3", "2");
        assertThat(itemIds(entity())).containsExactly("3", "2");
    }

    /** §6.1.7: behind the answer, through the log, and under a revision of its own. */
    @Test
    void tellsNewSubscribersOfTheLastItemBehindTheirAnswer() {
        var gate = new GatedLog();
        gate.open();
        var entity = entity(stores, gate);
        ask(entity, new NodeCommand.Create(MUSINGS, HAMLET, Map.of(ConfigField.SEND_LAST_PUBLISHED_ITEM, "on_sub")));
        ask(entity, publish("1"));
        ask(entity, publish("2"));
        gate.shutToPublications();
        TestProbe<NodeReply> probe = kit.createTestProbe();

        assertThat(ask(entity, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO)))
                .isInstanceOf(NodeReply.Subscribed.class);
        entity.tell(new NodeEntity.Ask(publish("3"), probe.getRef()));
        join(gate.reached());
        probe.expectNoMessage(NOT_YET);
        assertThat(gate.appended).hasSize(2);
        gate.open();
        probe.receiveMessage();

        assertThat(gate.appended).extracting(p -> p.revision().number()).containsExactly(2L, 3L, 5L, 6L);
        assertThat(gate.appended.get(2).revision().event())
                .isInstanceOfSatisfying(NodeEvent.LastItemSent.class, sent -> {
                    assertThat(sent.content().orElseThrow().id()).isEqualTo(new ItemId("2"));
                    assertThat(sent.to()).extracting(Subscription::subscriber).containsExactly(FRANCISCO);
                });
    }

    /** Decision 19. */
    @Test
    void tellsNobodyOfWhatIsImported() {
        var entity = entity();
        ask(entity, new NodeCommand.Create(MUSINGS, HAMLET, Map.of(ConfigField.SEND_LAST_PUBLISHED_ITEM, "on_sub")));
        var item = new Imported.OfItem(new NewItem(new ItemId("1"), Optional.empty()), FRANCISCO);

        assertThat(ask(entity, new NodeCommand.Import(MUSINGS, item))).isInstanceOf(NodeReply.Published.class);
        assertThat(ask(entity, new NodeCommand.Import(MUSINGS, new Imported.OfSubscription(FRANCISCO, Map.of()))))
                .isEqualTo(new NodeReply.Done());

        assertThat(log.publications).isEmpty();
        assertThat(itemIds(entity())).containsExactly("1");
        ask(entity(), publish("2"));
        assertThat(log.publications)
                .as("whoever was imported hears of what comes")
                .hasSize(1);
        assertThat(log.publications.get(0).pages()).isEqualTo(1);
    }

    @Test
    void tellsOfTheLastItemAlsoWhereTheMemberDiedBehindTheAnswer() {
        var breaking = new BreakingLog();
        var entity = entity(stores, breaking);
        ask(entity, new NodeCommand.Create(MUSINGS, HAMLET, Map.of(ConfigField.SEND_LAST_PUBLISHED_ITEM, "on_sub")));
        ask(entity, publish("1"));
        breaking.breaksBehindAnswers = true;

        assertThat(ask(entity, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO)))
                .isInstanceOf(NodeReply.Subscribed.class);
        breaking.breaksBehindAnswers = false;
        itemIds(entity(stores, breaking));

        assertThat(breaking.publications.get(1).revision().event()).isInstanceOf(NodeEvent.LastItemSent.class);
    }

    /** Twelve items of 60,000 bytes: a reply holds six. */
    @Test
    void givesAsMuchOfAPartAsAReplyHoldsAndSaysWhereItStands() {
        var entity = created();
        String bulk = "x".repeat(60_000);
        for (int i = 0; i < 12; i++) {
            var payload = new Payload("urn:bulk", "<x xmlns='urn:bulk'>" + bulk + "</x>");
            var item = new NewItem(new ItemId("item" + i), Optional.of(payload));
            ask(entity, new NodeCommand.Publish(MUSINGS, HAMLET, Optional.of(item), Map.of()));
        }

        assertThat(page(entity, Optional.empty())).isEqualTo("6 of 12: item6 to item11");
        assertThat(page(entity, paging(new Paging.First()))).isEqualTo("0 of 12: item0 to item5");
        assertThat(page(entity, paging(new Paging.After("item5")))).isEqualTo("6 of 12: item6 to item11");
        assertThat(page(entity, paging(new Paging.Last()))).isEqualTo("6 of 12: item6 to item11");
        assertThat(page(entity, paging(new Paging.Before("item9")))).isEqualTo("3 of 12: item3 to item8");
        assertThat(page(entity, paging(new Paging.At(2)))).isEqualTo("2 of 12: item2 to item7");
        assertThat(archivePage(entity, Optional.empty())).isEqualTo("0 of 12: item0 to item5");
        assertThat(archivePage(entity, paging(new Paging.Last()))).isEqualTo("6 of 12: item6 to item11");
    }

    private static String archivePage(ActorRef<NodeEntity.Message> entity, Optional<Paging> paging) {
        var reply = (NodeReply.ArchivePage)
                ask(entity, new NodeCommand.QueryArchive(MUSINGS, HAMLET, ArchiveFilter.ALL, paging));
        assertThat(reply.ids()).hasSameSizeAs(reply.items()).doesNotHaveDuplicates();
        return named(reply.index(), reply.total(), reply.items());
    }

    private static Optional<Paging> paging(Paging.Place place) {
        return Optional.of(new Paging(place, Optional.of(10)));
    }

    private static String page(ActorRef<NodeEntity.Message> entity, Optional<Paging> paging) {
        var reply = (NodeReply.Items)
                ask(entity, new NodeCommand.Retrieve(MUSINGS, HAMLET, Optional.empty(), List.of(), paging));
        return named(reply.index(), reply.total(), reply.items());
    }

    private static String named(int index, int total, List<Item> items) {
        return index + " of " + total + ": "
                + items.get(0).id().value() + " to "
                + items.get(items.size() - 1).id().value();
    }

    // ---------------------------------------------------------------------------------------------------- the fence

    @Test
    void anEntityThatWasSupersededNeitherStoresNorLogsNorAcknowledges() {
        var old = created();
        var young = entity();
        ask(young, publish("young"));

        assertThat(ask(old, publish("old"))).isEqualTo(new NodeReply.Refused(PubSubError.UNAVAILABLE));

        assertThat(log.publications.stream().map(NodeEntityTest::itemId)).containsExactly("young");
        assertThat(itemIds(entity())).containsExactly("young");
    }

    /** The member that had the node is paused at every step of its commit, and the node taken over meanwhile. */
    @Test
    void whereverItWasPausedNothingIsLostTwistedOrAcknowledgedForNothing() {
        for (PausingStores.Step step : PausingStores.Step.values()) {
            Stores shared = MemoryStores.create();
            MemoryNodeLog both = new MemoryNodeLog();
            var pausing = new PausingStores(shared);
            var old = entity(pausing.stores(), pausing.log(both));
            ask(old, create());
            ask(old, publish("before"));
            pausing.pauseBefore(step);
            TestProbe<NodeReply> probe = kit.createTestProbe();
            old.tell(new NodeEntity.Ask(publish("paused"), probe.getRef()));
            join(pausing.reached());

            var young = entity(shared, both);
            ask(young, publish("young"));
            var retract = new NodeCommand.Retract(MUSINGS, HAMLET, List.of(new ItemId("before")), Optional.of(false));
            ask(young, retract);
            List<String> seen = itemIds(young);
            pausing.resume();
            NodeReply late = probe.receiveMessage();

            List<String> kept = itemIds(entity(shared, both));
            assertThat(kept)
                    .as("nothing changes behind the new entity: %s", step)
                    .isEqualTo(seen);
            assertThat(kept).as("what was retracted stays so: %s", step).doesNotContain("before");
            List<String> told = both.publications.stream()
                    .filter(p -> p.revision().event() instanceof NodeEvent.ItemPublished)
                    .map(NodeEntityTest::itemId)
                    .distinct()
                    .toList();
            assertThat(told).as("whatever can be fetched was logged: %s", step).containsAll(kept);
            if (late instanceof NodeReply.Published) {
                assertThat(kept).as("what was acknowledged is there: %s", step).contains("paused");
            }
            Map<Long, List<String>> byRevision = both.publications.stream()
                    .collect(java.util.stream.Collectors.groupingBy(
                            p -> p.revision().number(),
                            java.util.stream.Collectors.mapping(
                                    p -> p.revision().event().toString(), java.util.stream.Collectors.toList())));
            assertThat(byRevision.values())
                    .as("one revision is one event: %s", step)
                    .allSatisfy(events -> assertThat(events.stream().distinct()).hasSize(1));
        }
    }

    // -------------------------------------------------------------------------------------------------------- fixtures

    private ActorRef<NodeEntity.Message> created() {
        var entity = entity();
        assertThat(ask(entity, create())).isEqualTo(new NodeReply.Done());
        return entity;
    }

    @Test
    void forgetsNoAffiliationThatTheNextCommandNeeds() {
        var entity = created();
        ask(entity, new NodeCommand.ChangeAffiliations(MUSINGS, HAMLET, Map.of(BERNARDO, Affiliation.OUTCAST)));
        Map<Jid, Affiliation> others = IntStream.range(0, 1_000)
                .mapToObj(i -> Jid.parse("guard" + i + "@denmark.lit"))
                .collect(Collectors.toMap(jid -> jid, jid -> Affiliation.MEMBER));
        ask(entity, new NodeCommand.ChangeAffiliations(MUSINGS, HAMLET, others));

        assertThat(ask(entity, new NodeCommand.Subscribe(MUSINGS, BERNARDO, BERNARDO)))
                .isEqualTo(new NodeReply.Refused(PubSubError.FORBIDDEN));
    }

    @Test
    void knowsItsOutcastsWhetherTheyFitIntoItsMemoryOrNot() {
        for (int outcasts : List.of(10, 1_500)) {
            Stores own = MemoryStores.create();
            var entity = entity(own, log);
            ask(entity, create());
            entity.tell(new NodeEntity.Stop());
            kit.createTestProbe().expectTerminated(entity);
            NodeKey key =
                    NodeKey.of(join(own.nodes().claim(MUSINGS)).orElseThrow().node());
            List<Jid> all = IntStream.range(0, outcasts)
                    .mapToObj(i -> Jid.parse("murderer" + i + "@denmark.lit"))
                    .toList();
            all.forEach(jid -> join(own.affiliations().put(key, jid, Affiliation.OUTCAST, 1)));

            var awake = entity(own, log);

            for (Jid jid : all) {
                assertThat(ask(awake, new NodeCommand.Subscribe(MUSINGS, jid, jid)))
                        .isEqualTo(new NodeReply.Refused(PubSubError.FORBIDDEN));
            }
            assertThat(ask(awake, new NodeCommand.Subscribe(MUSINGS, BERNARDO, BERNARDO)))
                    .isInstanceOf(NodeReply.Subscribed.class);
        }
    }

    @Test
    void whoeverOwnsAsManyNodesAsOneMayCreatesNoMore() {
        var musings = entity(MUSINGS, new NodeQuota(1));
        var other = entity(new NodeId(MUSINGS.service(), "other"), new NodeQuota(1));
        var create = new NodeCommand.Create(new NodeId(MUSINGS.service(), "other"), HAMLET, Map.of());
        assertThat(ask(musings, publish("1"))).isInstanceOf(NodeReply.Published.class);

        assertThat(ask(other, create)).isEqualTo(new NodeReply.Refused(PubSubError.TOO_MANY_NODES));
        assertThat(ask(other, new NodeCommand.Purge(create.node(), HAMLET)))
                .as("nothing was created")
                .isEqualTo(new NodeReply.Refused(PubSubError.NODE_NOT_FOUND));
        assertThat(ask(musings, publish("2"))).as("nothing is created by it").isInstanceOf(NodeReply.Published.class);

        ask(musings, new NodeCommand.Delete(MUSINGS, HAMLET, Optional.empty()));
        assertThat(ask(other, create)).isEqualTo(new NodeReply.Done());
        assertThat(ask(musings, publish("3")))
                .as("publishing may create a node, too")
                .isEqualTo(new NodeReply.Refused(PubSubError.TOO_MANY_NODES));
    }

    private ActorRef<NodeEntity.Message> entity(NodeId id, NodeQuota quota) {
        var policy = new CreationPolicy(Set.of(), Set.of());
        return kit.spawn(NodeEntity.create(
                id, new NodeEntity.Surroundings(stores, log, policy, CLOCK, quota, new NodeFigures(), Tracing.OFF)));
    }

    @Test
    void figuresSayWhatIsAwakeWhatWaitsAndHowLongCommitsTake() {
        var figures = new NodeFigures();
        var gated = new GatedLog();
        var policy = new CreationPolicy(Set.of(), Set.of());
        var entity = kit.spawn(NodeEntity.create(
                MUSINGS,
                new NodeEntity.Surroundings(stores, gated, policy, CLOCK, NodeQuota.NONE, figures, Tracing.OFF)));
        TestProbe<NodeReply> probe = kit.createTestProbe();
        for (NodeCommand command : List.of(create(), publish("1"), publish("2"))) {
            entity.tell(new NodeEntity.Ask(command, probe.getRef()));
        }

        probe.awaitAssert(() -> assertThat(figures.waiting()).isEqualTo(2));
        assertThat(figures.awake()).isEqualTo(1);
        gated.open();
        probe.receiveSeveralMessages(3);

        assertThat(figures.waiting()).isZero();
        assertThat(NodeFigures.Stage.values())
                .allMatch(stage -> figures.commits(stage).count() == 2)
                .allMatch(stage -> figures.commits(stage).nanos() > 0);

        gated.shut();
        entity.tell(new NodeEntity.Ask(publish("3"), probe.getRef()));
        entity.tell(new NodeEntity.Ask(publish("4"), probe.getRef()));
        probe.awaitAssert(() -> assertThat(figures.waiting()).isEqualTo(1));
        kit.stop(entity);

        assertThat(figures.waiting()).isZero();
        assertThat(figures.awake()).isZero();
    }

    private ActorRef<NodeEntity.Message> entity() {
        return entity(stores, log);
    }

    private static ActorRef<NodeEntity.Message> entity(Stores stores, NodeLog log) {
        return entity(stores, log, CLOCK);
    }

    private static ActorRef<NodeEntity.Message> entity(Stores stores, NodeLog log, Clock clock) {
        var policy = new CreationPolicy(Set.of(), Set.of());
        return kit.spawn(NodeEntity.create(MUSINGS, new NodeEntity.Surroundings(stores, log, policy, clock)));
    }

    private static NodeReply ask(ActorRef<NodeEntity.Message> entity, NodeCommand command) {
        TestProbe<NodeReply> probe = kit.createTestProbe();
        entity.tell(new NodeEntity.Ask(command, probe.getRef()));
        return probe.receiveMessage();
    }

    private static List<String> itemIds(ActorRef<NodeEntity.Message> entity) {
        var reply = ask(entity, retrieve());
        assertThat(reply).isInstanceOf(NodeReply.Items.class);
        return ((NodeReply.Items) reply)
                .items().stream().map(Item::id).map(ItemId::value).toList();
    }

    private static NodeCommand retrieve() {
        return new NodeCommand.Retrieve(MUSINGS, HAMLET, Optional.empty(), List.of(), Optional.empty());
    }

    private static String itemId(Publication publication) {
        return publication.revision().event() instanceof NodeEvent.ItemPublished published
                ? published.item().orElseThrow().id().value()
                : "";
    }

    private static NodeCommand create() {
        return new NodeCommand.Create(MUSINGS, HAMLET, Map.of());
    }

    private static NodeCommand publish(String id) {
        return publish(HAMLET, id);
    }

    private static NodeCommand publish(Jid publisher, String id) {
        var payload = new Payload("http://www.w3.org/2005/Atom", "<entry xmlns='http://www.w3.org/2005/Atom'/>");
        var item = new NewItem(new ItemId(id), Optional.of(payload));
        return new NodeCommand.Publish(MUSINGS, publisher, Optional.of(item), Map.of());
    }

    static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    /** A log that keeps nothing until it is opened. */
    private static final class GatedLog implements NodeLog {
        final List<Publication> appended = new ArrayList<>();
        private CompletableFuture<Void> gate = new CompletableFuture<>();
        private CompletableFuture<Void> reached = new CompletableFuture<>();
        private boolean passesNothing;

        synchronized void open() {
            gate.complete(null);
        }

        synchronized void shut() {
            gate = new CompletableFuture<>();
            reached = new CompletableFuture<>();
        }

        /** Done when somebody stands before it. */
        synchronized CompletionStage<Void> reached() {
            return reached;
        }

        /** What appends nothing passes. */
        synchronized void shutToPublications() {
            shut();
            passesNothing = true;
        }

        @Override
        public synchronized CompletionStage<Void> appendToPages(List<PageRecord> records) {
            return passesNothing ? CompletableFuture.completedFuture(null) : gate;
        }

        @Override
        public synchronized CompletionStage<Void> append(List<Publication> publications) {
            if (passesNothing && publications.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            reached.complete(null);
            return gate.thenRun(() -> appended.addAll(publications));
        }
    }

    /** A log that can be out of reach. */
    private static final class BreakingLog implements NodeLog {
        final List<Publication> publications = new ArrayList<>();
        volatile boolean broken;
        volatile boolean breaksBehindAnswers;

        @Override
        public CompletionStage<Void> appendToPages(List<PageRecord> records) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> append(List<Publication> appended) {
            boolean isBehind = appended.stream()
                    .anyMatch(p -> p.revision().event() instanceof NodeEvent.LastItemSent
                            || p.revision().event() instanceof NodeEvent.DigestSent);
            if (broken || breaksBehindAnswers && isBehind) {
                return CompletableFuture.failedFuture(new IllegalStateException("no broker"));
            }
            publications.addAll(appended);
            return CompletableFuture.completedFuture(null);
        }
    }
}
