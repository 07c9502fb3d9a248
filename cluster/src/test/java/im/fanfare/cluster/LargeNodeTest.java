package im.fanfare.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Paging;
import im.fanfare.schema.MemoryStores;
import im.fanfare.schema.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LargeNodeTest implements LargeNodeContract {
    private static ActorTestKit kit;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    /** What the measurement of {@link LargeNodeIT} rests on. */
    @Test
    void isAsLargeFilledAsPublished() {
        LargeNode node = node();
        node.create(Map.of());
        node.fill(12_345);
        node.publish(12_345, 12_346);

        assertThat(node.walk(1_000))
                .isEqualTo(IntStream.range(0, 12_346).mapToObj(LargeNode::name).toList());
    }

    /** Of a hundred buckets, seven are looked into for each time, and what is read is where the times and the page are. */
    @Test
    void findsTimesInItsArchiveByFewReads() {
        int size = 100_000;
        Stores stores = MemoryStores.create();
        CountedItems items = CountedItems.of(stores);
        LargeNode node = new LargeNode(kit, items.in(stores));
        node.create(Map.of());
        Instant first = node.now();
        node.fill(size, Duration.ofSeconds(1));
        node.newest(1); // it is awake, and knows its ends
        items.takeLists();

        LargeNode.Page page =
                node.archive(first.plusSeconds(44_444), first.plusSeconds(66_667), new Paging.First(), 20);

        assertThat(page)
                .isEqualTo(new LargeNode.Page(
                        IntStream.range(44_444, 44_464)
                                .mapToObj(LargeNode::name)
                                .toList(),
                        0,
                        22_223));
        assertThat(items.takeBeginnings()).isBetween(2, 14);
        assertThat(items.takeLists()).isLessThanOrEqualTo(3);
        assertThat(node.archive(first.plusSeconds(44_444), first.plusSeconds(66_667), new Paging.Last(), 1)
                        .items())
                .containsExactly(LargeNode.name(66_666));
        assertThat(items.takeBeginnings())
                .as("what was looked up before is known")
                .isZero();
    }

    /** Nobody waits for it who asks for something else, and who asks for it next need not wait. */
    @Test
    void looksForTheOrderOfCreationOnce() {
        int size = 100_000;
        Stores stores = MemoryStores.create();
        CountedItems items = CountedItems.of(stores);
        LargeNode node = new LargeNode(kit, items.in(stores));
        node.create(Map.of());
        node.fill(size);
        assertThat(node.answersForItsOrderThoughItStops()).isTrue();
        node.page(new Paging.First(), 1);
        items.takeLists();

        List<Object> replies = node.createdByMany(3, 7);

        assertThat(replies.get(0)).as("this one did not wait").isEqualTo("published");
        assertThat(replies.subList(1, 4)).containsOnly(List.of(LargeNode.name(size - 1)));
        assertThat(items.takeLists()).isGreaterThan(90);
        node.restart();
        assertThat(node.created(new Paging.At(7), 2).items()).containsExactly(LargeNode.name(7), LargeNode.name(8));
        assertThat(node.created(new Paging.After(LargeNode.name(50_000)), 1).items())
                .containsExactly(LargeNode.name(50_001));
        assertThat(items.takeLists()).isLessThanOrEqualTo(6);
    }

    /** However far it comes each time before it fails. */
    @Test
    void looksForTheOrderOfCreationUntilItIsFound() {
        int size = 30_000;
        Stores stores = MemoryStores.create();
        FailingMoves moves = new FailingMoves(stores.moved());
        LargeNode node = new LargeNode(kit, moves.in(stores));
        node.create(Map.of());
        node.publish(0, size);
        node.publish(0, 20_000);
        node.restart();

        int failures = 0;
        for (int writes = 0; failures == writes; writes++) { // until one comes to the end
            moves.failAfter(writes);
            failures += node.isUnavailableByCreation() ? 1 : 0;
            moves.failNever();
            node.publish(300 * writes, 300 * writes + 300);
        }

        assertThat(failures).isGreaterThan(5);
        node.restart();
        assertThat(node.walkCreated(1_000, () -> {})).hasSize(size).isEqualTo(names(0, size));
    }

    /** Whatever of it was stored before the member died. */
    @Test
    void finishesWhatMovedItemsInACommit() {
        int size = 12_345;
        Stores stores = MemoryStores.create();
        FailingMoves moves = new FailingMoves(stores.moved());
        LargeNode node = new LargeNode(kit, moves.in(stores));
        node.create(Map.of());
        node.publish(0, size);
        node.restart();
        assertThat(node.created(new Paging.First(), 1).items()).containsExactly(LargeNode.name(0));

        for (int writes = 0; writes < 3; writes++) {
            moves.failAfter(writes);
            assertThat(node.isUnavailableToPublish(100 + writes)).isTrue();
            moves.failNever();
            assertThat(node.walkCreated(1_000, () -> {})).isEqualTo(names(0, size));
        }
    }

    /** A rolling update: it writes without noting what moved, and finishes what others began. */
    @Test
    void looksAgainWhereAMemberOfTheReleaseBeforeHadTheNode() {
        int size = 12_345;
        Stores stores = MemoryStores.create();
        FailingMoves moves = new FailingMoves(stores.moved());
        Stores after = moves.in(stores);
        Stores before = ReleaseBefore.of(stores);
        LargeNode node = new LargeNode(kit, after);
        node.create(Map.of());
        node.publish(0, size);
        node.publish(10, 20);
        node.restart();
        assertThat(node.created(new Paging.At(10), 1).items()).containsExactly(LargeNode.name(10));

        node.restart(before);
        node.retract(15, 16);
        node.publish(3_000, 3_010);
        node.restart(after);
        node.created(new Paging.First(), 0);
        node.restart(); // or it would know all items by heart
        List<String> expected = new ArrayList<>(names(0, size));
        expected.remove(LargeNode.name(15));
        assertThat(node.walkCreated(1_000, () -> {})).isEqualTo(expected);

        moves.failAfter(0);
        assertThat(node.isUnavailableToPublish(100)).isTrue();
        moves.failNever();
        node.restart(before); // which finishes it, and writes nothing else
        assertThat(node.page(new Paging.Last(), 1).items()).containsExactly(LargeNode.name(100));
        node.restart(after);
        node.created(new Paging.First(), 0);
        node.restart();
        assertThat(node.walkCreated(1_000, () -> {})).isEqualTo(expected);
    }

    private static List<String> names(int from, int to) {
        return IntStream.range(from, to).mapToObj(LargeNode::name).toList();
    }

    @Override
    public LargeNode node() {
        return new LargeNode(kit, MemoryStores.create());
    }

    @Override
    public int size() {
        return 12_345;
    }
}
