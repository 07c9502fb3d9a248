package im.fanfare.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import im.fanfare.pubsub.Jid;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@link TemporarySubscribers} in the table of that name; see {@code cql/024_temporary_subscribers.cql}. */
final class CassandraTemporarySubscribers implements TemporarySubscribers {
    private static final String PUT = """
            INSERT INTO temporary_subscribers (service, share, jid)
            VALUES (?, ?, ?) USING TIMESTAMP ?""";

    private static final String REMOVE = """
            DELETE FROM temporary_subscribers USING TIMESTAMP ?
            WHERE service = ? AND share = ? AND jid = ?""";

    private static final String OF = """
            SELECT jid FROM temporary_subscribers
            WHERE service = ? AND share = ?""";

    private final Cql cql;
    private final Writes writes;
    private final PreparedStatement put;
    private final PreparedStatement remove;
    private final PreparedStatement of;

    CassandraTemporarySubscribers(CqlSession session) {
        this.cql = new Cql(session);
        this.writes = new Writes(session);
        this.put = cql.prepare(PUT);
        this.remove = cql.prepare(REMOVE);
        this.of = cql.prepare(OF);
    }

    @Override
    public CompletionStage<Void> put(String service, Jid bare, long timestamp) {
        return writes.run(put.bind(service, Sharers.share(bare), bare.toString(), timestamp));
    }

    @Override
    public CompletionStage<Void> remove(String service, Jid bare, long timestamp) {
        return writes.run(remove.bind(timestamp, service, Sharers.share(bare), bare.toString()));
    }

    @Override
    public CompletionStage<Set<Jid>> of(String service, int share) {
        return cql.all(of.bind(service, share), row -> Jid.parse(row.getString("jid")))
                .thenApply(Set::copyOf);
    }
}
