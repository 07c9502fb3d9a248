package im.fanfare.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Paging;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** {@link NodeListing} in the table {@code node_listing}; see {@code cql/002_node_listing.cql}. */
final class CassandraNodeListing implements NodeListing {
    private static final int BUCKETS = 256;

    /** So many buckets are read at the same time, at most: in small services nearly all are empty. */
    private static final int WAVE = 32;

    /** Of one bucket. */
    private static final int MOST_AT_ONCE = 2_048;

    /** Of nodes that are looked at for one list; where one in so many is meant, it still is found. */
    private static final int MOST_READ = 50_000;

    private static final String PUT = """
            INSERT INTO node_listing (service, bucket, name, title, type)
            VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?""";

    private static final String REMOVE = """
            DELETE FROM node_listing USING TIMESTAMP ?
            WHERE service = ? AND bucket = ? AND name = ?""";

    private static final String CLEAR = """
            DELETE FROM node_listing USING TIMESTAMP ?
            WHERE service = ? AND bucket = ?""";

    private static final String LIST = """
            SELECT name, title, type FROM node_listing
            WHERE service = ? AND bucket = ? LIMIT ?""";

    private static final String LIST_AFTER = """
            SELECT name, title, type FROM node_listing
            WHERE service = ? AND bucket = ? AND name > ? LIMIT ?""";

    private static final String LIST_BACKWARDS = """
            SELECT name, title, type FROM node_listing
            WHERE service = ? AND bucket = ? ORDER BY name DESC LIMIT ?""";

    private static final String LIST_BEFORE = """
            SELECT name, title, type FROM node_listing
            WHERE service = ? AND bucket = ? AND name < ? ORDER BY name DESC LIMIT ?""";

    /**
     * A way through the buckets.
     *
     * @param all reads a bucket
     * @param rest reads what is in a bucket behind a name
     */
    private record Direction(int step, PreparedStatement all, PreparedStatement rest) {}

    private final int mostRead;
    private final Cql cql;
    private final PreparedStatement put;
    private final PreparedStatement remove;
    private final PreparedStatement clear;
    private final Direction forwards;
    private final Direction backwards;

    CassandraNodeListing(CqlSession session) {
        this(session, MOST_READ);
    }

    /** @param mostRead of nodes that are looked at for one list */
    CassandraNodeListing(CqlSession session, int mostRead) {
        this.mostRead = mostRead;
        this.cql = new Cql(session);
        this.put = cql.prepare(PUT);
        this.remove = cql.prepare(REMOVE);
        this.clear = cql.prepare(CLEAR);
        this.forwards = new Direction(1, cql.prepare(LIST), cql.prepare(LIST_AFTER));
        this.backwards = new Direction(-1, cql.prepare(LIST_BACKWARDS), cql.prepare(LIST_BEFORE));
    }

    @Override
    public CompletionStage<Void> put(String list, Entry entry, long timestamp) {
        NodeId id = entry.id();
        return cql.run(put.bind(list, bucket(id.name()), id.name(), entry.title(), entry.type(), timestamp));
    }

    @Override
    public CompletionStage<Void> remove(String list, NodeId id, long timestamp) {
        return cql.run(remove.bind(timestamp, list, bucket(id.name()), id.name()));
    }

    @Override
    public CompletionStage<Void> clear(String list, long timestamp) {
        List<Integer> buckets = IntStream.range(0, BUCKETS).boxed().toList();
        return Lanes.each(buckets, WAVE, bucket -> cql.run(clear.bind(timestamp, list, bucket)))
                .thenAccept(cleared -> {});
    }

    @Override
    public CompletionStage<Listed> list(String list, Predicate<String> types, Paging.Place place, int most) {
        if (most == 0) {
            return CompletableFuture.completedFuture(new Listed(List.of(), false)); // which CQL has no words for
        }
        if (place instanceof Paging.First) {
            return new Walk(list, types, forwards, most, 0, Optional.empty()).go();
        }
        if (place instanceof Paging.After after) {
            return new Walk(list, types, forwards, most, bucket(after.uid()), Optional.of(after.uid())).go();
        }
        if (place instanceof Paging.Last) {
            return new Walk(list, types, backwards, most, BUCKETS - 1, Optional.empty())
                    .go()
                    .thenApply(CassandraNodeListing::reversed);
        }
        if (place instanceof Paging.Before before) {
            return new Walk(list, types, backwards, most, bucket(before.uid()), Optional.of(before.uid()))
                    .go()
                    .thenApply(CassandraNodeListing::reversed);
        }
        throw new IllegalArgumentException("nobody has counted the nodes: " + place);
    }

    /**
     * One search through the buckets. It reads more and more at a time while they are read to their ends, and one at a time
     * where they hold more than is read at once, so little is read in vain.
     */
    private final class Walk {
        private final String list;
        private final Predicate<String> types;
        private final Direction direction;
        private final int most;
        private final List<Entry> found = new ArrayList<>();
        private int bucket;
        private Optional<String> name;
        private int wave = 1;
        private int limit;
        private int read = 0;

        /**
         * Begins somewhere.
         *
         * @param name behind which to begin in the bucket
         */
        Walk(String list, Predicate<String> types, Direction direction, int most, int bucket, Optional<String> name) {
            this.list = list;
            this.types = types;
            this.direction = direction;
            this.most = most;
            this.bucket = bucket;
            this.name = name;
            this.limit = Math.min(most, MOST_AT_ONCE);
        }

        CompletionStage<Listed> go() {
            boolean isThrough = bucket < 0 || bucket >= BUCKETS || found.size() >= most;
            if (isThrough || read >= mostRead) {
                return CompletableFuture.completedFuture(
                        new Listed(found.stream().limit(most).toList(), !isThrough));
            }
            List<Integer> next = IntStream.iterate(bucket, b -> b >= 0 && b < BUCKETS, b -> b + direction.step())
                    .limit(wave)
                    .boxed()
                    .toList();
            return Lanes.each(next, WAVE, this::read).thenCompose(parts -> {
                take(parts);
                return go();
            });
        }

        private CompletionStage<List<Entry>> read(int from) {
            String service = NodeListing.serviceOf(list);
            BoundStatement statement = name.filter(there -> from == bucket)
                    .map(there -> direction.rest().bind(list, from, there, limit))
                    .orElseGet(() -> direction.all().bind(list, from, limit));
            return cql.all(
                    statement,
                    row -> new Entry(
                            new NodeId(service, row.getString("name")),
                            row.getString("title"),
                            Optional.ofNullable(row.getString("type")).orElse("")));
        }

        private void take(List<List<Entry>> parts) {
            for (List<Entry> part : parts) {
                read += part.size();
                part.stream().filter(entry -> types.test(entry.type())).forEach(found::add);
                if (part.size() == limit) {
                    name = Optional.of(part.get(part.size() - 1).id().name());
                    wave = 1;
                    limit = Math.min(2 * limit, MOST_AT_ONCE);
                    return;
                }
                bucket += direction.step();
                name = Optional.empty();
            }
            wave = Math.min(2 * wave, WAVE);
        }
    }

    private static Listed reversed(Listed listed) {
        List<Entry> reversed = new ArrayList<>(listed.entries());
        Collections.reverse(reversed);
        return new Listed(reversed, listed.cut());
    }

    /** Must never change: the rows would not be found again. The multiplication spreads names that are alike. */
    private static int bucket(String name) {
        return (name.hashCode() * 0x9E3779B1) >>> 24;
    }
}
