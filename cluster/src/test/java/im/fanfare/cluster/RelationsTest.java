package im.fanfare.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.CreationPolicy;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NewItem;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.Payload;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.Relative;
import im.fanfare.pubsub.Subscription;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.schema.Expiries;
import im.fanfare.schema.MemoryStores;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.NodeListing;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** XEP-0496, of several nodes: what is deleted together, and who is no longer told. See decision 25. */
class RelationsTest {
    private static final String SERVICE = "pubsub.shakespeare.lit";
    private static final Jid HAMLET = Jid.parse("hamlet@denmark.lit");
    private static final Jid FRANCISCO = Jid.parse("francisco@denmark.lit");
    private static final Jid BERNARDO = Jid.parse("bernardo@denmark.lit");
    private static final NodeId BLOG = id("blog");
    private static final NodeId COMMENTS = id("comments");
    private static final NodeId ANSWERS = id("answers");
    private static final NodeId LIKES = id("likes");

    private static ActorTestKit kit;

    private final Stores stores = MemoryStores.create();
    private final Log log = new Log();
    private final AwakeNodes nodes = new AwakeNodes(
            kit,
            new NodeEntity.Surroundings(
                            stores, log, new CreationPolicy(Set.of("denmark.lit"), Set.of()), Clock.systemUTC())
                    .among(this::ask));

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    // -------------------------------------------------------------------------------------------- §4.3, §4.4: deletion

    /** More than are looked up at a time, to a depth of three. */
    @Test
    void deletesAllThatDependOnANode() {
        create(BLOG);
        List<NodeId> dependants = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            NodeId child = id("child" + i);
            create(child, i % 2 == 0 ? ConfigField.PARENT : ConfigField.LINK, BLOG);
            dependants.add(child);
        }
        create(ANSWERS, ConfigField.PARENT, dependants.get(0));
        create(LIKES, ConfigField.LINK, ANSWERS);
        dependants.addAll(List.of(ANSWERS, LIKES));
        NodeKey blog = key(BLOG);

        done(new NodeCommand.Delete(BLOG, HAMLET, Optional.empty()));

