package im.fanfare.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import im.fanfare.pubsub.Jid;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@link Bounces} in the table {@code bounces}; see {@code cql/012_bounces.cql}. */
final class CassandraBounces implements Bounces {
    private static final String OF = """
            SELECT counted, last FROM bounces
            WHERE service = ? AND address = ?""";

    private static final String PUT = """
            INSERT INTO bounces (service, address, counted, last)
            VALUES (?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?""";

    private static final String FORGET = """
            DELETE FROM bounces USING TIMESTAMP ?
            WHERE service = ? AND address = ?""";

    private final Cql cql;
    private final Writes writes;
    private final PreparedStatement of;
    private final PreparedStatement put;
    private final PreparedStatement forget;

    CassandraBounces(CqlSession session) {
        this.cql = new Cql(session);
        this.writes = new Writes(session);
        this.of = cql.prepare(OF);
        this.put = cql.prepare(PUT);
        this.forget = cql.prepare(FORGET);
    }

    @Override
    public CompletionStage<Optional<History>> of(String service, Jid address) {
        return cql.first(
                of.bind(service, address.toString()),
                row -> new History(row.getInt("counted"), row.get("last", Instant.class)));
    }

    @Override
    public CompletionStage<Void> put(String service, Jid address, History history, Duration lifetime) {
        return writes.run(put.bind(
                service,
                address.toString(),
                history.counted(),
                history.last(),
                micros(history.last()),
                Math.toIntExact(lifetime.toSeconds())));
    }

    @Override
    public CompletionStage<Void> forget(String service, Jid address, Instant then) {
        return writes.run(forget.bind(micros(then), service, address.toString()));
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
