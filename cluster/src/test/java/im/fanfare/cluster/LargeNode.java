package im.fanfare.cluster;

import static im.fanfare.cluster.NodeEntityTest.join;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.ArchiveFilter;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.CreationPolicy;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemIndex;
import im.fanfare.pubsub.ItemOrder;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NewItem;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.PassingClock;
import im.fanfare.pubsub.Payload;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.schema.Journal;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.Nodes;
import im.fanfare.schema.Progress;
import im.fanfare.schema.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;

/** A node with many items, asked as the edge would ask it. */
final class LargeNode {
    private static final Jid HAMLET = Jid.parse("hamlet@shakespeare.lit/elsinore");
    private static final Payload PAYLOAD = new Payload("urn:x", "<x xmlns='urn:x'>" + "words, ".repeat(40) + "</x>");

    /** The one before created the node. */
    private static final long FIRST_REVISION = 2;

    private static final ItemOrder BY_CREATION = new ItemOrder(ItemOrder.By.CREATION, false);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** More at a time would not find room to wait. */
    private static final int AT_ONCE = 2_000;

    private final NodeId id =
            new NodeId("pubsub.shakespeare.lit", UUID.randomUUID().toString());
    private final PassingClock clock = new PassingClock(Instant.parse("2003-12-13T18:30:02Z"));
    private final MemoryNodeLog log = new MemoryNodeLog();
    private final ActorTestKit kit;
    private Stores stores;
    private final TestProbe<NodeReply> probe;
    private ActorRef<NodeEntity.Message> entity;

    /**
     * Some of its items.
     *
     * @param items their names
     */
    record Page(List<String> items, int index, int total) {}

    LargeNode(ActorTestKit kit, Stores stores) {
        this.kit = kit;
        this.stores = stores;
        this.probe = kit.createTestProbe();
        this.entity = spawn();
    }

    private ActorRef<NodeEntity.Message> spawn() {
        var policy = new CreationPolicy(Set.of(), Set.of());
        return kit.spawn(NodeEntity.create(id, new NodeEntity.Surroundings(stores, log, policy, clock)));
    }

    static String name(int item) {
        return "item-" + item;
    }

    /** From now on it is an entity that knows nothing. */
    void restart() {
        kit.stop(entity);
        entity = spawn();
    }

    /** The same, where the stores are seen otherwise. */
    void restart(Stores seen) {
        stores = seen;
        restart();
    }

    Instant now() {
        return clock.instant();
    }

    void passAnHour() {
        clock.pass(Duration.ofHours(1));
    }

    void create(Map<ConfigField, String> config) {
        assertThat(ask(new NodeCommand.Create(id, HAMLET, config))).isEqualTo(new NodeReply.Done());
    }

    /** Publishes the items of these numbers. */
    void publish(int from, int to) {
        for (int first = from; first < to; first += AT_ONCE) {
            int behind = Math.min(to, first + AT_ONCE);
            for (int i = first; i < behind; i++) {
                tell(publishing(name(i)));
            }
            for (int i = first; i < behind; i++) {
                assertThat(probe.receiveMessage(PATIENCE)).isInstanceOf(NodeReply.Published.class);
            }
        }
    }

    private NodeCommand publishing(String item) {
        return new NodeCommand.Publish(
                id, HAMLET, Optional.of(new NewItem(new ItemId(item), Optional.of(PAYLOAD))), Map.of());
    }

    /** Has so many items at once, as if they had been published: written past the entity, which would take far longer. */
    void fill(int items) {
        fill(items, Duration.ZERO);
    }

