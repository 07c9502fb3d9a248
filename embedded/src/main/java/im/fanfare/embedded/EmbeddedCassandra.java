package im.fanfare.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Cassandra node in a process of its own, on JDK 17.
 *
 * <p>After {@link #kill()}, {@link #start()} brings it back on the same data and the same port, with all that was
 * acknowledged where the data is wanted for good. Otherwise what was acknowledged within the last 100 ms may be lost, as
 * with any Cassandra as it comes: so often it marks up to where its commit log is to be read. Where there are three
 * replicas the other two have it; here there is one.
 */
public final class EmbeddedCassandra implements AutoCloseable {
    /** For {@code more}: as each of three replicas is, of which one may be killed. */
    public static final String AS_IT_COMES = "commitlog_sync: periodic\ncommitlog_sync_period: 10000ms\n";

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration FAREWELL = Duration.ofSeconds(60);
    private static final String BEFORE_IT_ANSWERS = "commitlog_sync: batch";

    private final Home home;
    private final InetSocketAddress at;
    private final String more;
    private final int storagePort = Ports.free();
    private volatile @Nullable Child child;

    public EmbeddedCassandra(Home home) {
        this(home, "");
    }

    /** @param more lines of its configuration, which win over those in cassandra.yaml */
    public EmbeddedCassandra(Home home, String more) {
        this(home, Ports.freeAt(Ports.LOOPBACK), more);
    }

    /** @param at where it listens, a literal address and a port */
    public EmbeddedCassandra(Home home, InetSocketAddress at, String more) {
        this.home = home;
        this.at = at;
        this.more = more;
    }

    /** Returns once the node takes CQL. */
    public EmbeddedCassandra start() throws IOException {
        var dir = home.dir();
        Template.named("cassandra.yaml")
                .and(more)
                .write(
                        config(),
                        Map.of(
                                "DIR",
                                dir,
                                "HOST",
                                at.getHostString(),
                                "PORT",
                                at.getPort(),
                                "STORAGE_PORT",
                                storagePort,
                                "COMMIT_LOG",
                                home.isTemporary() ? AS_IT_COMES : BEFORE_IT_ANSWERS));
        Template.named("logback-server.xml").write(dir.resolve("logback.xml"), Map.of());

        var node = new JavaCommand(
                        Java17.home(),
                        flags(),
                        ClassPath.named("cassandra"),
                        "org.apache.cassandra.service.CassandraDaemon")
                .fork(dir, Run.of("cassandra", home.log()));
        child = node;
        node.await(() -> Ports.isServed(at), PATIENCE);
        return this;
    }

    public InetSocketAddress contactPoint() {
        return at;
    }

    /** As SimpleSnitch names it. */
    public String datacenter() {
        return "datacenter1";
    }

    public int port() {
        return at.getPort();
    }

    public Child process() {
        return Started.of(child, "Cassandra");
    }

    public long pid() {
        return process().pid();
    }

    public void kill() {
        process().kill();
    }

    @Override
    public void close() {
        Started.close(child, home, FAREWELL);
    }

    private Path config() {
        return home.dir().resolve("cassandra.yaml");
    }

    private List<String> flags() throws IOException {
        var flags = new ArrayList<String>();
        Template.named("cassandra-jvm.flags")
                .text()
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(flags::add);
        flags.add("-Dcassandra.config=" + config().toUri());
        flags.add("-Dcassandra.storagedir=" + home.dir());
        flags.add("-Dlogback.configurationFile=" + home.dir().resolve("logback.xml"));
        if (home.isTemporary()) {
            flags.add("-XX:TieredStopAtLevel=1"); // up sooner, and tests are over before it would pay
        }
        if (home.isCareless()) {
            // System tables are not flushed: a table is created in a third of the time, but the schema dies with the
            // node.
            flags.add("-Dcassandra.unsafesystem=true");
        }
        return flags;
    }
}
