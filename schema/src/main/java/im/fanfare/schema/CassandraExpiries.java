package im.fanfare.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * {@link Expiries} in the tables {@code expiries}, {@code lease_ends} and {@code expiries_cleared}; see
 * {@code cql/014_expiries.cql} and {@code cql/019_lease_ends.cql}.
 */
final class CassandraExpiries implements Expiries {
    private static final int LANES = 16;

    /** Nodes that are handed out at a time, and so woken at the same time. */
    private static final int TOGETHER = 64;

    /** What members of the release before read and write: they know nothing of leases, and leave them. */
    private static final int ITEMS = 0;

    private static final int ALL = 1;

    private static final long MINUTE_MICROS = Duration.ofMinutes(1).toNanos() / 1_000;

    private static final String PUT = """
            INSERT INTO expiries (minute, lane, due, service, node)
            VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?""";

    private static final String DUE = """
            SELECT service, node FROM expiries
            WHERE minute = ? AND lane = ? AND due >= ? AND due < ?""";

    private static final String PUT_LEASE = """
            INSERT INTO lease_ends (minute, lane, due, service, node, subscriber)
            VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?""";

    private static final String LEASES_DUE = """
            SELECT service, node, subscriber FROM lease_ends
            WHERE minute = ? AND lane = ? AND due >= ? AND due < ?""";

    private static final String CLEAR_LEASES = """
            DELETE FROM lease_ends USING TIMESTAMP ?
            WHERE minute = ? AND lane = ?""";

    private static final String CLEAR = """
            DELETE FROM expiries USING TIMESTAMP ?
            WHERE minute = ? AND lane = ?""";

    private static final String NOTE_CLEARED = """
            INSERT INTO expiries_cleared (id, minute)
            VALUES (?, ?) USING TIMESTAMP ?""";

    private static final String CLEARED = """
            SELECT minute FROM expiries_cleared
            WHERE id = ?""";

    private final Cql cql;
    private final Writes writes;
    private final PreparedStatement put;
    private final PreparedStatement due;
    private final PreparedStatement clear;
    private final PreparedStatement putLease;
    private final PreparedStatement leasesDue;
    private final PreparedStatement clearLeases;
    private final PreparedStatement noteCleared;
    private final PreparedStatement cleared;

    CassandraExpiries(CqlSession session) {
        this.cql = new Cql(session);
        this.writes = new Writes(session);
        this.put = cql.prepare(PUT);
        this.due = cql.prepare(DUE);
        this.clear = cql.prepare(CLEAR);
        this.putLease = cql.prepare(PUT_LEASE);
        this.leasesDue = cql.prepare(LEASES_DUE);
        this.clearLeases = cql.prepare(CLEAR_LEASES);
        this.noteCleared = cql.prepare(NOTE_CLEARED);
        this.cleared = cql.prepare(CLEARED);
    }

    @Override
    public CompletionStage<Void> put(Alarm alarm, Instant at) {
        long micros = Wire.micros(at);
        long minute = micros / MINUTE_MICROS;
        NodeId node = alarm.node();
        if (alarm.subscriber().isEmpty()) {
            int lane = Math.floorMod(node.hashCode(), LANES);
            return writes.run(put.bind(minute, lane, micros, node.service(), node.name(), micros));
        }
        String subscriber = alarm.subscriber().get().toString();
        int lane = Math.floorMod(subscriber.hashCode(), LANES); // many leases of one node may end together
        return writes.run(putLease.bind(minute, lane, micros, node.service(), node.name(), subscriber, micros));
    }

    @Override
    public CompletionStage<Void> each(
            long minute, Instant from, Instant to, Function<List<Alarm>, CompletionStage<Void>> use) {
        long first = Wire.micros(from);
        long end = Wire.micros(to);
        return eachLane(lane -> cql.each(
                        due.bind(minute, lane, first, end).setPageSize(TOGETHER), row -> Alarm.of(node(row)), use)
                .thenCompose(done -> cql.each(
                        leasesDue.bind(minute, lane, first, end).setPageSize(TOGETHER),
                        row -> Alarm.of(node(row), Jid.parse(row.getString("subscriber"))),
                        use)));
    }

    private static NodeId node(Row row) {
        return new NodeId(row.getString("service"), row.getString("node"));
    }

    @Override
    public CompletionStage<Void> clear(long minute) {
        long end = (minute + 1) * MINUTE_MICROS;
        return eachLane(lane -> cql.run(clear.bind(end, minute, lane))
                        .thenCompose(done -> cql.run(clearLeases.bind(end, minute, lane))))
                .thenCompose(done -> writes.run(noteCleared.bind(ITEMS, minute, end)))
                .thenCompose(done -> writes.run(noteCleared.bind(ALL, minute, end)));
    }

    /** One after another: whoever sweeps has time, and what is due at once is not to be woken at once. */
    private static CompletionStage<Void> eachLane(Function<Integer, CompletionStage<Void>> task) {
        return Lanes.each(IntStream.range(0, LANES).boxed().toList(), 1, task).thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Optional<Long>> cleared() {
        return cleared(ALL)
                .thenCompose(all -> all.isPresent() ? CompletableFuture.completedFuture(all) : cleared(ITEMS));
    }

    private CompletionStage<Optional<Long>> cleared(int id) {
        return cql.first(cleared.bind(id), row -> row.getLong("minute"));
    }
}
