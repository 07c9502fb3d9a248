package im.fanfare.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import im.fanfare.embedded.EmbeddedCassandra;
import im.fanfare.embedded.Servers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A fresh keyspace for the tests of one class, in the Cassandra that they all share. */
public final class Keyspace implements BeforeAllCallback, AfterAllCallback {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final CassandraConfig config = fresh();
    private CassandraStores stores;

    /** Where there is nothing yet. */
    public static CassandraConfig fresh() {
        EmbeddedCassandra cassandra = Servers.cassandra();
        return new CassandraConfig(
                List.of(cassandra.contactPoint()),
                cassandra.datacenter(),
                "test_" + ProcessHandle.current().pid() + '_' + NUMBERS.incrementAndGet(),
                1,
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public void beforeAll(ExtensionContext context) throws InterruptedException {
        stores = CassandraStores.open(config);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        stores.close();
    }

    public Stores stores() {
        return stores.stores();
    }

    Blacklists blacklists() {
        return stores.blacklists();
    }

    Sharers sharers() {
        return stores.sharers();
    }

    /** One of your own, to be closed. */
    CqlSession session() {
        return CqlSession.builder()
                .addContactPoint(config.contactPoints().get(0))
                .withLocalDatacenter(config.datacenter())
                .withKeyspace(config.keyspace())
                .build();
    }
}
