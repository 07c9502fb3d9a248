package im.fanfare.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.schema.MemoryStores;
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

    @Override
    public LargeNode node() {
        return new LargeNode(kit, MemoryStores.create());
    }

    @Override
    public int size() {
        return 12_345;
    }
}
