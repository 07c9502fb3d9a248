package im.fanfare.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Admitted;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.CreationPolicy;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Kinship;
import im.fanfare.pubsub.NewItem;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.Payload;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.Relative;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.schema.MemoryStores;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Stores;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** XEP-0497, of several nodes: what those above are told, and who has access. See decision 29. */
class KindredTest {
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

    // --------------------------------------------------------------------------------------------------- what is told

    /** As deep as it is, and within whom; what links to a node is as deep as that. */
    @Test
    void whatHappensBelowIsToldAbove() {
        create(BLOG);
        create(COMMENTS, ConfigField.PARENT, BLOG);
        create(ANSWERS, ConfigField.PARENT, COMMENTS);
        create(LIKES, ConfigField.LINK, ANSWERS);
        follow(BLOG, FRANCISCO);
        follow(ANSWERS, FRANCISCO);

        Stream.of(BLOG, COMMENTS, ANSWERS, LIKES).forEach(node -> publish(node, "1"));

        assertThat(told(BLOG)).containsExactly("comments 1", "answers 2", "likes 2");
        assertThat(told(ANSWERS)).containsExactly("likes 0");
        assertThat(told(COMMENTS)).as("nobody follows it").isEmpty();
        assertThat(kinship(BLOG))
                .containsExactly(
                        new Kinship(false, List.of(relative(COMMENTS))),
                        new Kinship(false, List.of(relative(ANSWERS), relative(COMMENTS))),
                        new Kinship(true, List.of(relative(LIKES), relative(COMMENTS))));
        assertThat(kinship(ANSWERS)).containsExactly(new Kinship(true, List.of(relative(LIKES))));
    }

    /** What links to what links to a node is not told there, but where it is below both. */
    @Test
    void whatLinksToALinkIsNoLink() {
        create(BLOG);
        create(COMMENTS, ConfigField.PARENT, BLOG);
        create(ANSWERS, ConfigField.LINK, COMMENTS);
        create(LIKES, ConfigField.LINK, ANSWERS);
        follow(BLOG, FRANCISCO);
        follow(COMMENTS, FRANCISCO);

        publish(LIKES, "1");

        assertThat(told(COMMENTS)).isEmpty();
        assertThat(told(BLOG)).containsExactly("likes 1");
    }

    /** What goes, besides what comes; only where somebody may want to know. */
    @Test
    void tellsOfEachKindOfEvent() {
        create(BLOG);
        follow(BLOG, FRANCISCO);
        create(COMMENTS, ConfigField.PARENT, BLOG);
        publish(COMMENTS, "1");
        done(new NodeCommand.Retract(COMMENTS, HAMLET, List.of(new ItemId("1")), Optional.empty()));
        done(new NodeCommand.Purge(COMMENTS, HAMLET));
        done(new NodeCommand.Configure(COMMENTS, HAMLET, Map.of(ConfigField.TITLE, "Comments")));
        done(new NodeCommand.Configure(COMMENTS, HAMLET, Map.of(ConfigField.NOTIFY_SUB, "true")));
        done(new NodeCommand.Delete(COMMENTS, HAMLET, Optional.empty()));

        assertThat(relayed(BLOG))
                .extracting(NodeEvent.Relayed::event)
                .satisfiesExactly(
                        event -> assertThat(event).isEqualTo(new NodeEvent.MetadataChanged(Set.of(ConfigField.PARENT))),
                        event -> assertThat(event).isInstanceOf(NodeEvent.ItemPublished.class),
                        event -> assertThat(event).isInstanceOf(NodeEvent.ItemsRetracted.class),
                        event -> assertThat(event).isInstanceOf(NodeEvent.NodePurged.class),
                        event -> assertThat(event).isEqualTo(new NodeEvent.MetadataChanged(Set.of(ConfigField.TITLE))),
                        event -> assertThat(event).isEqualTo(new NodeEvent.NodeDeleted(Optional.empty())));
    }

    /** §3.2: whoever was above until now is told that it is so no longer, and nothing behind that. */
    @Test
    void tellsThoseAboveThatANodeHasLeft() {
        create(BLOG);
        create(ANSWERS, ConfigField.PARENT, BLOG);
        create(COMMENTS, ConfigField.PARENT, ANSWERS);
        follow(BLOG, FRANCISCO);
        publish(COMMENTS, "1");

        done(new NodeCommand.Configure(COMMENTS, HAMLET, relation(ConfigField.PARENT, BLOG)));
        publish(COMMENTS, "2");
        done(new NodeCommand.Configure(COMMENTS, HAMLET, Map.of(ConfigField.PARENT, "")));
        publish(COMMENTS, "3");

        assertThat(told(BLOG)).containsExactly("comments 2", "comments 1", "comments 1", "comments 1");
        assertThat(relayed(BLOG))
                .extracting(relayed -> relayed.event().getClass().getSimpleName())
                .containsExactly("ItemPublished", "MetadataChanged", "ItemPublished", "MetadataChanged");
    }

