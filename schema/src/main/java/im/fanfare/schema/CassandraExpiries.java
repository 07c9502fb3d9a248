package im.fanfare.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import im.fanfare.pubsub.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;

/** {@link Expiries} in the tables {@code expiries} and {@code expiries_cleared}; see {@code cql/014_expiries.cql}. */
final class CassandraExpiries implements Expiries {
    private static final int LANES = 16;

    /** Nodes that are handed out at a time, and so woken at the same time. */
    private static final int TOGETHER = 64;

    private static final long MINUTE_MICROS = Duration.ofMinutes(1).toNanos() / 1_000;

    private static final String PUT = """
            INSERT INTO expiries (minute, lane, due, service, node)
            VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?""";

    private static final String DUE = """
            SELECT service, node FROM expiries
            WHERE minute = ? AND lane = ? AND due >= ? AND due < ?""";

    private static final String CLEAR = """
            DELETE FROM expiries USING TIMESTAMP ?
            WHERE minute = ? AND lane = ?""";

    private static final String NOTE_CLEARED = """
            INSERT INTO expiries_cleared (id, minute)
            VALUES (0, ?) USING TIMESTAMP ?""";

    private static final String CLEARED = """
            SELECT minute FROM expiries_cleared
            WHERE id = 0""";

    private final Cql cql;
    private final Writes writes;
    private final PreparedStatement put;
    private final PreparedStatement due;
    private final PreparedStatement clear;
    private final PreparedStatement noteCleared;
    private final PreparedStatement cleared;

    CassandraExpiries(CqlSession session) {
        this.cql = new Cql(session);
        this.writes = new Writes(session);
        this.put = cql.prepare(PUT);
        this.due = cql.prepare(DUE);
        this.clear = cql.prepare(CLEAR);
        this.noteCleared = cql.prepare(NOTE_CLEARED);
        this.cleared = cql.prepare(CLEARED);
    }

    @Override
    public CompletionStage<Void> put(NodeId node, Instant at) {
        long micros = Wire.micros(at);
        int lane = Math.floorMod(node.hashCode(), LANES);
        return writes.run(put.bind(micros / MINUTE_MICROS, lane, micros, node.service(), node.name(), micros));
    }

    @Override
    public CompletionStage<Void> each(
            long minute, Instant from, Instant to, Function<List<NodeId>, CompletionStage<Void>> use) {
        return eachLane(lane -> cql.each(
                due.bind(minute, lane, Wire.micros(from), Wire.micros(to)).setPageSize(TOGETHER),
                row -> new NodeId(row.getString("service"), row.getString("node")),
                use));
    }

    @Override
    public CompletionStage<Void> clear(long minute) {
        long end = (minute + 1) * MINUTE_MICROS;
        return eachLane(lane -> cql.run(clear.bind(end, minute, lane)))
                .thenCompose(done -> writes.run(noteCleared.bind(minute, end)));
    }

    /** One after another: whoever sweeps has time, and what is due at once is not to be woken at once. */
    private static CompletionStage<Void> eachLane(Function<Integer, CompletionStage<Void>> task) {
        return Lanes.each(IntStream.range(0, LANES).boxed().toList(), 1, task).thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Optional<Long>> cleared() {
        return cql.first(cleared.bind(), row -> row.getLong("minute"));
    }
}
