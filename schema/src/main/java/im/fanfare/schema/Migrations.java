package im.fanfare.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the tables up to date: the files {@code cql/NNN_name.cql}, each once and in order, by one member at a time.
 *
 * <p>A member may die between applying a file and noting so; every statement can therefore be applied again. Every
 * change leaves the tables usable by the release before, whose members may still run.
 *
 * <p>Runs before anything else, on the thread that starts the program, which it blocks.
 */
final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    /** In order; the number is the place. */
    static final List<String> FILES = List.of(
            "001_nodes.cql",
            "002_node_listing.cql",
            "003_journal.cql",
            "004_items.cql",
            "005_subscriptions_by_page.cql",
            "006_subscriptions_by_user.cql",
            "007_affiliations_by_node.cql",
            "008_affiliations_by_user.cql",
            "009_pending_by_node.cql",
            "010_pending_by_user.cql",
            "011_subscription_options.cql",
            "012_bounces.cql",
            "013_item_creation.cql",
            "014_expiries.cql",
            "015_expiries_cleared.cql",
            "016_items_by_id.cql",
            "017_item_counts.cql",
            "018_node_types.cql",
            "019_lease_ends.cql",
            "020_presence_sharers.cql",
            "021_parents.cql",
            "022_relations.cql",
            "023_blacklists.cql",
            "024_temporary_subscribers.cql",
            "025_several_subscriptions.cql",
            "026_followed.cql",
            "027_moved_items.cql");

    /** Longer than any one statement takes; a member that dies holding the lock holds up the others for so long. */
    private static final int LOCK_SECONDS = 60;

    private static final Duration STATEMENT = Duration.ofSeconds(30);
    private static final Duration AGREEMENT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private static final String CREATE_KEYSPACE = """
            CREATE KEYSPACE IF NOT EXISTS %s
            WITH replication = {'class': 'NetworkTopologyStrategy', '%s': %d}""";

    /**
     * Row 0 is the lock. The id is given, since two members that create a table at the same time would each draw one,
     * and Cassandra would have two tables of that name.
     */
    private static final String CREATE_MIGRATIONS = """
            CREATE TABLE IF NOT EXISTS migrations (
              number  int PRIMARY KEY,
              name    text,
              holder  uuid
            ) WITH id = %s""";

    private final CqlSession session;
    private final CassandraConfig config;
    private final UUID member = UUID.randomUUID();

    Migrations(CqlSession session, CassandraConfig config) {
        this.session = session;
        this.config = config;
    }

    void run() throws InterruptedException {
        String keyspace = config.keyspace();
        change(CREATE_KEYSPACE.formatted(keyspace, config.datacenter(), config.replication()));
        query("USE " + keyspace);
        change(CREATE_MIGRATIONS.formatted(
                UUID.nameUUIDFromBytes((keyspace + ".migrations").getBytes(StandardCharsets.UTF_8))));
        if (missing().isEmpty()) {
            return;
        }
        lock();
        try {
            for (String file : missing()) {
                LOG.info("applying migration {} to keyspace {}", file, keyspace);
                apply(file);
            }
        } finally {
            query("DELETE FROM migrations WHERE number = 0 IF holder = ?", member);
        }
    }

    private List<String> missing() {
        Set<Integer> applied = new HashSet<>();
        for (Row row : query("SELECT number FROM migrations")) {
            applied.add(row.getInt("number"));
        }
        return FILES.stream().filter(file -> !applied.contains(number(file))).toList();
    }

    private void lock() throws InterruptedException {
        boolean told = false;
        while (!query(
                        "INSERT INTO migrations (number, holder) VALUES (0, ?) IF NOT EXISTS USING TTL " + LOCK_SECONDS,
                        member)
                .wasApplied()) {
            if (!told) {
                LOG.info("another member applies migrations to keyspace {}; waiting for it", config.keyspace());
                told = true;
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private void apply(String file) throws InterruptedException {
        for (String statement : statements(file)) {
            if (!query(
                            "UPDATE migrations USING TTL " + LOCK_SECONDS
                                    + " SET holder = ? WHERE number = 0 IF holder = ?",
                            member,
                            member)
                    .wasApplied()) {
                throw new IllegalStateException("the lock on the migrations went to another member before " + file);
            }
            change(statement);
        }
        query("INSERT INTO migrations (number, name) VALUES (?, ?) IF NOT EXISTS", number(file), file);
    }

    private ResultSet query(String statement, Object... values) {
        return session.execute(SimpleStatement.newInstance(statement, values).setTimeout(STATEMENT));
    }

    /** Changes the schema, and waits until all replicas know. */
    private void change(String statement) throws InterruptedException {
        session.execute(SimpleStatement.newInstance(statement).setTimeout(STATEMENT));
        long end = System.nanoTime() + AGREEMENT.toNanos();
        while (!session.checkSchemaAgreement()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the replicas do not agree on the schema; is one of them down?");
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    static int number(String file) {
        return Integer.parseInt(file.substring(0, 3));
    }

    /** What a file says, without its comments, statement by statement. */
    static List<String> statements(String file) {
        try (InputStream in = Migrations.class.getResourceAsStream("/cql/" + file)) {
            if (in == null) {
                throw new IllegalStateException("cql/" + file + " is not on the class path");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("--.*", ""))
                    .collect(Collectors.joining("\n"));
            return Arrays.stream(text.split(";"))
                    .map(String::strip)
                    .filter(statement -> !statement.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