    /** §4.2.2: of the node itself as well. */
    @Test
    void tellsOfTheMetadataOfANodeThatIsFollowed() {
        create(BLOG);
        done(new NodeCommand.Configure(BLOG, HAMLET, Map.of(ConfigField.TITLE, "Before")));
        follow(BLOG, FRANCISCO);
        done(new NodeCommand.Configure(BLOG, HAMLET, Map.of(ConfigField.TITLE, "Behind")));

        assertThat(log.publications.stream()
                        .map(publication -> publication.revision().event())
                        .filter(NodeEvent.MetadataChanged.class::isInstance))
                .containsExactly(new NodeEvent.MetadataChanged(Set.of(ConfigField.TITLE)));
    }

    @Test
    void asksNobodyAboveWhereNobodyFollows() {
        create(BLOG);
        done(new NodeCommand.Subscribe(BLOG, FRANCISCO, FRANCISCO), NodeReply.Subscribed.class);
        create(COMMENTS, ConfigField.PARENT, BLOG);
        log.broken = Set.of(BLOG);

        publish(COMMENTS, "1");

        assertThat(told(BLOG)).isEmpty();
    }

    // ------------------------------------------------------------------------------------------------------ in trouble

    /** Nobody is answered before all have it; what those had that took it comes again under the same id. */
    @Test
    void isToldAboveThoughTheNodeDies() {
        create(BLOG);
        create(COMMENTS, ConfigField.PARENT, BLOG);
        follow(BLOG, FRANCISCO);
        log.broken = Set.of(BLOG);
        assertThat(now(ask(publishing(COMMENTS, "1")))).isEqualTo(new NodeReply.Refused(PubSubError.UNAVAILABLE));
        log.broken = Set.of();
        nodes.crash(COMMENTS);
        nodes.crash(BLOG);

        publish(COMMENTS, "2");

        assertThat(relayed(BLOG).stream().map(NodeEvent.Relayed::revision).distinct())
                .containsExactly(3L, 4L);
    }

    /** It is one that two closed at the same time, of whom neither lived to open it. They would wait for each other. */
    @Test
    void tellsNobodyInACircle() {
        create(BLOG);
        create(COMMENTS, ConfigField.PARENT, BLOG);
        follow(BLOG, FRANCISCO);
        follow(COMMENTS, FRANCISCO);
        done(new NodeCommand.Configure(BLOG, HAMLET, relation(ConfigField.PARENT, COMMENTS)));

        List<CompletableFuture<NodeReply>> answers = Stream.of(BLOG, COMMENTS)
                .map(node -> ask(new NodeCommand.Configure(node, HAMLET, Map.of(ConfigField.TITLE, "Title")))
                        .toCompletableFuture())
                .toList();

        assertThat(answers).allSatisfy(answer -> assertThat(now(answer)).isEqualTo(new NodeReply.Done()));
        assertThat(told(BLOG)).isEmpty();
    }

    // -------------------------------------------------------------------------------------------- §8: who has access

    /** Of a node that has gone nobody can be asked any more. */
    @Test
    void whoHadAccessIsSaidOfANodeThatHasGone() {
        create(BLOG);
        done(new NodeCommand.Create(COMMENTS, HAMLET, with(relation(ConfigField.PARENT, BLOG), "whitelist")));
        create(ANSWERS, ConfigField.PARENT, COMMENTS);
        affiliate(COMMENTS, FRANCISCO, Affiliation.MEMBER);
        affiliate(COMMENTS, BERNARDO, Affiliation.OUTCAST);
        affiliate(ANSWERS, BERNARDO, Affiliation.OUTCAST);
        follow(BLOG, FRANCISCO);

        done(new NodeCommand.Delete(COMMENTS, HAMLET, Optional.empty()));

        Admitted comments = new Admitted(false, Set.of(HAMLET, FRANCISCO));
        Admitted answers = new Admitted(true, Set.of(BERNARDO));
        assertThat(told(BLOG)).containsExactly("comments 1", "answers 2");
        assertThat(kinship(BLOG))
                .extracting(Kinship::had)
                .containsExactly(List.of(comments), List.of(answers, comments));
    }

