package im.fanfare.schema;

import static im.fanfare.schema.Denmark.now;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.tracker.RequestTracker;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WritesIT {
    private static final AtomicInteger REQUESTS = new AtomicInteger();

    private static CqlSession session;
    private static PreparedStatement insert;

    private final Writes writes = new Writes(session);

    @BeforeAll
    static void connect() {
        CassandraConfig config = Keyspace.fresh();
        session = CqlSession.builder()
                .addContactPoints(config.contactPoints())
                .withLocalDatacenter(config.datacenter())
                .addRequestTracker(new Counting())
                .build();
        session.execute("CREATE KEYSPACE " + config.keyspace()
                + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        session.execute("CREATE TABLE " + config.keyspace() + ".t (p int, c int, v text, PRIMARY KEY (p, c))");
        insert =
                session.prepare("INSERT INTO " + config.keyspace() + ".t (p, c, v) VALUES (?, ?, ?) USING TIMESTAMP ?");
    }

    @AfterAll
    static void close() {
        session.close();
    }

    @BeforeEach
    void empty() {
        session.execute("TRUNCATE " + insert.getVariableDefinitions().get(0).getKeyspace() + ".t");
        REQUESTS.set(0);
    }

    @Test
    void writesOfOnePartitionTakeFewMessages() {
        write(1_000, i -> insert.bind(0, i, "v", 1L));

        assertThat(REQUESTS).hasValueLessThan(100);
        assertThat(rows()).isEqualTo(1_000);
    }

    @Test
    void writesOfManyPartitionsShareMessages() {
        write(1_000, i -> insert.bind(i, 0, "v", 1L));

        assertThat(REQUESTS).hasValueLessThan(300);
        assertThat(rows()).isEqualTo(1_000);
    }

    @Test
    void theLaterTimestampWinsHoweverTheyArePutTogether() {
        write(1_000, i -> insert.bind(0, 0, "v" + i, i == 500 ? 2L : 1L));

        assertThat(session.execute("SELECT v FROM " + table()).one().getString("v"))
                .isEqualTo("v500");
    }

    @Test
    void aWriteThatFailsFailsAlone() {
        List<CompletableFuture<Void>> all = all(200, i -> insert.bind(i, i == 100 ? null : (Integer) i, "v", 1L));

        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .exceptionally(fault -> null)
                .join();
        assertThat(IntStream.range(0, 200).filter(i -> all.get(i).isCompletedExceptionally()))
                .containsExactly(100);
        assertThat(rows()).isEqualTo(199);
    }

    private void write(int count, IntFunction<BoundStatement> statement) {
        now(CompletableFuture.allOf(all(count, statement).toArray(CompletableFuture[]::new)));
    }

    private List<CompletableFuture<Void>> all(int count, IntFunction<BoundStatement> statement) {
        return IntStream.range(0, count)
                .mapToObj(i -> writes.run(statement.apply(i)).toCompletableFuture())
                .toList();
    }

    private static int rows() {
        return session.execute("SELECT p FROM " + table()).all().size();
    }

    private static String table() {
        return insert.getVariableDefinitions().get(0).getKeyspace() + ".t";
    }

    private static final class Counting implements RequestTracker {
        @Override
        public void onSuccess(
                Request request, long latencyNanos, DriverExecutionProfile profile, Node node, String prefix) {
            REQUESTS.incrementAndGet();
        }

        @Override
        public void close() {}
    }
}
