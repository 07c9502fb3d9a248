package im.fanfare.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Paging;
import im.fanfare.schema.MemoryStores;
import im.fanfare.schema.Stores;
import java.time.Duration;
import java.time.Instant;
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

    @Override
    public LargeNode node() {
        return new LargeNode(kit, MemoryStores.create());
    }

    @Override
    public int size() {
        return 12_345;
    }
}
