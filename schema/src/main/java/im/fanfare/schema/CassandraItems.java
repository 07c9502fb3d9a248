package im.fanfare.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemIndex;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Payload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** {@link Items} in the table {@code items}; see {@code cql/004_items.cql}. */
final class CassandraItems implements Items {
    /** So many buckets or slices of buckets are asked for at the same time. */
    private static final int LANES = 16;

    /** So many items are asked for in one statement: with payloads, some MiB at the most. */
    private static final int SLICE = 64;

    private static final String PUT = """
            INSERT INTO items (service, node, instance, bucket, revision, id, publisher, published, namespace, payload, created)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?""";

    private static final String DELETE = """
            DELETE FROM items USING TIMESTAMP ?
            WHERE service = ? AND node = ? AND instance = ? AND bucket = ? AND revision IN ?""";

    private static final String DELETE_ALL = """
            DELETE FROM items USING TIMESTAMP ?
            WHERE service = ? AND node = ? AND instance = ? AND bucket = ? AND revision >= ? AND revision <= ?""";

    private static final String FETCH = """
            SELECT revision, id, publisher, published, namespace, payload, created FROM items
            WHERE service = ? AND node = ? AND instance = ? AND bucket = ? AND revision IN ?""";

    private static final String LIST = """
            SELECT revision, id, publisher, created, published FROM items
            WHERE service = ? AND node = ? AND instance = ? AND bucket = ? AND revision >= ? AND revision <= ?""";

    private static final String BEGINNING = """
            SELECT published FROM items
            WHERE service = ? AND node = ? AND instance = ? AND bucket = ? LIMIT 1""";

    /** Revisions of one bucket. */
    private record Slice(long bucket, List<Long> revisions) {}

    private final Cql cql;
    private final Writes writes;
    private final PreparedStatement put;
    private final PreparedStatement delete;
    private final PreparedStatement deleteAll;
    private final PreparedStatement fetch;
    private final PreparedStatement list;
    private final PreparedStatement beginning;

    CassandraItems(CqlSession session) {
        this.cql = new Cql(session);
        this.writes = new Writes(session);
        this.put = cql.prepare(PUT);
        this.delete = cql.prepare(DELETE);
        this.deleteAll = cql.prepare(DELETE_ALL);
        this.fetch = cql.prepare(FETCH);
        this.list = cql.prepare(LIST);
        this.beginning = cql.prepare(BEGINNING);
    }

    @Override
    public CompletionStage<Void> put(NodeKey node, long revision, Item item, long timestamp) {
        BoundStatement statement = bucket(put, node, ItemIndex.bucketOf(revision), 0)
                .setLong("revision", revision)
                .setString("id", item.id().value())
                .setString("publisher", item.publisher().toString())
                .setLong("published", Wire.micros(item.published()))
                .setLong("[timestamp]", timestamp);
        // What an item does not have stays unset: null would be a tombstone.
        BoundStatement dated = item.created() == 0 ? statement : statement.setLong("created", item.created());
        return writes.run(item.payload()
                .map(payload ->
                        dated.setString("namespace", payload.namespace()).setString("payload", payload.xml()))
                .orElse(dated));
    }

    @Override
    public CompletionStage<Void> delete(NodeKey node, List<ItemRef> items, long timestamp) {
        return Lanes.each(
                        slices(items),
                        LANES,
                        slice -> writes.run(bucket(delete, node, slice.bucket(), 1)
                                .setLong(0, timestamp)
                                .setList(5, slice.revisions(), Long.class)))
                .thenAccept(deleted -> {});
    }

    @Override
    public CompletionStage<Void> deleteAll(NodeKey node, long first, long last, long timestamp) {
        return Lanes.each(
                        buckets(first, last),
                        LANES,
                        bucket -> writes.run(bucket(deleteAll, node, bucket, 1)
                                .setLong(0, timestamp)
                                .setLong(5, first)
                                .setLong(6, last)))
                .thenAccept(deleted -> {});
    }

    @Override
    public CompletionStage<List<Item>> fetch(NodeKey node, List<ItemRef> items) {
        return Lanes.each(slices(items), LANES, slice -> fetch(node, slice)).thenApply(slices -> {
            Map<ItemRef, Item> found = new HashMap<>();
            slices.forEach(found::putAll);
            return items.stream()
                    .map(item -> Optional.ofNullable(found.get(item)))
                    .flatMap(Optional::stream)
                    .toList();
        });
    }

    private CompletionStage<Map<ItemRef, Item>> fetch(NodeKey node, Slice slice) {
        return cql.all(
                        bucket(fetch, node, slice.bucket(), 0).setList(4, slice.revisions(), Long.class),
                        row -> Map.entry(ref(row), item(row)))
                .thenApply(rows -> rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Override
    public CompletionStage<List<Listed>> list(NodeKey node, long first, long last) {
        return Lanes.each(buckets(first, last), LANES, bucket -> list(node, bucket, first, last))
                .thenApply(buckets -> buckets.stream().flatMap(List::stream).toList());
    }

    private CompletionStage<List<Listed>> list(NodeKey node, long bucket, long first, long last) {
        return cql.all(
                bucket(list, node, bucket, 0).setLong(4, first).setLong(5, last),
                row -> new Listed(
                        ref(row),
                        Jid.parse(row.getString("publisher")),
                        row.getLong("created"),
                        Wire.instant(row.getLong("published"))));
    }

    @Override
    public CompletionStage<Optional<Instant>> beginning(NodeKey node, long bucket) {
        return cql.all(bucket(beginning, node, bucket, 0), row -> Wire.instant(row.getLong("published")))
                .thenApply(found -> found.stream().findFirst());
    }

    private static BoundStatement bucket(PreparedStatement statement, NodeKey node, long bucket, int from) {
        return statement
                .bind()
                .setString(from, node.id().service())
                .setString(from + 1, node.id().name())
                .setLong(from + 2, node.instance())
                .setLong(from + 3, bucket);
    }

    private static List<Long> buckets(long first, long last) {
        return LongStream.rangeClosed(ItemIndex.bucketOf(first), ItemIndex.bucketOf(last))
                .boxed()
                .toList();
    }

    private static List<Slice> slices(List<ItemRef> items) {
        Map<Long, List<Long>> buckets =
                items.stream().map(ItemRef::revision).distinct().collect(Collectors.groupingBy(ItemIndex::bucketOf));
        List<Slice> slices = new ArrayList<>();
        buckets.forEach((bucket, revisions) -> {
            for (int from = 0; from < revisions.size(); from += SLICE) {
                slices.add(new Slice(bucket, revisions.subList(from, Math.min(from + SLICE, revisions.size()))));
            }
        });
        return slices;
    }

    private static ItemRef ref(Row row) {
        return new ItemRef(new ItemId(row.getString("id")), row.getLong("revision"));
    }

    private static Item item(Row row) {
        return new Item(
                new ItemId(row.getString("id")),
                row.isNull("payload")
                        ? Optional.empty()
                        : Optional.of(new Payload(row.getString("namespace"), row.getString("payload"))),
                Jid.parse(row.getString("publisher")),
                Wire.instant(row.getLong("published")),
                row.getLong("created"));
    }
}
