package im.fanfare.schema;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import com.datastax.oss.driver.api.core.metrics.DefaultNodeMetric;
import com.datastax.oss.driver.api.core.metrics.DefaultSessionMetric;
import com.datastax.oss.driver.api.core.servererrors.QueryExecutionException;
import com.datastax.oss.driver.api.core.ssl.ProgrammaticSslEngineFactory;
import com.datastax.oss.driver.internal.core.session.throttling.ConcurrencyLimitingRequestThrottler;
import im.fanfare.pubsub.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stores in Cassandra, over one session that is theirs. */
public final class CassandraStores implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CassandraStores.class);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);

    /** Whoever waits for an answer longer than this has been told so by us already. */
    private static final Duration REQUEST = Duration.ofSeconds(5);

    /**
     * Between attempts to reach a replica that has gone. The driver's own minute would leave nodes unwritten for a minute
     * after Cassandra is back.
     */
    private static final Duration FIRST_RECONNECT = Duration.ofMillis(500);

    private static final Duration LATER_RECONNECTS = Duration.ofSeconds(4);

    /** One connection to a replica carries 1,024 requests. */
    private static final int REQUESTS_UNDER_WAY = 1_000;

    /** Beyond these a request fails at once: queues are bounded. */
    private static final int REQUESTS_WAITING = 50_000;

    /** A node that there never is: no service has an empty domain. */
    private static final NodeId NOBODYS = new NodeId("", "reach");

    private final CqlSession session;
    private final Stores stores;
    private final Sharers sharers;
    private final Blacklists blacklists;

    private CassandraStores(CqlSession session) {
        this.session = session;
        this.stores = new Stores(
                new CassandraNodes(session),
                new CassandraNodeListing(session),
                new CassandraJournal(session),
                new CassandraItems(session),
                new CassandraSubscriptions(session),
                new CassandraPendingSubscriptions(session),
                new CassandraAffiliations(session),
                new CassandraBounces(session),
                new CassandraExpiries(session),
                new CassandraItemLookup(session),
                new CassandraMovedItems(session),
                new CassandraTemporarySubscribers(session));
        this.sharers = new CassandraSharers(session);
        this.blacklists = new CassandraBlacklists(session);
    }

    /**
     * Connects, brings the tables up to date and prepares all statements. Where Cassandra does not answer yet it waits,
     * for as long as it takes; where Cassandra does not know us it fails.
     */
    public static CassandraStores open(CassandraConfig config) throws InterruptedException {
        return open(config, Optional.empty());
    }

    /**
     * As {@link #open(CassandraConfig)}, and counts what is asked of Cassandra.
     *
     * @param meters a registry of Micrometer, for which the driver's module has to be there
     */
    public static CassandraStores open(CassandraConfig config, Object meters) throws InterruptedException {
        return open(config, Optional.of(meters));
    }

    private static CassandraStores open(CassandraConfig config, Optional<Object> meters) throws InterruptedException {
        while (true) {
            try {
                return connect(config, meters);
            } catch (AllNodesFailedException | DriverTimeoutException | QueryExecutionException fault) {
                if (isRefusal(fault)) {
                    throw fault;
                }
                LOG.warn(
                        "Cassandra at {} cannot be used yet, trying again every {} s: {}",
                        config.contactPoints(),
                        BETWEEN_TRIES.toSeconds(),
                        fault.getMessage());
                Thread.sleep(BETWEEN_TRIES.toMillis());
            }
        }
    }

    private static CassandraStores connect(CassandraConfig config, Optional<Object> meters)
            throws InterruptedException {
        // Without the driver's own picture of the schema, which it would draw anew after every statement.
        DriverConfigLoader migrating = options()
                .withBoolean(DefaultDriverOption.METADATA_SCHEMA_ENABLED, false)
                // It enters the keyspace once that is there, which the driver takes for a mistake.
                .withBoolean(DefaultDriverOption.REQUEST_WARN_IF_SET_KEYSPACE, false)
                .build();
        try (CqlSession session = session(config, migrating).build()) {
            new Migrations(session, config).run();
        }
        // Which replica has what is told by the keyspace's schema; of other keyspaces nobody wants to know.
        ProgrammaticDriverConfigLoaderBuilder serving = options()
                .withStringList(DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES, List.of(config.keyspace()));
        CqlSessionBuilder builder = session(
                        config, meters.isPresent() ? counting(serving).build() : serving.build())
                .withKeyspace(config.keyspace());
        meters.ifPresent(builder::withMetricRegistry);
        CqlSession session = builder.build();
        try {
            return new CassandraStores(session);
        } catch (RuntimeException fault) {
            session.close();
            throw fault;
        }
    }

    private static CqlSessionBuilder session(CassandraConfig config, DriverConfigLoader options) {
        CqlSessionBuilder builder = CqlSession.builder()
                .addContactPoints(config.contactPoints())
                .withLocalDatacenter(config.datacenter())
                .withConfigLoader(options);
        config.credentials().ifPresent(known -> builder.withAuthCredentials(known.user(), known.password()));
        config.tls()
                .ifPresent(
                        trusted -> builder.withSslEngineFactory(new ProgrammaticSslEngineFactory(trusted, null, true)));
        return builder;
    }

    private static ProgrammaticDriverConfigLoaderBuilder options() {
        return DriverConfigLoader.programmaticBuilder()
                .withString(DefaultDriverOption.REQUEST_CONSISTENCY, ConsistencyLevel.LOCAL_QUORUM.name())
                .withString(DefaultDriverOption.REQUEST_SERIAL_CONSISTENCY, ConsistencyLevel.LOCAL_SERIAL.name())
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, REQUEST)
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, REQUEST)
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, REQUEST)
                .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, FIRST_RECONNECT)
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, LATER_RECONNECTS)
                .withClass(DefaultDriverOption.REQUEST_THROTTLER_CLASS, ConcurrencyLimitingRequestThrottler.class)
                .withInt(DefaultDriverOption.REQUEST_THROTTLER_MAX_CONCURRENT_REQUESTS, REQUESTS_UNDER_WAY)
                .withInt(DefaultDriverOption.REQUEST_THROTTLER_MAX_QUEUE_SIZE, REQUESTS_WAITING);
    }

    private static ProgrammaticDriverConfigLoaderBuilder counting(ProgrammaticDriverConfigLoaderBuilder options) {
        return options.withString(DefaultDriverOption.METRICS_FACTORY_CLASS, "MicrometerMetricsFactory")
                .withString(DefaultDriverOption.METRICS_ID_GENERATOR_CLASS, "TaggingMetricIdGenerator")
                .withString(DefaultDriverOption.METRICS_ID_GENERATOR_PREFIX, "cassandra")
                .withString(DefaultDriverOption.SESSION_NAME, "stores")
                .withStringList(
                        DefaultDriverOption.METRICS_SESSION_ENABLED,
                        List.of(
                                DefaultSessionMetric.CQL_REQUESTS.getPath(),
                                DefaultSessionMetric.CQL_CLIENT_TIMEOUTS.getPath(),
                                DefaultSessionMetric.THROTTLING_QUEUE_SIZE.getPath()))
                .withStringList(
                        DefaultDriverOption.METRICS_NODE_ENABLED,
                        List.of(DefaultNodeMetric.OPEN_CONNECTIONS.getPath(), DefaultNodeMetric.IN_FLIGHT.getPath()));
    }

    private static boolean isRefusal(RuntimeException fault) {
        return fault instanceof AllNodesFailedException all
                && all.getAllErrors().values().stream()
                        .flatMap(List::stream)
                        .anyMatch(AuthenticationException.class::isInstance);
    }

    public Stores stores() {
        return stores;
    }

    public Sharers sharers() {
        return sharers;
    }

    public Blacklists blacklists() {
        return blacklists;
    }

    /** Completes once so many replicas have answered as a request needs; fails where they do not. */
    public CompletionStage<Void> reach() {
        return stores.nodes().epoch(NOBODYS).thenAccept(none -> {});
    }

    @Override
    public void close() {
        session.close();
    }
}
