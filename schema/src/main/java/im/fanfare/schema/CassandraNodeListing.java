package im.fanfare.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Paging;
import java.util.ArrayList;
import java.util.Collections;
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

    private static final String LIST_AFTER = """
            SELECT name, title FROM node_listing
            WHERE service = ? AND bucket = ? AND name > ? LIMIT ?""";

    private static final String LIST_BACKWARDS = """
            SELECT name, title FROM node_listing
            WHERE service = ? AND bucket = ? ORDER BY name DESC LIMIT ?""";

    private static final String LIST_BEFORE = """
            SELECT name, title FROM node_listing
            WHERE service = ? AND bucket = ? AND name < ? ORDER BY name DESC LIMIT ?""";

    /**
     * A way through the buckets.
     *
     * @param all reads a bucket
     * @param rest reads what is in a bucket behind a name
     */
    private record Direction(int step, PreparedStatement all, PreparedStatement rest) {}

    private final Cql cql;
    private final PreparedStatement put;
    private final PreparedStatement remove;
    private final Direction forwards;
    private final Direction backwards;

    CassandraNodeListing(CqlSession session) {
        this.cql = new Cql(session);
        this.put = cql.prepare(PUT);
        this.remove = cql.prepare(REMOVE);
        this.forwards = new Direction(1, cql.prepare(LIST), cql.prepare(LIST_AFTER));
        this.backwards = new Direction(-1, cql.prepare(LIST_BACKWARDS), cql.prepare(LIST_BEFORE));
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
    public CompletionStage<List<Entry>> list(String service, Paging.Place place, int most) {
        if (most == 0) {
            return CompletableFuture.completedFuture(List.of()); // which CQL has no words for
        }
        if (place instanceof Paging.First) {
            return walk(service, forwards, 0, most, new ArrayList<>());
        }
        if (place instanceof Paging.After after) {
            return walkFrom(service, forwards, after.uid(), most);
        }
        if (place instanceof Paging.Last) {
            return walk(service, backwards, BUCKETS - 1, most, new ArrayList<>())
                    .thenApply(CassandraNodeListing::reversed);
        }
        if (place instanceof Paging.Before before) {
            return walkFrom(service, backwards, before.uid(), most).thenApply(CassandraNodeListing::reversed);
        }
        throw new IllegalArgumentException("nobody has counted the nodes: " + place);
    }

    private CompletionStage<List<Entry>> walkFrom(String service, Direction direction, String name, int most) {
        int bucket = bucket(name);
        return read(service, direction.rest().bind(service, bucket, name, most))
                .thenCompose(
                        found -> walk(service, direction, bucket + direction.step(), most, new ArrayList<>(found)));
    }

    private CompletionStage<List<Entry>> walk(
            String service, Direction direction, int from, int most, List<Entry> found) {
        if (from < 0 || from >= BUCKETS || found.size() >= most) {
            return CompletableFuture.completedFuture(found.stream().limit(most).toList());
        }
        List<Integer> wave = IntStream.iterate(from, b -> b >= 0 && b < BUCKETS, b -> b + direction.step())
                .limit(WAVE)
                .boxed()
                .toList();
        return Lanes.each(wave, WAVE, bucket -> read(service, direction.all().bind(service, bucket, most)))
                .thenCompose(buckets -> {
                    buckets.forEach(found::addAll);
                    return walk(service, direction, from + WAVE * direction.step(), most, found);
                });
    }

    private CompletionStage<List<Entry>> read(String service, BoundStatement statement) {
        return cql.all(statement, row -> new Entry(new NodeId(service, row.getString("name")), row.getString("title")));
    }

    private static List<Entry> reversed(List<Entry> entries) {
        List<Entry> reversed = new ArrayList<>(entries);
        Collections.reverse(reversed);
        return reversed;
    }

    /** Must never change: the rows would not be found again. The multiplication spreads names that are alike. */
    private static int bucket(String name) {
        return (name.hashCode() * 0x9E3779B1) >>> 24;
    }
}
