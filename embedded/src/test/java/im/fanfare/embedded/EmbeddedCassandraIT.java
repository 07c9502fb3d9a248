package im.fanfare.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedCassandraIT {
    private static final int ROWS = 100;

    @Test
    void keepsWhatItAcknowledged(@TempDir Path dir) throws Exception {
        try (var cassandra = new EmbeddedCassandra(Home.durable(dir)).start()) {
            writeAndKill(cassandra);
            cassandra.start();
            assertThat(count(cassandra)).isEqualTo(ROWS);

            cassandra.process().stop(Duration.ofSeconds(60));
            cassandra.start();
            assertThat(count(cassandra)).isEqualTo(ROWS);
        }
    }

    /** At once: a commit log that is only mapped into memory would be read again up to 100 ms before its end. */
    private static void writeAndKill(EmbeddedCassandra cassandra) {
        try (var session = session(cassandra)) {
            session.execute("""
                    CREATE KEYSPACE denmark
                    WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}""");
            session.execute("CREATE TABLE denmark.musings (id int PRIMARY KEY)");
            for (int id = 0; id < ROWS; id++) {
                session.execute(SimpleStatement.newInstance("INSERT INTO denmark.musings (id) VALUES (?)", id));
            }
            cassandra.kill();
        }
    }

    private static long count(EmbeddedCassandra cassandra) {
        try (var session = session(cassandra)) {
            return session.execute("SELECT count(*) FROM denmark.musings").one().getLong(0);
        }
    }

    private static CqlSession session(EmbeddedCassandra cassandra) {
        return CqlSession.builder()
                .addContactPoint(cassandra.contactPoint())
                .withLocalDatacenter(cassandra.datacenter())
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                        .withDuration(DefaultDriverOption.METADATA_SCHEMA_WINDOW, Duration.ofMillis(1))
                        .build())
                .build();
    }
}
