package im.fanfare.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import im.fanfare.pubsub.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** {@link NodeListing} in the table {@code node_listing}; see {@code cql/002_node_listing.cql}. */
final class CassandraNodeListing implements NodeListing {
    private static final int BUCKETS = 256;

    /** So many buckets are read at the same time: in small services nearly all are empty. */
    private static final int WAVE = 32;

    private static final String PUT = """
            INSERT INTO node_listing (service, bucket, name, title)
            VALUES (?, ?, ?, ?) USING TIMESTAMP ?""";

    private static final String REMOVE = """
            DELETE FROM node_listing USING TIMESTAMP ?
            WHERE service = ? AND bucket = ? AND name = ?""";

    private static final String LIST = """
            SELECT name, title FROM node_listing
            WHERE service = ? AND bucket = ? LIMIT ?""";

    private final Cql cql;
    private final PreparedStatement put;
    private final PreparedStatement remove;
    private final PreparedStatement list;

    CassandraNodeListing(CqlSession session) {
        this.cql = new Cql(session);
        this.put = cql.prepare(PUT);
        this.remove = cql.prepare(REMOVE);
        this.list = cql.prepare(LIST);
    }

    @Override
    public CompletionStage<Void> put(Entry entry, long timestamp) {
        NodeId id = entry.id();
        return cql.run(put.bind(id.service(), bucket(id.name()), id.name(), entry.title(), timestamp));
    }

    @Override
    public CompletionStage<Void> remove(NodeId id, long timestamp) {
        return cql.run(remove.bind(timestamp, id.service(), bucket(id.name()), id.name()));
    }

    @Override
    public CompletionStage<List<Entry>> list(String service, int most) {
        return list(service, most, 0, new ArrayList<>());
    }

    private CompletionStage<List<Entry>> list(String service, int most, int from, List<Entry> found) {
        if (from >= BUCKETS || found.size() >= most) {
            return CompletableFuture.completedFuture(found.stream().limit(most).toList());
        }
        List<Integer> wave = IntStream.range(from, from + WAVE).boxed().toList();
        return Lanes.each(wave, WAVE, bucket -> inBucket(service, bucket, most)).thenCompose(buckets -> {
            buckets.forEach(found::addAll);
            return list(service, most, from + WAVE, found);
        });
    }

    private CompletionStage<List<Entry>> inBucket(String service, int bucket, int most) {
        return cql.all(
                list.bind(service, bucket, most),
                row -> new Entry(new NodeId(service, row.getString("name")), row.getString("title")));
    }

    /** Must never change: the rows would not be found again. The multiplication spreads names that are alike. */
    private static int bucket(String name) {
        return (name.hashCode() * 0x9E3779B1) >>> 24;
    }
}