    /** So that whoever was kept out is not told, who is forgotten by then. */
    @Test
    void aDeletionIsNotToldOnceNobodyKnowsWhoHadAccess() {
        create(BLOG);
        create(COMMENTS, ConfigField.PARENT, BLOG);
        follow(BLOG, FRANCISCO);
        NodeKey comments = NodeKey.of(state(COMMENTS));
        log.broken = Set.of(COMMENTS);
        assertThat(now(ask(new NodeCommand.Delete(COMMENTS, HAMLET, Optional.empty()))))
                .isEqualTo(new NodeReply.Refused(PubSubError.UNAVAILABLE));
        log.broken = Set.of();
        now(stores.affiliations().erase(comments, Long.MAX_VALUE));
        nodes.crash(COMMENTS);

        assertThat(now(ask(new NodeCommand.Describe(COMMENTS, HAMLET))))
                .isEqualTo(new NodeReply.Refused(PubSubError.NODE_NOT_FOUND));
        publish(BLOG, "1");

        assertThat(log.publications.stream()
                        .filter(publication -> publication.node().id().equals(BLOG))
                        .map(publication -> publication.revision().event()))
                .hasOnlyElementsOfType(NodeEvent.ItemPublished.class);
    }

    @Test
    void whoHasAccessIsLookedUp() {
        done(new NodeCommand.Create(BLOG, HAMLET, Map.of(ConfigField.ACCESS_MODEL, "authorize")));
        done(new NodeCommand.Create(COMMENTS, HAMLET, Map.of(ConfigField.ACCESS_MODEL, "whitelist")));
        create(ANSWERS);
        done(new NodeCommand.ChangeSubscriptions(
                BLOG, HAMLET, Map.of(new NodeCommand.Whose(FRANCISCO), SubscriptionState.SUBSCRIBED)));
        affiliate(COMMENTS, BERNARDO, Affiliation.MEMBER);
        affiliate(ANSWERS, BERNARDO, Affiliation.OUTCAST);
        NodeKey gone = new NodeKey(ANSWERS, 1);

        assertThat(admitted(BLOG)).containsExactlyInAnyOrder(HAMLET, FRANCISCO);
        assertThat(admitted(COMMENTS)).containsExactlyInAnyOrder(HAMLET, BERNARDO);
        assertThat(admitted(ANSWERS)).containsExactlyInAnyOrder(HAMLET, FRANCISCO);
        assertThat(admitted(COMMENTS, ANSWERS)).containsExactly(HAMLET);
        assertThat(now(new NodeAccess(stores).of(List.of(gone), Set.of(HAMLET, FRANCISCO))))
                .isEmpty();
    }

    private Set<Jid> admitted(NodeId... to) {
        return now(new NodeAccess(stores)
                .of(Stream.of(to).map(node -> NodeKey.of(state(node))).toList(), Set.of(HAMLET, FRANCISCO, BERNARDO)));
    }

    // ------------------------------------------------------------------------------------------------------ the scene

    private static final class Log implements NodeLog {
        final List<Publication> publications = new CopyOnWriteArrayList<>();
        volatile Set<NodeId> broken = Set.of();

        @Override
        public CompletionStage<Void> appendToPages(List<PageRecord> appended) {
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
    }

    private List<NodeEvent.Relayed> relayed(NodeId to) {
        return log.publications.stream()
                .filter(publication -> publication.node().id().equals(to))
                .map(publication -> publication.revision().event())
                .filter(NodeEvent.Relayed.class::isInstance)
                .map(NodeEvent.Relayed.class::cast)
                .toList();
    }

    /** Of which node, and how deep. */
    private List<String> told(NodeId to) {
        return relayed(to).stream()
                .map(relayed -> relayed.node().name() + ' ' + relayed.depth())
                .toList();
    }

    private List<Kinship> kinship(NodeId to) {
        return relayed(to).stream()
                .map(relayed -> relayed.kinship().orElseThrow())
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
        return Map.of(relation, relative(other).word());
    }

    private static Map<ConfigField, String> with(Map<ConfigField, String> config, String model) {
        Map<ConfigField, String> all = new HashMap<>(config);
        all.put(ConfigField.ACCESS_MODEL, model);
        return all;
    }

    private void follow(NodeId node, Jid jid) {
        Map<SubscriptionOption, String> options = Map.of(
                SubscriptionOption.EXTENDED_TYPE,
                "items\nlinked items\nmetadata",
                SubscriptionOption.EXTENDED_DEPTH,
                "-1");
        done(new NodeCommand.Subscribe(node, jid, jid, options), NodeReply.Subscribed.class);
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

    private NodeState state(NodeId node) {
        return now(stores.nodes().read(node)).orElseThrow();
    }

    private Relative relative(NodeId node) {
        return Relative.of(state(node));
    }

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