    /** @param between as if so much time had passed before each but the first */
    void fill(int items, Duration between) {
        Nodes.Claim claim = join(stores.nodes().claim(id)).orElseThrow();
        NodeKey key = NodeKey.of(claim.node());
        long timestamp = Micros.now(clock) + 1_000_000;
        for (int first = 0; first < items; first += AT_ONCE) {
            List<ItemRef> written = new ArrayList<>();
            List<CompletionStage<?>> writes = new ArrayList<>();
            for (int i = first; i < Math.min(items, first + AT_ONCE); i++) {
                ItemRef item = new ItemRef(new ItemId(name(i)), FIRST_REVISION + i);
                writes.add(stores.items()
                        .put(
                                key,
                                item.revision(),
                                new Item(
                                        item.id(),
                                        Optional.of(PAYLOAD),
                                        HAMLET,
                                        clock.instant().plus(between.multipliedBy(i))),
                                timestamp));
                written.add(item);
            }
            writes.add(stores.lookup().put(key, written, timestamp));
            join(Commit.all(writes));
        }
        Map<Long, Integer> counts = new HashMap<>();
        for (int i = 0; i < items; i++) {
            counts.merge(ItemIndex.bucketOf(FIRST_REVISION + i), 1, Integer::sum);
        }
        join(stores.lookup().count(key, counts, timestamp));
        Progress progress = new Progress(
                FIRST_REVISION + items - 1, timestamp, FIRST_REVISION, 0, 0, 0, Map.of(), true, false, false);
        join(stores.journal().write(claim.epoch(), new Journal.Entry(key, progress, List.of())));
        join(stores.journal().done(id, claim.epoch(), progress));
        restart();
    }

    /** Retracts the items of these numbers. */
    void retract(int from, int to) {
        List<ItemId> items = new ArrayList<>();
        for (int i = from; i < to; i++) {
            items.add(new ItemId(name(i)));
        }
        assertThat(ask(new NodeCommand.Retract(id, HAMLET, items, Optional.of(false))))
                .isEqualTo(new NodeReply.Done());
    }

    /** What comes of retracting an item, publishing it, retracting it, retracting it and publishing it, all at once. */
    String atOnce(int item) {
        ItemId name = new ItemId(name(item));
        NodeCommand publish =
                new NodeCommand.Publish(id, HAMLET, Optional.of(new NewItem(name, Optional.of(PAYLOAD))), Map.of());
        NodeCommand retract = new NodeCommand.Retract(id, HAMLET, List.of(name), Optional.of(false));
        List.of(publish, retract, publish, retract, retract, publish).forEach(this::tell);
        probe.receiveMessage(PATIENCE); // behind this one the others wait, and are one turn
        return outcomes(5);
    }

    /**
     * What comes of retracting all items of the newest bucket and publishing twice behind the one that is then the last, at
     * once, where nothing but the counts was known before.
     */
    String retractNewestBucketAndPublishTwiceBehindWhatIsLeft() {
        int total = page(new Paging.First(), 0).total();
        long last = revision(value(total - 1));
        int newest = Math.toIntExact(last - ItemIndex.firstOf(ItemIndex.bucketOf(last)) + 1);
        String left = value(total - newest - 1);
        List<ItemId> gone = new ArrayList<>();
        for (int i = total - newest; i < total; i++) {
            gone.add(new ItemId(name(i)));
        }
        NodeCommand publish = new NodeCommand.Publish(
                id,
                HAMLET,
                Optional.of(new NewItem(new ItemId("behind"), Optional.of(PAYLOAD))),
                Map.of(),
                Optional.of(left));
        NodeCommand retract = new NodeCommand.Retract(id, HAMLET, gone, Optional.of(false));
        restart();
        List.of(new NodeCommand.Describe(id, HAMLET), retract, publish, publish).forEach(this::tell);
        probe.receiveMessage(PATIENCE); // behind this one the others wait
        return outcomes(3);
    }

    /** The next so many replies, a word each. */
    private String outcomes(int replies) {
        return IntStream.range(0, replies)
                .mapToObj(i -> outcome(probe.receiveMessage(PATIENCE)))
                .collect(Collectors.joining(", "));
    }

    private static String outcome(NodeReply reply) {
        if (reply instanceof NodeReply.Published) {
            return "published";
        }
        if (reply instanceof NodeReply.Done) {
            return "retracted";
        }
        if (reply instanceof NodeReply.ComparisonFailed) {
            return "overtaken";
        }
        return reply.equals(new NodeReply.Refused(PubSubError.ITEM_NOT_FOUND)) ? "not found" : reply.toString();
    }

