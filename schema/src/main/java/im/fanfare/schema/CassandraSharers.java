package im.fanfare.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import im.fanfare.pubsub.Jid;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** {@link Sharers} in the table {@code presence_sharers}; see {@code cql/020_presence_sharers.cql}. */
final class CassandraSharers implements Sharers {
    private static final String PUT = """
            INSERT INTO presence_sharers (service, share, jid, state)
            VALUES (?, ?, ?, ?) USING TIMESTAMP ?""";

    private static final String REMOVE = """
            DELETE FROM presence_sharers USING TIMESTAMP ?
            WHERE service = ? AND share = ? AND jid = ?""";

    private static final String OF = """
            SELECT jid, state FROM presence_sharers
            WHERE service = ? AND share = ?""";

    private final Cql cql;
    private final Writes writes;
    private final PreparedStatement put;
    private final PreparedStatement remove;
    private final PreparedStatement of;

    CassandraSharers(CqlSession session) {
        this.cql = new Cql(session);
        this.writes = new Writes(session);
        this.put = cql.prepare(PUT);
        this.remove = cql.prepare(REMOVE);
        this.of = cql.prepare(OF);
    }

    @Override
    public CompletionStage<Void> put(String service, Jid bare, State state, long timestamp) {
        String word = state.name().toLowerCase(Locale.ROOT);
        return writes.run(put.bind(service, Sharers.share(bare), bare.toString(), word, timestamp));
    }

    @Override
    public CompletionStage<Void> remove(String service, Jid bare, long timestamp) {
        return writes.run(remove.bind(timestamp, service, Sharers.share(bare), bare.toString()));
    }

    @Override
    public CompletionStage<Map<Jid, State>> of(String service, int share) {
        return cql.all(
                        of.bind(service, share),
                        row -> Map.entry(
                                Jid.parse(row.getString("jid")),
                                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT))))
                .thenApply(rows ->
                        rows.stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
