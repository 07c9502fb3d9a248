package im.fanfare.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.CreationPolicy;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NewItem;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.Parents;
import im.fanfare.pubsub.Payload;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.schema.MemoryStores;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.NodeListing;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Span;
import im.fanfare.schema.Stores;
import im.fanfare.schema.Trail;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** XEP-0248, of several nodes. See decision 21. */
class CollectionsTest {
    private static final String SERVICE = "pubsub.shakespeare.lit";
    private static final Jid HAMLET = Jid.parse("hamlet@shakespeare.lit/elsinore");
    private static final Jid FRANCISCO = Jid.parse("francisco@denmark.lit/barracks");
    private static final NodeId LEAF = id("princely_musings");
    private static final NodeId BLOGS = id("blogs");
    private static final NodeId NEWS = id("news");
    private static final NodeId ALL = id("everything");

    private static ActorTestKit kit;

    private final Stores stores = MemoryStores.create();
    private final Log log = new Log();
    private final AwakeNodes nodes = new AwakeNodes(
            kit,
            new NodeEntity.Surroundings(stores, log, new CreationPolicy(Set.of(), Set.of()), Clock.systemUTC())
                    .among(this::askOther));

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void aCollectionTakesWhatIsPublishedInItOnceByHoweverManyWaysAndByTheShortest() {
        collections();
        create(LEAF, "leaf", BLOGS, NEWS);

        publish("1");

        assertThat(told(BLOGS)).containsExactly("created 1", "1 1");
        assertThat(told(NEWS)).containsExactly("created 1", "1 1");
        assertThat(told(ALL)).containsExactly("created 1", "created 1", "created 2", "1 2");
        assertThat(log.of(BLOGS).map(publication -> publication.revision().number()))
                .as("revisions of its own")
                .isSorted()
                .doesNotHaveDuplicates();
    }

    /** As it is for the subscribers of the leaf, whoever commits how much at a time. */
    @Test
    void aCollectionTakesWhatIsPublishedInTheOrderOfTheLeaf() {
        collections();
        create(LEAF, "leaf", BLOGS);

        List<String> items = IntStream.range(0, 700).mapToObj(Integer::toString).toList();
        items.stream()
                .map(item -> ask(publishing(item)).toCompletableFuture())
                .toList()
                .forEach(CompletableFuture::join);

        assertThat(told(BLOGS).stream().skip(1))
                .containsExactlyElementsOf(
                        items.stream().map(item -> item + " 1").toList());
        assertThat(told(ALL).stream().skip(3))
                .containsExactlyElementsOf(
                        items.stream().map(item -> item + " 2").toList());
    }

    /** What is acknowledged is in the log of every collection above, so no crash behind the answer can lose it. */
    @Test
    void isNotAcknowledgedBeforeTheCollectionsHaveIt() {
        collections();
        create(LEAF, "leaf", BLOGS);
        log.broken = Set.of(ALL);

        assertThat(now(ask(publishing("1")))).isEqualTo(new NodeReply.Refused(PubSubError.UNAVAILABLE));
        assertThat(now(ask(publishing("2"))))
                .as("nor is it passed over")
                .isEqualTo(new NodeReply.Refused(PubSubError.UNAVAILABLE));
        log.broken = Set.of();
        nodes.crash(LEAF);
        publish("3");

        assertThat(told(ALL)).containsSubsequence("1 2", "3 2").doesNotContain("2 2");
        assertThat(log.of(BLOGS)
                        .map(Publication::revision)
                        .filter(revision -> item(revision.event()).equals("1 1"))
                        .map(revision -> ((NodeEvent.Relayed) revision.event()).revision())
                        .distinct())
                .as("told again as the same revision, so under the same message id")
                .hasSize(1);
    }

    /** So a publish is followed to the subscribers of collections as well. */
    @Test
    void collectionsKnowWhoAskedForWhatTheyAreToldOf() {
        collections();
        create(LEAF, "leaf", BLOGS);
        publish("1");
        assertThat(log.publications).allMatch(publication -> publication.trail().isNone());

        Trail asked = new Trail("request 42", Span.NONE);
        assertThat(now(nodes.ask(publishing("2"), asked))).isInstanceOf(NodeReply.Published.class);

        assertThat(log.publications)
                .filteredOn(publication -> publication.trail().equals(asked))
                .extracting(publication -> publication.node().id())
                .containsExactlyInAnyOrder(LEAF, BLOGS, ALL);
    }

