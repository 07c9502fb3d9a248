package im.fanfare.schema;

import static im.fanfare.schema.Denmark.now;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Paging;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much longer a page of the list of nodes takes where there are many, and whether all pages have all of them:
 * {@code -Dfanfare.nodes=1000000}, for some minutes.
 */
@EnabledIfSystemProperty(named = "fanfare.nodes", matches = "[0-9]+")
class LargeListingIT {
    private static final Logger logger = LoggerFactory.getLogger(LargeListingIT.class);
    private static final int LANES = 256;
    private static final int AT_ONCE = 50_000;
    private static final int LARGEST_PAGE = 1_000;

    @RegisterExtension
    static final Keyspace KEYSPACE = new Keyspace();

    private final NodeListing listing = KEYSPACE.stores().listing();

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void takesNoLongerThanAtASmallService() {
        int many = Integer.getInteger("fanfare.nodes", 0);
        String small = filled("small.lit", 1_000);
        String large = filled("large.lit", many);
        for (int warming = 0; warming < 2; warming++) {
            measure(small, 1_000);
            measure(large, many);
        }
        Map<String, Double> few = measure(small, 1_000);
        measure(large, many)
                .forEach((what, millis) -> logger.info(String.format(
                        "%-28s 1,000 nodes: %6.1f ms   %,d nodes: %6.1f ms   ratio %.2f",
                        what, few.get(what), many, millis, millis / few.get(what))));
        long began = System.nanoTime();
        assertThat(walked(large)).hasSize(many);
        logger.info("all pages in {} s", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
    }

    private String filled(String service, int nodes) {
        long began = System.nanoTime();
        List<NodeListing.Entry> entries = IntStream.range(0, nodes)
                .mapToObj(number -> new NodeListing.Entry(new NodeId(service, name(number)), "Musings " + number, ""))
                .toList();
        for (int from = 0; from < nodes; from += AT_ONCE) {
            now(Lanes.each(
                    entries.subList(from, Math.min(nodes, from + AT_ONCE)), LANES, entry -> listing.put(entry, 1)));
        }
        logger.info("{} nodes written in {} s", nodes, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
        return service;
    }

    private static String name(int number) {
        return "musings/" + number;
    }

    /** The median of each, milliseconds. */
    private Map<String, Double> measure(String service, int nodes) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("first page (50)", Median.of(i -> page(service, new Paging.First(), 50)));
        figures.put("last page (50)", Median.of(i -> page(service, new Paging.Last(), 50)));
        figures.put(
                "page behind a node (50)",
                Median.of(i -> page(service, new Paging.After(name((nodes / 3 + 7_919 * i) % nodes)), 50)));
        figures.put("first page (1,000)", Median.of(i -> page(service, new Paging.First(), LARGEST_PAGE)));
        return figures;
    }

    private List<NodeListing.Entry> page(String service, Paging.Place place, int most) {
        return now(listing.list(service, any -> true, place, most)).entries();
    }

    private Set<String> walked(String service) {
        Set<String> names = new HashSet<>();
        Paging.Place place = new Paging.First();
        for (var page = page(service, place, LARGEST_PAGE); !page.isEmpty(); ) {
            page.forEach(entry -> assertThat(names.add(entry.id().name()))
                    .as(entry.id().name())
                    .isTrue());
            page = page(service, new Paging.After(page.get(page.size() - 1).id().name()), LARGEST_PAGE);
        }
        return names;
    }
}
