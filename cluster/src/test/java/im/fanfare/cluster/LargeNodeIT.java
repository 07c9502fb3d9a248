package im.fanfare.cluster;

import im.fanfare.pubsub.Paging;
import im.fanfare.schema.Keyspace;
import im.fanfare.schema.Median;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@link LargeNodeTest} says, at Cassandra, of which each bucket and each id is asked. */
class LargeNodeIT {
    private static final Logger logger = LoggerFactory.getLogger(LargeNodeIT.class);

    @RegisterExtension
    static final Keyspace KEYSPACE = new Keyspace();

    private static ActorTestKit kit;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private static LargeNode node() {
        return new LargeNode(kit, KEYSPACE.stores());
    }

    private final LargeNodeContract contract = new LargeNodeContract() {
        @Override
        public LargeNode node() {
            return LargeNodeIT.node();
        }

        @Override
        public int size() {
            return 10_000;
        }
    };

    @Test
    void staysCountedWhileItemsComeAndGo() {
        contract.staysCountedWhileItemsComeAndGo();
    }

    @Test
    void isEmptyOncePurged() {
        contract.isEmptyOncePurged();
    }

    /** How much longer anything takes where there are many items: {@code -Dfanfare.items=1000000}, for some minutes. */
    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    @EnabledIfSystemProperty(named = "fanfare.items", matches = "[0-9]+")
    void takesNoLongerThanAtASmallNode() {
        int many = Integer.getInteger("fanfare.items", 0);
        LargeNode small = filled(1_000);
        LargeNode large = filled(many);
        for (int warming = 0; warming < 2; warming++) {
            measure(small, 1_000);
            measure(large, many);
        }
        Map<String, Double> few = measure(small, 1_000);
        measure(large, many)
                .forEach((what, millis) -> logger.info(String.format(
                        "%-28s 1,000 items: %6.1f ms   %,d items: %6.1f ms   ratio %.2f",
                        what, few.get(what), many, millis, millis / few.get(what))));
    }

    private LargeNode filled(int items) {
        LargeNode node = node();
        node.create(Map.of());
        long began = System.nanoTime();
        node.fill(items);
        logger.info("{} items written in {} s", items, (System.nanoTime() - began) / 1_000_000_000);
        return node;
    }

    /** The median of each, milliseconds. */
    private static Map<String, Double> measure(LargeNode node, int items) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("first page (50)", Median.of(i -> node.page(new Paging.First(), 50)));
        figures.put("last page (50)", Median.of(i -> node.page(new Paging.Last(), 50)));
        figures.put(
                "page in the middle (50)", Median.of(i -> node.page(new Paging.At((items / 2 + 37 * i) % items), 50)));
        figures.put(
                "page behind an item (50)",
                Median.of(i -> node.page(new Paging.After(LargeNode.name((items / 3 + 7_919 * i) % items)), 50)));
        figures.put("count", Median.of(i -> node.page(new Paging.First(), 0)));
        figures.put("publish a new item", Median.of(i -> node.publish(items + i, items + i + 1)));
        figures.put("retract it", Median.of(i -> node.retract(items + i, items + i + 1)));
        figures.put("first answer after waking", Median.of(i -> {
            node.restart();
            node.page(new Paging.First(), 50);
        }));
        return figures;
    }
}