    private String value(int index) {
        return ((NodeReply.Items) retrieve(new Paging.At(index), 1)).values().get(0);
    }

    private static long revision(String value) {
        return Long.parseLong(value.substring(value.indexOf('.') + 1), 36);
    }

    PubSubError refusedToRetract(String item) {
        return ((NodeReply.Refused)
                        ask(new NodeCommand.Retract(id, HAMLET, List.of(new ItemId(item)), Optional.of(false))))
                .error();
    }

    void purge() {
        assertThat(ask(new NodeCommand.Purge(id, HAMLET))).isEqualTo(new NodeReply.Done());
    }

    NodeReply retrieve(Paging.Place place, int max) {
        return ask(new NodeCommand.Retrieve(
                id, HAMLET, Optional.empty(), List.of(), Optional.of(new Paging(place, Optional.of(max)))));
    }

    private NodeReply retrieve(ItemOrder order, Paging.Place place, int max) {
        return ask(new NodeCommand.Retrieve(
                id,
                HAMLET,
                Optional.empty(),
                List.of(),
                Optional.of(new Paging(place, Optional.of(max))),
                Optional.of(order)));
    }

    /** Whether the order of creation cannot be had now. */
    boolean isUnavailableByCreation() {
        return retrieve(BY_CREATION, new Paging.First(), 1).equals(new NodeReply.Refused(PubSubError.UNAVAILABLE));
    }

    /** Whether publishing this item comes to nothing. */
    boolean isUnavailableToPublish(int item) {
        return ask(publishing(name(item))).equals(new NodeReply.Refused(PubSubError.UNAVAILABLE));
    }

    Page page(Paging.Place place, int max) {
        return page(retrieve(place, max));
    }

    Page ordered(ItemOrder order, Paging.Place place, int max) {
        return page(retrieve(order, place, max));
    }

    /** In the order of creation: XEP-0413. */
    Page created(Paging.Place place, int max) {
        return ordered(BY_CREATION, place, max);
    }

    /** All items in the order of creation, page after page, while something happens between the pages. */
    List<String> walkCreated(int pageSize, Runnable meanwhile) {
        List<String> found = new ArrayList<>();
        Page page = created(new Paging.First(), pageSize);
        while (!page.items().isEmpty()) {
            assertThat(page.index()).isEqualTo(found.size());
            found.addAll(page.items());
            meanwhile.run();
            page = created(new Paging.After(found.get(found.size() - 1)), pageSize);
        }
        return found;
    }

    /** Asks for the order of creation, and has the entity stop meanwhile; whether it answered. */
    boolean answersForItsOrderThoughItStops() {
        tell(creation());
        entity.tell(new NodeEntity.Stop());
        NodeReply reply = probe.receiveMessage(PATIENCE);
        probe.expectTerminated(entity, PATIENCE);
        entity = spawn();
        return reply instanceof NodeReply.Items || reply.equals(new NodeReply.Refused(PubSubError.UNAVAILABLE));
    }

    private NodeCommand creation() {
        return new NodeCommand.Retrieve(
                id, HAMLET, Optional.of(1), List.of(), Optional.empty(), Optional.of(BY_CREATION));
    }

    /** Begins to ask for the order of creation by many at once, and asks for something else meanwhile; what comes of it. */
    List<Object> createdByMany(int many, int publishing) {
        IntStream.range(0, many).forEach(i -> tell(creation()));
        tell(publishing(name(publishing)));
        List<Object> replies = new ArrayList<>();
        for (int i = 0; i <= many; i++) {
            NodeReply reply = probe.receiveMessage(PATIENCE);
            replies.add(reply instanceof NodeReply.Items ? page(reply).items() : outcome(reply));
        }
        return replies;
    }

    Page all() {
        return page(ask(new NodeCommand.Retrieve(id, HAMLET, Optional.empty(), List.of(), Optional.empty())));
    }

