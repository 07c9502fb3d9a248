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
            return 10_100;
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

    @Test
    void isPagedThroughByCreationFromAnyPlace() {
        contract.isPagedThroughByCreationFromAnyPlace();
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
        log(few, measure(large, many), many);
        log(measureAgain(small, 1_000), measureAgain(large, many), many);
        log(firstByCreation(small), firstByCreation(large), many);
        for (int warming = 0; warming < 2; warming++) {
            measureByCreation(small, 1_000);
            measureByCreation(large, many);
        }
        log(measureByCreation(small, 1_000), measureByCreation(large, many), many);
        log(measureAgain(small, 1_000), measureAgain(large, many), many);
    }

    private static void log(Map<String, Double> few, Map<String, Double> figures, int many) {
        figures.forEach((what, millis) -> logger.info(String.format(
                "%-36s 1,000 items: %7.1f ms   %,d items: %7.1f ms   ratio %.2f",
                what, few.get(what), many, millis, millis / few.get(what))));
    }

    /** A third of the items in the middle are published again: their places in the two orders differ. */
    private static Map<String, Double> measureAgain(LargeNode node, int items) {
        for (int i = 0; i < 500; i++) {
            node.publish(items / 2 + 3 * i % (items / 2), items / 2 + 3 * i % (items / 2) + 1);
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("publish an item again", Median.of(i -> node.publish(items / 2 + 3 * i, items / 2 + 3 * i + 1)));
        long began = System.nanoTime();
        for (int round = 0; round < 10; round++) {
            node.publish(0, 1_000);
        }
        figures.put("publish 10,000 again, 2,000 at a time", (System.nanoTime() - began) / 1e6);
        return figures;
    }

    private static Map<String, Double> firstByCreation(LargeNode node) {
        node.restart();
        long began = System.nanoTime();
        node.created(new Paging.First(), 50);
        return Map.of("first question for it", (System.nanoTime() - began) / 1e6);
    }

    private static Map<String, Double> measureByCreation(LargeNode node, int items) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("first page by creation (50)", Median.of(i -> node.created(new Paging.First(), 50)));
        figures.put("last page by creation (50)", Median.of(i -> node.created(new Paging.Last(), 50)));
        figures.put(
                "page by creation in the middle (50)",
                Median.of(i -> node.created(new Paging.At((items / 2 + 37 * i) % items), 50)));
        figures.put(
                "page by creation behind an item (50)",
                Median.of(i -> node.created(new Paging.After(LargeNode.name((items / 3 + 7_919 * i) % items)), 50)));
        figures.put("first answer after waking", Median.of(i -> {
            node.restart();
            node.created(new Paging.First(), 50);
        }));
        return figures;
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
