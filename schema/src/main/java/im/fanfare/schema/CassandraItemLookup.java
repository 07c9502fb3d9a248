package im.fanfare.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@link ItemLookup} in the tables {@code items_by_id} and {@code item_counts}; see {@code cql/016_items_by_id.cql}. */
final class CassandraItemLookup implements ItemLookup {
    private static final int SHARDS = 64;

    /** So many reads or writes of one request are under way at the same time. */
    private static final int LANES = 128;

    private static final String PUT = """
            INSERT INTO items_by_id (service, node, instance, shard, id, revision)
            VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?""";

    private static final String REMOVE = """
            DELETE FROM items_by_id USING TIMESTAMP ?
            WHERE service = ? AND node = ? AND instance = ? AND shard = ? AND id = ?""";

    private static final String FIND = """
            SELECT revision FROM items_by_id
            WHERE service = ? AND node = ? AND instance = ? AND shard = ? AND id = ?""";

    private static final String CLEAR = """
            DELETE FROM items_by_id USING TIMESTAMP ?
            WHERE service = ? AND node = ? AND instance = ? AND shard = ?""";

    private static final String COUNT = """
            INSERT INTO item_counts (service, node, instance, bucket, items)
            VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?""";

    private static final String UNCOUNT = """
            DELETE FROM item_counts USING TIMESTAMP ?
            WHERE service = ? AND node = ? AND instance = ? AND bucket = ?""";

    private static final String COUNTS = """
            SELECT bucket, items FROM item_counts
            WHERE service = ? AND node = ? AND instance = ?""";

    private static final String CLEAR_COUNTS = """
            DELETE FROM item_counts USING TIMESTAMP ?
            WHERE service = ? AND node = ? AND instance = ?""";

    private final Cql cql;
    private final Writes writes;
    private final PreparedStatement put;
    private final PreparedStatement remove;
    private final PreparedStatement find;
    private final PreparedStatement clear;
    private final PreparedStatement count;
    private final PreparedStatement uncount;
    private final PreparedStatement counts;
    private final PreparedStatement clearCounts;

    CassandraItemLookup(CqlSession session) {
        this.cql = new Cql(session);
        this.writes = new Writes(session);
        this.put = cql.prepare(PUT);
        this.remove = cql.prepare(REMOVE);
        this.find = cql.prepare(FIND);
        this.clear = cql.prepare(CLEAR);
        this.count = cql.prepare(COUNT);
        this.uncount = cql.prepare(UNCOUNT);
        this.counts = cql.prepare(COUNTS);
        this.clearCounts = cql.prepare(CLEAR_COUNTS);
    }

    @Override
    public CompletionStage<Void> put(NodeKey node, List<ItemRef> items, long timestamp) {
        return Lanes.each(
                        items,
                        LANES,
                        item -> writes.run(put.bind(
                                node.id().service(),
                                node.id().name(),
                                node.instance(),
                                shard(item.id()),
                                item.id().value(),
                                item.revision(),
                                timestamp)))
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Void> remove(NodeKey node, List<ItemId> items, long timestamp) {
        return Lanes.each(
                        items,
                        LANES,
                        item -> writes.run(remove.bind(
                                timestamp,
                                node.id().service(),
                                node.id().name(),
                                node.instance(),
                                shard(item),
                                item.value())))
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Map<ItemId, Long>> find(NodeKey node, Set<ItemId> items) {
        return Lanes.each(List.copyOf(items), LANES, item -> find(node, item))
                .thenApply(found -> found.stream()
                        .flatMap(Optional::stream)
                        .collect(Collectors.toMap(ItemRef::id, ItemRef::revision)));
    }

    private CompletionStage<Optional<ItemRef>> find(NodeKey node, ItemId item) {
        return cql.first(
                find.bind(node.id().service(), node.id().name(), node.instance(), shard(item), item.value()),
                row -> new ItemRef(item, row.getLong("revision")));
    }

    @Override
    public CompletionStage<Void> count(NodeKey node, Map<Long, Integer> items, long timestamp) {
        return Lanes.each(List.copyOf(items.entrySet()), LANES, bucket -> count(node, bucket, timestamp))
                .thenAccept(done -> {});
    }

    private CompletionStage<Void> count(NodeKey node, Map.Entry<Long, Integer> bucket, long timestamp) {
        String service = node.id().service();
        String name = node.id().name();
        return writes.run(
                bucket.getValue() == 0
                        ? uncount.bind(timestamp, service, name, node.instance(), bucket.getKey())
                        : count.bind(service, name, node.instance(), bucket.getKey(), bucket.getValue(), timestamp));
    }

    @Override
    public CompletionStage<Map<Long, Integer>> counts(NodeKey node) {
        return cql.all(
                        counts.bind(node.id().service(), node.id().name(), node.instance()),
                        row -> Map.entry(row.getLong("bucket"), row.getInt("items")))
                .thenApply(rows -> rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Override
    public CompletionStage<Void> clear(NodeKey node, long timestamp) {
        String service = node.id().service();
        String name = node.id().name();
        return Lanes.each(
                        IntStream.range(0, SHARDS).boxed().toList(),
                        LANES,
                        shard -> writes.run(clear.bind(timestamp, service, name, node.instance(), shard)))
                .thenCompose(done -> writes.run(clearCounts.bind(timestamp, service, name, node.instance())));
    }

    /** By what Java promises of a string's hash, since it is stored. */
    private static int shard(ItemId item) {
        return Math.floorMod(item.value().hashCode(), SHARDS);
    }
}
