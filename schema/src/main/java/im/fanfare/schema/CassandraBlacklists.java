package im.fanfare.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import im.fanfare.pubsub.Jid;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@link Blacklists} in the table {@code blacklists}; see {@code cql/023_blacklists.cql}. */
final class CassandraBlacklists implements Blacklists {
    private static final String PUT = """
            INSERT INTO blacklists (service, jid)
            VALUES (?, ?) USING TIMESTAMP ?""";

    private static final String REMOVE = """
            DELETE FROM blacklists USING TIMESTAMP ?
            WHERE service = ? AND jid = ?""";

    private static final String OF = """
            SELECT jid FROM blacklists
            WHERE service = ?""";

    private final Cql cql;
    private final Writes writes;
    private final PreparedStatement put;
    private final PreparedStatement remove;
    private final PreparedStatement of;

    CassandraBlacklists(CqlSession session) {
        this.cql = new Cql(session);
        this.writes = new Writes(session);
        this.put = cql.prepare(PUT);
        this.remove = cql.prepare(REMOVE);
        this.of = cql.prepare(OF);
    }

    @Override
    public CompletionStage<Set<Jid>> of(String service) {
        return cql.all(of.bind(service), row -> Jid.parse(row.getString("jid"))).thenApply(Set::copyOf);
    }

    @Override
    public CompletionStage<Void> put(String service, Jid jid, long timestamp) {
        return writes.run(put.bind(service, jid.toString(), timestamp));
    }

    @Override
    public CompletionStage<Void> remove(String service, Jid jid, long timestamp) {
        return writes.run(remove.bind(timestamp, service, jid.toString()));
    }
}