        assertThat(dependants).allSatisfy(node -> assertThat(exists(node)).isFalse());
        assertThat(exists(BLOG)).isFalse();
        assertThat(dependantsOf(blog, ConfigField.LINK)).isEmpty();
        assertThat(dependantsOf(blog, ConfigField.PARENT)).isEmpty();
    }

    /** All members die while some of them are gone, some are going and some are not; the alarm knows of the first alone. */
    @Test
    void deletesAWholeTreeThoughAllDieInTheMiddle() {
        create(BLOG);
        List<NodeId> tree = new ArrayList<>();
        grow(BLOG, 3, tree);
        List<NodeKey> keys = tree.stream().map(this::key).toList();
        log.deletionsToTheEnd.set(tree.size() / 2);

        assertThat(now(ask(new NodeCommand.Delete(BLOG, HAMLET, Optional.empty()))))
                .isEqualTo(new NodeReply.Refused(PubSubError.UNAVAILABLE));
        assertThat(tree.stream().filter(this::exists).count()).isBetween(tree.size() / 2L, tree.size() - 1L);
        assertThat(exists(BLOG)).isTrue();
        nodes.crash();
        log.deletionsToTheEnd.set(Integer.MAX_VALUE);

        assertThat(now(ask(new NodeCommand.Expire(BLOG, Optional.empty()))))
                .isEqualTo(new NodeReply.Refused(PubSubError.NODE_NOT_FOUND));

        assertThat(tree).hasSizeGreaterThan(300);
        allAreGone(tree);
        allAreGone(List.of(BLOG));
        assertThat(keys)
                .flatExtracting(key -> dependantsOf(key, ConfigField.PARENT))
                .isEmpty();
        assertThat(keys)
                .flatExtracting(key -> dependantsOf(key, ConfigField.LINK))
                .isEmpty();
        assertThat(log.deleted()).as("their subscribers are told").containsAll(tree);
    }

    /** Soon: who was woken in the middle of its end says that it is gone while it is going. */
    private void allAreGone(List<NodeId> ids) {
        kit.createTestProbe()
                .awaitAssert(Duration.ofSeconds(15), () -> assertThat(ids).noneMatch(this::exists));
    }

    /** Seven below each, of which some link to it. */
    private void grow(NodeId node, int levels, List<NodeId> grown) {
        for (int i = 0; i < 7 && levels > 0; i++) {
            NodeId child = id(node.name() + '.' + i);
            create(child, i % 3 == 2 ? ConfigField.LINK : ConfigField.PARENT, node);
            grown.add(child);
            grow(child, levels - 1, grown);
        }
    }

    /** In the middle something fails, and the member dies; nobody asks again, but the alarm. */
    @Test
    void finishesADeletionThatACrashCutShort() {
        create(BLOG);
        create(COMMENTS, ConfigField.PARENT, BLOG);
        create(LIKES, ConfigField.PARENT, BLOG);
        log.broken = Set.of(LIKES);

        assertThat(now(ask(new NodeCommand.Delete(BLOG, HAMLET, Optional.empty()))))
                .isEqualTo(new NodeReply.Refused(PubSubError.UNAVAILABLE));
        assertThat(exists(BLOG)).isTrue();
        assertThat(alarms()).contains(Expiries.Alarm.of(BLOG));
        log.broken = Set.of();
        nodes.crash(BLOG);
        nodes.crash(LIKES);

        assertThat(now(ask(new NodeCommand.Expire(BLOG, Optional.empty()))))
                .isEqualTo(new NodeReply.Refused(PubSubError.NODE_NOT_FOUND));
        create(BLOG); // which waits until the earlier one is gone
        assertThat(exists(COMMENTS)).isFalse();
        allAreGone(List.of(LIKES));
    }

    /** Those that depend on it may wait for an answer, as those do that are in it as well: XEP-0248. */
    @Test
    void doesNotWaitForThoseThatWaitForIt() {
        Map<ConfigField, String> collection = Map.of(ConfigField.NODE_TYPE, "collection");
        done(new NodeCommand.Create(BLOG, HAMLET, collection));
        subscribe(BLOG, FRANCISCO);
        done(new NodeCommand.Create(
                COMMENTS,
                HAMLET,
                relation(ConfigField.PARENT, BLOG),
                Map.of(BLOG, key(BLOG).instance())));

        done(new NodeCommand.Delete(BLOG, HAMLET, Optional.empty()));

        assertThat(exists(COMMENTS)).isFalse();
    }

    /** The circle is one that two closed at the same time, of whom neither lived to open it. */
    @Test
    void deletesACircle() {
        create(BLOG);
        create(COMMENTS, ConfigField.PARENT, BLOG);
        done(new NodeCommand.Configure(BLOG, HAMLET, relation(ConfigField.PARENT, COMMENTS)));
        assertThat(now(ask(new NodeCommand.Subscribe(COMMENTS, FRANCISCO, FRANCISCO))))
                .as("nobody has access meanwhile")
                .isEqualTo(new NodeReply.Refused(PubSubError.FORBIDDEN));

        done(new NodeCommand.Delete(BLOG, HAMLET, Optional.empty()));

        assertThat(exists(COMMENTS)).isFalse();
    }

    @Test
    void deletesNothingThatHasLeftMeanwhile() {
        create(BLOG);
        create(COMMENTS, ConfigField.PARENT, BLOG);
        Relative blog = Relative.of(state(BLOG));
        done(new NodeCommand.Configure(COMMENTS, HAMLET, Map.of(ConfigField.PARENT, "")));
        assertThat(dependantsOf(key(BLOG), ConfigField.PARENT)).isEmpty();

        done(new NodeCommand.DeleteDependant(COMMENTS, blog));

        assertThat(exists(COMMENTS)).isTrue();
    }

    // ------------------------------------------------------------------------------------- §4.4: who is no longer told

    /** Whatever it was that took the access away. */
    @Test
    void whoLosesAccessAboveIsNotToldBelow() {
        create(BLOG);
        create(COMMENTS, ConfigField.PARENT, BLOG);
        create(ANSWERS, ConfigField.PARENT, COMMENTS);
        subscribe(ANSWERS, FRANCISCO);
        subscribe(ANSWERS, BERNARDO);
        publish(ANSWERS, "1");
        assertThat(unsubscribed(ANSWERS)).isEmpty();

        affiliate(BLOG, FRANCISCO, Affiliation.OUTCAST);
        publish(ANSWERS, "2");

        assertThat(unsubscribed(ANSWERS)).containsExactly(FRANCISCO);
        assertThat(log.order(ANSWERS)).containsSubsequence("left francisco@denmark.lit", "published 2");

        done(new NodeCommand.Configure(BLOG, HAMLET, Map.of(ConfigField.ACCESS_MODEL, "whitelist")));
        publish(ANSWERS, "3");

        assertThat(unsubscribed(ANSWERS)).containsExactly(FRANCISCO, BERNARDO);
        assertThat(log.order(ANSWERS)).containsSubsequence("left bernardo@denmark.lit", "published 3");
    }

    @Test
    void whoIsNoLongerSubscribedAboveWhereOwnersAreAskedIsNotToldBelow() {
        done(new NodeCommand.Create(BLOG, HAMLET, Map.of(ConfigField.ACCESS_MODEL, "authorize")));
        done(new NodeCommand.ChangeSubscriptions(
                BLOG, HAMLET, Map.of(new NodeCommand.Whose(FRANCISCO), SubscriptionState.SUBSCRIBED)));
        create(COMMENTS, ConfigField.PARENT, BLOG);
        subscribe(COMMENTS, FRANCISCO);
        publish(COMMENTS, "1");

        done(new NodeCommand.ChangeSubscriptions(
                BLOG, HAMLET, Map.of(new NodeCommand.Whose(FRANCISCO), SubscriptionState.NONE)));
        publish(COMMENTS, "2");

        assertThat(log.order(COMMENTS)).containsExactly("published 1", "left francisco@denmark.lit", "published 2");
    }

    @Test
    void whoHasNoAccessWhereANodeComesIsNotTold() {
        done(new NodeCommand.Create(BLOG, HAMLET, Map.of(ConfigField.ACCESS_MODEL, "whitelist")));
        create(COMMENTS);
        create(LIKES, ConfigField.LINK, COMMENTS);
        subscribe(LIKES, FRANCISCO);
        publish(LIKES, "1");

        done(new NodeCommand.Adopt(BLOG, HAMLET), NodeReply.Description.class);
        done(new NodeCommand.Configure(COMMENTS, HAMLET, relation(ConfigField.PARENT, BLOG)));
        publish(LIKES, "2");

        assertThat(log.order(LIKES)).containsExactly("published 1", "left francisco@denmark.lit", "published 2");
    }

    /** They were not asked for above: the next that is told is told without them. Nor are they told of the last item. */
    @Test
    void whomAnOwnerSubscribesIsNotToldWithoutAccessAbove() {
        done(new NodeCommand.Create(BLOG, HAMLET, Map.of(ConfigField.ACCESS_MODEL, "whitelist")));
        Map<ConfigField, String> config = new HashMap<>(relation(ConfigField.PARENT, BLOG));
        config.put(ConfigField.SEND_LAST_PUBLISHED_ITEM, "on_sub");
        done(new NodeCommand.Create(COMMENTS, HAMLET, config));
        subscribe(COMMENTS, HAMLET);
        publish(COMMENTS, "1");
        log.publications.clear();

        done(new NodeCommand.ChangeSubscriptions(
                COMMENTS, HAMLET, Map.of(new NodeCommand.Whose(FRANCISCO), SubscriptionState.SUBSCRIBED)));
        publish(COMMENTS, "2");

        assertThat(log.order(COMMENTS)).containsSubsequence("left francisco@denmark.lit", "published 2");
        assertThat(log.publications).noneMatch(one -> one.revision().event() instanceof NodeEvent.LastItemSent);
    }

    /** Of many pages, and read again where it is cut short. */
    @Test
    void looksAtAllSubscribers() {
        create(BLOG);
        create(COMMENTS, ConfigField.PARENT, BLOG);
        List<Jid> crowd = IntStream.range(0, 2_500)
                .mapToObj(i -> Jid.parse("guard" + i + "@denmark.lit"))
                .toList();
        crowd.stream()
                .map(jid -> ask(new NodeCommand.Subscribe(COMMENTS, jid, jid)).toCompletableFuture())
                .toList()
                .forEach(CompletableFuture::join);
        List<Jid> barred = List.of(crowd.get(3), crowd.get(1_100), crowd.get(2_400));
        barred.forEach(jid -> affiliate(BLOG, jid, Affiliation.OUTCAST));
        log.broken = Set.of(COMMENTS);
        assertThat(now(ask(publishing(COMMENTS, "1")))).isEqualTo(new NodeReply.Refused(PubSubError.UNAVAILABLE));
        log.broken = Set.of();
        nodes.crash(COMMENTS);

        publish(COMMENTS, "2");

        assertThat(unsubscribed(COMMENTS)).hasSameElementsAs(barred);
        int before = log.records.size();
        publish(COMMENTS, "3");
        assertThat(log.records).as("nobody is looked at twice for nothing").hasSize(before);
    }

    /** A node that depends on none, or on which none does, costs what it did. */
    @Test
    void notesOnlyWhatIsNeeded() {
        done(new NodeCommand.Create(BLOG, HAMLET, Map.of(ConfigField.ACCESS_MODEL, "whitelist")));
        affiliate(BLOG, FRANCISCO, Affiliation.OUTCAST);
        assertThat(state(BLOG).narrowed()).isZero();

        create(COMMENTS, ConfigField.PARENT, BLOG);
        long before = state(BLOG).narrowed();
        affiliate(BLOG, BERNARDO, Affiliation.MEMBER);
        assertThat(state(BLOG).narrowed()).isEqualTo(before);
        affiliate(BLOG, BERNARDO, Affiliation.NONE);
        assertThat(state(BLOG).narrowed()).isGreaterThan(before);
    }

    // -------------------------------------------------------------------------------------------------------- the
    // scene

    private static final class Log implements NodeLog {
        final List<PageRecord> records = new CopyOnWriteArrayList<>();
        final List<Publication> publications = new CopyOnWriteArrayList<>();
        private final List<Object> all = new CopyOnWriteArrayList<>();
        volatile Set<NodeId> broken = Set.of();

        /** After so many nothing is logged. */
        final AtomicInteger deletionsToTheEnd = new AtomicInteger(Integer.MAX_VALUE);

        @Override
        public CompletionStage<Void> appendToPages(List<PageRecord> appended) {
            records.addAll(appended);
            all.addAll(appended);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> append(List<Publication> appended) {
            long deletions = appended.stream().filter(Log::isDeletion).count();
            if (deletionsToTheEnd.addAndGet((int) -deletions) < 0
                    || appended.stream()
                            .anyMatch(one -> broken.contains(one.node().id()))) {
                return CompletableFuture.failedFuture(new IllegalStateException("no broker"));
            }
            publications.addAll(appended);
            all.addAll(appended);
            return CompletableFuture.completedFuture(null);
        }

        Set<NodeId> deleted() {
            return publications.stream()
                    .filter(Log::isDeletion)
                    .map(one -> one.node().id())
                    .collect(Collectors.toSet());
        }

        private static boolean isDeletion(Publication publication) {
            return publication.revision().event() instanceof NodeEvent.NodeDeleted;
        }

        /** Who left a node, and what was published there. */
        List<String> order(NodeId node) {
            List<String> order = new ArrayList<>();
            for (Object one : all) {
                if (one instanceof PageRecord.Left left && left.node().id().equals(node)) {
                    order.add("left " + left.subscription().subscriber());
                } else if (one instanceof Publication publication
                        && publication.node().id().equals(node)
                        && publication.revision().event() instanceof NodeEvent.ItemPublished published) {
                    order.add("published " + published.item().orElseThrow().id().value());
                }
            }
            return order;
        }
    }

    private List<Jid> unsubscribed(NodeId node) {
        return log.records.stream()
                .filter(PageRecord.Left.class::isInstance)
                .map(PageRecord.Left.class::cast)
                .filter(left -> left.node().id().equals(node))
                .map(PageRecord.Left::subscription)
                .map(Subscription::subscriber)
                .distinct()
                .toList();
    }

    private void create(NodeId node) {
        done(new NodeCommand.Create(node, HAMLET, Map.of()));
    }

    private void create(NodeId node, ConfigField relation, NodeId other) {
        done(new NodeCommand.Create(node, HAMLET, relation(relation, other)));
    }

    /** As the edge finds it. */
    private Map<ConfigField, String> relation(ConfigField relation, NodeId other) {
        done(new NodeCommand.Adopt(other, HAMLET), NodeReply.Description.class);
        return Map.of(relation, Relative.of(state(other)).word());
    }

    private void subscribe(NodeId node, Jid jid) {
        done(new NodeCommand.Subscribe(node, jid, jid), NodeReply.Subscribed.class);
    }

    private void affiliate(NodeId node, Jid jid, Affiliation affiliation) {
        done(new NodeCommand.ChangeAffiliations(node, HAMLET, Map.of(jid, affiliation)));
    }

    private void publish(NodeId node, String item) {
        done(publishing(node, item), NodeReply.Published.class);
    }

    private static NodeCommand publishing(NodeId node, String item) {
        return new NodeCommand.Publish(
                node,
                HAMLET,
                Optional.of(new NewItem(new ItemId(item), Optional.of(new Payload("urn:a", "<a xmlns='urn:a'/>")))),
                Map.of());
    }

    private void done(NodeCommand command) {
        done(command, NodeReply.Done.class);
    }

    private void done(NodeCommand command, Class<? extends NodeReply> reply) {
        assertThat(now(ask(command))).isInstanceOf(reply);
    }

    private boolean exists(NodeId node) {
        return now(stores.nodes().read(node)).isPresent();
    }

    private NodeState state(NodeId node) {
        return now(stores.nodes().read(node)).orElseThrow();
    }

    private NodeKey key(NodeId node) {
        return NodeKey.of(state(node));
    }

    private List<NodeListing.Entry> dependantsOf(NodeKey node, ConfigField relation) {
        Predicate<String> any = type -> true;
        return now(stores.listing().list(NodeListing.ofDependants(relation, node), any, new Paging.First(), 1_000))
                .entries();
    }

    private List<Expiries.Alarm> alarms() {
        List<Expiries.Alarm> alarms = new CopyOnWriteArrayList<>();
        Instant soon = Instant.now().plusSeconds(180);
        long minute = soon.getEpochSecond() / 60;
        for (long each = minute - 4; each <= minute; each++) {
            now(stores.expiries().each(each, Instant.EPOCH, soon, due -> {
                alarms.addAll(due);
                return CompletableFuture.completedFuture(null);
            }));
        }
        return alarms;
    }

    // --------------------------------------------------------------------------------------------- nodes among nodes

    private CompletionStage<NodeReply> ask(NodeCommand command) {
        return nodes.ask(command);
    }

    private static NodeId id(String name) {
        return new NodeId(SERVICE, name);
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(15, TimeUnit.SECONDS).join();
    }
}
