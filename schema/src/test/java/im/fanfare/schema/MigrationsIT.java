package im.fanfare.schema;

import static im.fanfare.schema.Denmark.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import im.fanfare.pubsub.NodeId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MigrationsIT {
    @Test
    void letsMembersThatStartAtOnceMigrateOnce() throws Exception {
        CassandraConfig config = Keyspace.fresh();
        ExecutorService members = Executors.newFixedThreadPool(3);
        try {
            List<Future<CassandraStores>> starting = IntStream.range(0, 3)
                    .mapToObj(i -> members.submit(() -> CassandraStores.open(config)))
                    .toList();
            for (Future<CassandraStores> started : starting) {
                try (CassandraStores stores = started.get()) {
                    now(stores.stores()
                            .listing()
                            .put(new NodeListing.Entry(new NodeId("pubsub.denmark.lit", "a"), "A", ""), 1));
                }
            }
        } finally {
            members.shutdownNow();
        }

        assertThat(numbers(config))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, Migrations.FILES.size())
                        .boxed()
                        .toList());
    }

    @Test
    void appliesWhatIsMissingThoughItWasAppliedWithoutBeingNoted() throws Exception {
        CassandraConfig config = Keyspace.fresh();
        CassandraStores.open(config).close();
        try (CqlSession session = session(config)) {
            session.execute("DELETE FROM " + config.keyspace() + ".migrations WHERE number = 4");
        }

        CassandraStores.open(config).close();

        assertThat(numbers(config)).hasSize(Migrations.FILES.size());
    }

    @Test
    void startsAnewOnceTheKeyspaceWasDropped() throws Exception {
        CassandraConfig config = Keyspace.fresh();
        CassandraStores.open(config).close();
        try (CqlSession session = session(config)) {
            session.execute("DROP KEYSPACE " + config.keyspace());
        }

        CassandraStores.open(config).close();

        assertThat(numbers(config)).hasSize(Migrations.FILES.size());
    }

    @Test
    void waitsForCassandra() throws Exception {
        CassandraConfig there = Keyspace.fresh();
        CassandraConfig nowhere = new CassandraConfig(
                List.of(new InetSocketAddress("127.0.0.1", 1)),
                there.datacenter(),
                there.keyspace(),
                1,
                Optional.empty(),
                Optional.empty());
        CompletableFuture<Object> opened = new CompletableFuture<>();
        Thread member = new Thread(() -> {
            try {
                opened.complete(CassandraStores.open(nowhere));
            } catch (InterruptedException e) {
                opened.complete("interrupted");
            } catch (RuntimeException e) {
                opened.completeExceptionally(e);
            }
        });
        member.start();

        member.join(6_000);
        assertThat(opened).isNotDone();
        member.interrupt();

        assertThat(opened.join()).isEqualTo("interrupted");
    }

    @Test
    void namesNoMigrationThatIsNotThereAndMissesNone() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/cql"))) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted())
                    .containsExactlyElementsOf(Migrations.FILES);
        }
        assertThat(Migrations.FILES.stream().map(Migrations::number))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, Migrations.FILES.size())
                        .boxed()
                        .toList());
    }

    @Test
    void everyMigrationCanBeAppliedAgain() {
        assertThat(Migrations.FILES.stream().flatMap(file -> Migrations.statements(file).stream()))
                .allMatch(statement -> statement.contains(" IF NOT EXISTS ") || statement.contains(" IF EXISTS "));
    }

    @Test
    void doesNotPrintThePassword() {
        CassandraConfig config = new CassandraConfig(
                List.of(new InetSocketAddress("127.0.0.1", 1)),
                "dc1",
                "fanfare",
                1,
                Optional.of(new CassandraConfig.Credentials("hamlet", "swordfish")),
                Optional.empty());

        assertThat(config.toString()).contains("hamlet").doesNotContain("swordfish");
    }

    @Test
    void refusesANameThatIsMoreThanAName() {
        assertThatThrownBy(() -> new CassandraConfig(
                        List.of(new InetSocketAddress("127.0.0.1", 1)),
                        "dc1",
                        "a; --",
                        1,
                        Optional.empty(),
                        Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Integer> numbers(CassandraConfig config) {
        try (CqlSession session = session(config)) {
            return session.execute("SELECT number FROM " + config.keyspace() + ".migrations").all().stream()
                    .map(row -> row.getInt("number"))
                    .sorted()
                    .toList();
        }
    }

    private static CqlSession session(CassandraConfig config) {
        return CqlSession.builder()
                .addContactPoints(config.contactPoints())
                .withLocalDatacenter(config.datacenter())
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                        .build())
                .build();
    }
}