    @Test
    void aCollectionIsToldWhenANodeLeavesItAndWhenItGoes() {
        collections();
        create(LEAF, "leaf", BLOGS);
        assertThat(children(BLOGS)).containsExactly(LEAF);

        done(new NodeCommand.ChangeParents(LEAF, HAMLET, new Parents(Map.of(NEWS, instance(NEWS)), Set.of(BLOGS))));
        assertThat(children(BLOGS)).isEmpty();
        assertThat(children(NEWS)).containsExactly(LEAF);
        assertThat(told(BLOGS)).containsExactly("created 1", "dissociated 1");
        assertThat(told(NEWS)).contains("associated 1");

        done(new NodeCommand.Delete(LEAF, HAMLET, Optional.empty()));
        assertThat(children(NEWS)).isEmpty();
        assertThat(told(NEWS)).endsWith("deleted 1");
        assertThat(told(BLOGS)).hasSize(2);
    }

    @Test
    void aDeletedCollectionLeavesItsNodesAndALaterOneOfItsNameHasNoneOfThem() {
        collections();
        create(LEAF, "leaf", BLOGS);
        NodeKey before = new NodeKey(BLOGS, instance(BLOGS));

        done(new NodeCommand.Delete(BLOGS, HAMLET, Optional.empty()));
        assertThat(listed(before)).isEmpty();
        publish("1");
        create(BLOGS, "collection");
        subscribe(BLOGS);
        publish("2");

        assertThat(told(BLOGS)).doesNotContain("1 1", "2 1");
        assertThat(children(BLOGS)).isEmpty();
    }

    /** As the other may wait for it; what was not told was not acknowledged either. */
    @Test
    void aCollectionAwakesAlsoWhereThoseAboveCannotBeTold() {
        create(ALL, "collection");
        subscribe(ALL);
        create(BLOGS, "collection");
        log.broken = Set.of(ALL);
        assertThat(now(ask(into(BLOGS, ALL)))).isEqualTo(new NodeReply.Refused(PubSubError.UNAVAILABLE));

        nodes.crash(BLOGS);

        assertThat(now(ask(new NodeCommand.Describe(BLOGS, HAMLET)))).isInstanceOf(NodeReply.Description.class);
        assertThat(children(ALL)).containsExactly(BLOGS);
    }

    /** Each would wait for the other to take that it has come in; and whoever put them there finds the circle. */
    @Test
    void twoThatComeIntoEachOtherDoNotWaitForEachOther() {
        create(BLOGS, "collection");
        create(NEWS, "collection");
        CompletionStage<NodeReply> one = heldUntilSaved(NEWS, into(BLOGS, NEWS));
        CompletionStage<NodeReply> other = ask(into(NEWS, BLOGS));

        assertThat(now(one)).isEqualTo(new NodeReply.Done());
        assertThat(now(other)).isEqualTo(new NodeReply.Done());
        assertThat(now(stores.nodes().read(BLOGS)).orElseThrow().parents()).containsOnlyKeys(NEWS);
        assertThat(now(stores.nodes().read(NEWS)).orElseThrow().parents()).containsOnlyKeys(BLOGS);
    }

    /** What it tells others waits until that node is stored as being in a collection. */
    private CompletionStage<NodeReply> heldUntilSaved(NodeId other, NodeCommand command) {
        held = Optional.of(other);
        return ask(command);
    }

    private volatile Optional<NodeId> held = Optional.empty();

    private static final class Log implements NodeLog {
        final List<Publication> publications = new CopyOnWriteArrayList<>();
        volatile Set<NodeId> broken = Set.of();

        @Override
        public CompletionStage<Void> appendToPages(List<PageRecord> records) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> append(List<Publication> appended) {
            if (appended.stream().anyMatch(one -> broken.contains(one.node().id()))) {
                return CompletableFuture.failedFuture(new IllegalStateException("no broker"));
            }
            publications.addAll(appended);
            return CompletableFuture.completedFuture(null);
        }

