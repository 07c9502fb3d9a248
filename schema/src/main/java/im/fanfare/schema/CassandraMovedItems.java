package im.fanfare.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemIndex;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Moves;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@link MovedItems} in the tables {@code moved_items} and {@code moved_counts}; see {@code cql/027_moved_items.cql}. */
final class CassandraMovedItems implements MovedItems {
    /** So many writes of one request are under way at the same time. */
    private static final int LANES = 128;

    private static final String PUT = """
            INSERT INTO moved_items (service, node, instance, bucket, created, id, revision)
            VALUES (?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?""";

    private static final String REMOVE = """
            DELETE FROM moved_items USING TIMESTAMP ?
            WHERE service = ? AND node = ? AND instance = ? AND bucket = ? AND created = ?""";

    private static final String CREATED_IN = """
            SELECT created, id, revision FROM moved_items
            WHERE service = ? AND node = ? AND instance = ? AND bucket = ?""";

    private static final String CLEAR = """
            DELETE FROM moved_items USING TIMESTAMP ?
            WHERE service = ? AND node = ? AND instance = ? AND bucket = ?""";

    private static final String COUNT = """
            INSERT INTO moved_counts (service, node, instance, bucket, departed, arrived)
            VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?""";

    private static final String UNCOUNT = """
            DELETE FROM moved_counts USING TIMESTAMP ?
            WHERE service = ? AND node = ? AND instance = ? AND bucket = ?""";

    private static final String COUNTS = """
            SELECT bucket, departed, arrived FROM moved_counts
            WHERE service = ? AND node = ? AND instance = ?""";

    private static final String CLEAR_COUNTS = """
            DELETE FROM moved_counts USING TIMESTAMP ?
            WHERE service = ? AND node = ? AND instance = ?""";

    private final Cql cql;
    private final Writes writes;
    private final PreparedStatement put;
    private final PreparedStatement remove;
    private final PreparedStatement createdIn;
    private final PreparedStatement clear;
    private final PreparedStatement count;
    private final PreparedStatement uncount;
    private final PreparedStatement counts;
    private final PreparedStatement clearCounts;

    CassandraMovedItems(CqlSession session) {
        this.cql = new Cql(session);
        this.writes = new Writes(session);
        this.put = cql.prepare(PUT);
        this.remove = cql.prepare(REMOVE);
        this.createdIn = cql.prepare(CREATED_IN);
        this.clear = cql.prepare(CLEAR);
        this.count = cql.prepare(COUNT);
        this.uncount = cql.prepare(UNCOUNT);
        this.counts = cql.prepare(COUNTS);
        this.clearCounts = cql.prepare(CLEAR_COUNTS);
    }

    @Override
    public CompletionStage<Void> put(NodeKey node, Map<Long, ItemRef> items, long timestamp) {
        return each(
                items.entrySet(),
                item -> writes.run(put.bind(
                        node.id().service(),
                        node.id().name(),
                        node.instance(),
                        ItemIndex.bucketOf(item.getKey()),
                        item.getKey(),
                        item.getValue().id().value(),
                        item.getValue().revision(),
                        timestamp)));
    }

    @Override
    public CompletionStage<Void> remove(NodeKey node, Set<Long> created, long timestamp) {
        return each(
                created,
                revision -> writes.run(remove.bind(
                        timestamp,
                        node.id().service(),
                        node.id().name(),
                        node.instance(),
                        ItemIndex.bucketOf(revision),
                        revision)));
    }

    @Override
    public CompletionStage<Map<Long, ItemRef>> createdIn(NodeKey node, long bucket) {
        return cql.all(
                        createdIn.bind(node.id().service(), node.id().name(), node.instance(), bucket),
                        row -> Map.entry(
                                row.getLong("created"),
                                new ItemRef(new ItemId(row.getString("id")), row.getLong("revision"))))
                .thenApply(rows -> rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Override
    public CompletionStage<Void> count(NodeKey node, Map<Long, Moves.Count> counts, long timestamp) {
        return each(counts.entrySet(), bucket -> count(node, bucket.getKey(), bucket.getValue(), timestamp));
    }

    private CompletionStage<Void> count(NodeKey node, long bucket, Moves.Count moved, long timestamp) {
        String service = node.id().service();
        String name = node.id().name();
        return writes.run(
                moved.equals(Moves.Count.NONE)
                        ? uncount.bind(timestamp, service, name, node.instance(), bucket)
                        : count.bind(
                                service, name, node.instance(), bucket, moved.departed(), moved.arrived(), timestamp));
    }

    @Override
    public CompletionStage<Map<Long, Moves.Count>> counts(NodeKey node) {
        return cql.all(
                        counts.bind(node.id().service(), node.id().name(), node.instance()),
                        row -> Map.entry(
                                row.getLong("bucket"), new Moves.Count(row.getInt("departed"), row.getInt("arrived"))))
                .thenApply(rows -> rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** The counts go last: they say where there is something to forget. */
    @Override
    public CompletionStage<Void> clear(NodeKey node, long timestamp) {
        String service = node.id().service();
        String name = node.id().name();
        return counts(node)
                .thenCompose(counted -> each(
                        counted.keySet(),
                        bucket -> writes.run(clear.bind(timestamp, service, name, node.instance(), bucket))))
                .thenCompose(done -> writes.run(clearCounts.bind(timestamp, service, name, node.instance())));
    }

    private static <T> CompletionStage<Void> each(Collection<T> all, Function<T, CompletionStage<Void>> write) {
        return Lanes.each(List.copyOf(all), LANES, write).thenAccept(done -> {});
    }
}
