package im.fanfare.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import im.fanfare.pubsub.NodeId;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@link Journal} in the table {@code journal}; see {@code cql/003_journal.cql}. */
final class CassandraJournal implements Journal {
    private static final String READ = """
            SELECT epoch, entry, done, moved FROM journal
            WHERE service = ? AND name = ? LIMIT 1""";

    private static final String WRITE = """
            INSERT INTO journal (service, name, epoch, instance, entry)
            VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?""";

    private static final String DONE = """
            UPDATE journal USING TIMESTAMP ? SET done = ?
            WHERE service = ? AND name = ? AND epoch = ?""";

    private static final String DONE_AND_MOVED = """
            UPDATE journal USING TIMESTAMP ? SET done = ?, moved = ?
            WHERE service = ? AND name = ? AND epoch = ?""";

    private static final String CLEAR = """
            DELETE FROM journal USING TIMESTAMP ?
            WHERE service = ? AND name = ? AND epoch < ?""";

    private final Cql cql;
    private final Writes writes;
    private final PreparedStatement read;
    private final PreparedStatement write;
    private final PreparedStatement done;
    private final PreparedStatement doneAndMoved;
    private final PreparedStatement clear;

    CassandraJournal(CqlSession session) {
        this.cql = new Cql(session);
        this.writes = new Writes(session);
        this.read = cql.prepare(READ);
        this.write = cql.prepare(WRITE);
        this.done = cql.prepare(DONE);
        this.doneAndMoved = cql.prepare(DONE_AND_MOVED);
        this.clear = cql.prepare(CLEAR);
    }

    @Override
    public CompletionStage<Optional<Latest>> read(NodeId id) {
        return cql.first(read.bind(id.service(), id.name()), CassandraJournal::latest);
    }

    private static Latest latest(Row row) {
        ByteBuffer bytes = row.getByteBuffer("entry");
        if (bytes == null) {
            throw new IllegalStateException("the journal notes that something is done that it does not have");
        }
        byte[] message = new byte[bytes.remaining()];
        bytes.get(message);
        Entry entry = JournalWire.parse(message);
        boolean isDone = reaches(row, "done", entry);
        boolean isMoved = !isDone || reaches(row, "moved", entry);
        return new Latest(row.getLong("epoch"), isMoved ? entry : entry.withoutMoved(), isDone);
    }

    private static boolean reaches(Row row, String column, Entry entry) {
        return !row.isNull(column) && row.getLong(column) >= entry.progress().revision();
    }

    @Override
    public CompletionStage<Void> write(long epoch, Entry entry) {
        NodeId id = entry.key().id();
        return writes.run(write.bind(
                id.service(),
                id.name(),
                epoch,
                entry.key().instance(),
                ByteBuffer.wrap(JournalWire.write(entry)),
                entry.progress().timestamp()));
    }

    @Override
    public CompletionStage<Void> done(NodeId id, long epoch, Progress progress) {
        long timestamp = progress.timestamp();
        long revision = progress.revision();
        return writes.run(
                progress.moved()
                        ? doneAndMoved.bind(timestamp, revision, revision, id.service(), id.name(), epoch)
                        : done.bind(timestamp, revision, id.service(), id.name(), epoch));
    }

    @Override
    public CompletionStage<Void> clear(NodeId id, long below, long timestamp) {
        return writes.run(clear.bind(timestamp, id.service(), id.name(), below));
    }
}