        java.util.stream.Stream<Publication> of(NodeId node) {
            return publications.stream().filter(one -> one.node().id().equals(node));
        }
    }

    // ---------------------------------------------------------------------------------------------------- the scene

    /** {@code blogs} and {@code news}, both in {@code everything}, and somebody subscribed to each. */
    private void collections() {
        create(ALL, "collection");
        subscribe(ALL);
        create(BLOGS, "collection", ALL);
        subscribe(BLOGS);
        create(NEWS, "collection", ALL);
        subscribe(NEWS);
    }

    private void create(NodeId node, String type, NodeId... in) {
        Map<NodeId, Long> parents = new ConcurrentHashMap<>();
        List.of(in).forEach(parent -> parents.put(parent, instance(parent)));
        done(new NodeCommand.Create(node, HAMLET, Map.of(ConfigField.NODE_TYPE, type), parents));
    }

    private void subscribe(NodeId node) {
        assertThat(now(ask(new NodeCommand.Subscribe(node, FRANCISCO, FRANCISCO))))
                .isInstanceOf(NodeReply.Subscribed.class);
    }

    private void publish(String item) {
        assertThat(now(ask(publishing(item)))).isInstanceOf(NodeReply.Published.class);
    }

    private static NodeCommand publishing(String item) {
        Payload payload = new Payload("http://www.w3.org/2005/Atom", "<entry xmlns='http://www.w3.org/2005/Atom'/>");
        return new NodeCommand.Publish(
                LEAF, HAMLET, Optional.of(new NewItem(new ItemId(item), Optional.of(payload))), Map.of());
    }

    private NodeCommand into(NodeId node, NodeId collection) {
        return new NodeCommand.ChangeParents(
                node, HAMLET, new Parents(Map.of(collection, instance(collection)), Set.of()));
    }

    private void done(NodeCommand command) {
        assertThat(now(ask(command))).isEqualTo(new NodeReply.Done());
    }

    /** What the collection tells, and how deep it lies. */
    private List<String> told(NodeId collection) {
        return log.of(collection)
                .map(publication -> item(publication.revision().event()))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static String item(NodeEvent event) {
        if (!(event instanceof NodeEvent.Relayed relayed)) {
            return "";
        }
        String what = "";
        if (relayed.event() instanceof NodeEvent.ItemPublished published) {
            what = published.item().orElseThrow().id().value();
        } else if (relayed.event() instanceof NodeEvent.NodeCreated) {
            what = "created";
        } else if (relayed.event() instanceof NodeEvent.NodeDeleted) {
            what = "deleted";
        } else if (relayed.event() instanceof NodeEvent.Associated) {
            what = "associated";
        } else if (relayed.event() instanceof NodeEvent.Dissociated) {
            what = "dissociated";
        }
        return what + ' ' + relayed.depth();
    }

    private List<NodeId> children(NodeId collection) {
        return listed(new NodeKey(collection, instance(collection)));
    }

    private List<NodeId> listed(NodeKey collection) {
        return now(stores.listing().list(NodeListing.ofChildren(collection), any -> true, new Paging.First(), 10))
                .entries()
                .stream()
                .map(NodeListing.Entry::id)
                .toList();
    }

    private long instance(NodeId node) {
        return now(stores.nodes().read(node)).orElseThrow().instance();
    }

    // --------------------------------------------------------------------------------------------- nodes among nodes

    private CompletionStage<NodeReply> ask(NodeCommand command) {
        return nodes.ask(command);
    }

    private CompletionStage<NodeReply> askOther(NodeCommand command) {
        if (held.equals(Optional.of(command.node()))) {
            return CompletableFuture.runAsync(() -> {
                        while (now(stores.nodes().read(command.node()))
                                .orElseThrow()
                                .parents()
                                .isEmpty()) {
                            Thread.onSpinWait();
                        }
                    })
                    .thenCompose(saved -> ask(command));
        }
        return ask(command);
    }

    private static NodeId id(String name) {
        return new NodeId(SERVICE, name);
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(15, TimeUnit.SECONDS).join();
    }
}
