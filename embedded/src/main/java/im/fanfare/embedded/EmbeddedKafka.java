package im.fanfare.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker, its own controller, in a process of its own.
 *
 * <p>After {@link #kill()}, {@link #start()} brings it back on the same data and the same port; that takes as long as the
 * controller remembers the killed broker (see kafka.properties).
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration FAREWELL = Duration.ofSeconds(30);

    private final Home home;
    private final InetSocketAddress at;
    private final String more;
    private final int controllerPort = Ports.free();
    private volatile @Nullable Child child;

    public EmbeddedKafka(Home home) {
        this(home, "");
    }

    /** @param more lines of its configuration, which win over those in kafka.properties */
    public EmbeddedKafka(Home home, String more) {
        this(home, Ports.freeAt(Ports.LOOPBACK), more);
    }

    /** @param at where it listens, a literal address and a port */
    public EmbeddedKafka(Home home, InetSocketAddress at, String more) {
        this.home = home;
        this.at = at;
        this.more = more;
    }

    /** Returns once the broker takes records. */
    public EmbeddedKafka start() throws IOException {
        var dir = home.dir();
        var properties = dir.resolve("server.properties");
        Template.named("kafka.properties")
                .and(more)
                .write(
                        properties,
                        Map.of(
                                "DIR",
                                dir,
                                "HOST",
                                at.getHostString(),
                                "PORT",
                                at.getPort(),
                                "CONTROLLER_PORT",
                                controllerPort));
        Template.named("logback-server.xml").write(dir.resolve("logback.xml"), Map.of());
        var ready = dir.resolve("ready");
        Files.deleteIfExists(ready);

        var broker = JavaCommand.onThisJdk(flags(), ClassPath.named("kafka"), "im.fanfare.embedded.kafka.KafkaMain")
                .fork(dir, Run.of("kafka", home.log(), properties.toString(), ready.toString()));
        child = broker;
        broker.await(() -> Files.exists(ready), PATIENCE);
        return this;
    }

    /** For {@code bootstrap.servers}. */
    public String bootstrap() {
        return at.getHostString() + ":" + at.getPort();
    }

    public int port() {
        return at.getPort();
    }

    public Child process() {
        return Started.of(child, "Kafka");
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

    private List<String> flags() {
        var flags = new ArrayList<>(List.of(
                "-Xms64m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.net.preferIPv4Stack=true",
                "-Dlogback.configurationFile=" + home.dir().resolve("logback.xml")));
        if (home.isTemporary()) {
            flags.add("-XX:TieredStopAtLevel=1"); // up a second sooner, and tests are over before it would pay
        }
        return flags;
    }
}