    Page newest(int most) {
        return page(ask(new NodeCommand.Retrieve(id, HAMLET, Optional.of(most), List.of(), Optional.empty())));
    }

    List<String> named(String... items) {
        List<ItemId> ids = List.of(items).stream().map(ItemId::new).toList();
        return page(ask(new NodeCommand.Retrieve(id, HAMLET, Optional.empty(), ids, Optional.empty())))
                .items();
    }

    /** As service discovery shows them. */
    Page ids(Paging.Place place, int max) {
        NodeReply.ItemIds ids = (NodeReply.ItemIds)
                ask(new NodeCommand.ListItems(id, HAMLET, Optional.of(new Paging(place, Optional.of(max)))));
        return new Page(ids.items().stream().map(ItemId::value).toList(), ids.index(), ids.total());
    }

    /** All items, page after page. */
    List<String> walk(int pageSize) {
        List<String> found = new ArrayList<>();
        Page page = page(new Paging.First(), pageSize);
        while (!page.items().isEmpty()) {
            assertThat(page.index()).isEqualTo(found.size());
            found.addAll(page.items());
            page = page(new Paging.After(found.get(found.size() - 1)), pageSize);
        }
        return found;
    }

    /** How many items subscribers were told that they are gone. */
    int retracted() {
        return log.publications.stream()
                .filter(publication -> publication.revision().event() instanceof NodeEvent.ItemsRetracted)
                .mapToInt(publication -> ((NodeEvent.ItemsRetracted)
                                publication.revision().event())
                        .gone()
                        .size())
                .sum();
    }

    /** A part of what was published from one time on and before another, as its archive has it. */
    Page archive(Instant from, Instant until, Paging.Place place, int max) {
        return archived(archive(
                new ArchiveFilter(
                        Optional.of(from),
                        Optional.of(until),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()),
                place,
                max));
    }

    NodeReply archive(ArchiveFilter filter, Paging.Place place, int max) {
        return ask(new NodeCommand.QueryArchive(id, HAMLET, filter, Optional.of(new Paging(place, Optional.of(max)))));
    }

    /** What an item is called in the archive. */
    String archiveId(int item) {
        int index = page(new Paging.After(name(item)), 0).index() - 1;
        return ((NodeReply.ArchivePage) archive(ArchiveFilter.ALL, new Paging.At(index), 1))
                .ids()
                .get(0);
    }

    /** All of the archive, page after page. */
    List<String> walkArchive(int pageSize) {
        List<String> found = new ArrayList<>();
        NodeReply.ArchivePage page = (NodeReply.ArchivePage) archive(ArchiveFilter.ALL, new Paging.First(), pageSize);
        while (!page.items().isEmpty()) {
            assertThat(page.index()).isEqualTo(found.size());
            found.addAll(archived(page).items());
            String last = page.ids().get(page.ids().size() - 1);
            page = (NodeReply.ArchivePage) archive(ArchiveFilter.ALL, new Paging.After(last), pageSize);
        }
        return found;
    }

    NodeReply.ArchiveEnds archiveEnds() {
        return (NodeReply.ArchiveEnds) ask(new NodeCommand.DescribeArchive(id, HAMLET));
    }

    static Page archived(NodeReply reply) {
        assertThat(reply).isInstanceOf(NodeReply.ArchivePage.class);
        NodeReply.ArchivePage page = (NodeReply.ArchivePage) reply;
        return new Page(page.items().stream().map(item -> item.id().value()).toList(), page.index(), page.total());
    }

    private static Page page(NodeReply reply) {
        assertThat(reply).isInstanceOf(NodeReply.Items.class);
        NodeReply.Items items = (NodeReply.Items) reply;
        return new Page(items.items().stream().map(item -> item.id().value()).toList(), items.index(), items.total());
    }

    private void tell(NodeCommand command) {
        entity.tell(new NodeEntity.Ask(command, probe.getRef()));
    }

    private NodeReply ask(NodeCommand command) {
        tell(command);
        return probe.receiveMessage(PATIENCE);
    }
}
