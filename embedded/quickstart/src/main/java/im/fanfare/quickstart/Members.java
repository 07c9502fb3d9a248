package im.fanfare.quickstart;

import im.fanfare.embedded.Child;
import im.fanfare.embedded.ClassPath;
import im.fanfare.embedded.EmbeddedCassandra;
import im.fanfare.embedded.EmbeddedKafka;
import im.fanfare.embedded.JavaCommand;
import im.fanfare.embedded.Ports;
import im.fanfare.embedded.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The Fanfare members, each a process on production's class path, told everything by its environment. */
final class Members implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration FAREWELL = Duration.ofSeconds(30);
    private static final List<String> FLAGS = List.of("-Xmx512m", "-XX:+ExitOnOutOfMemoryError");

    private final DataDirectory data;
    private final Map<String, String> common;
    private final List<Integer> ports;
    private final List<Integer> managementPorts;
    private final List<Child> running = new CopyOnWriteArrayList<>();

    private Members(DataDirectory data, Map<String, String> common, List<Integer> ports) {
        this.data = data;
        this.common = common;
        this.ports = ports;
        this.managementPorts = ports.stream().map(port -> Ports.free()).toList();
    }

    static Members of(
            int count, DataDirectory data, EmbeddedCassandra cassandra, EmbeddedKafka kafka, Attachment attachment) {
        var ports = IntStream.range(0, count).mapToObj(i -> Ports.free()).toList();
        var seeds = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        var common = new HashMap<String, String>();
        common.put("FANFARE_SERVICE", attachment.service());
        common.put("FANFARE_HOST", attachment.host());
        common.put("FANFARE_PORT", Integer.toString(attachment.port()));
        common.put("FANFARE_SECRET", attachment.secret());
        // Every host server allows one connection, and not every one more.
        common.put("FANFARE_LINK_MODE", "shared");
        common.put("FANFARE_CASSANDRA", "127.0.0.1:" + cassandra.port());
        common.put("FANFARE_CASSANDRA_DATACENTER", cassandra.datacenter());
        common.put("FANFARE_CASSANDRA_KEYSPACE", "fanfare");
        common.put("FANFARE_CASSANDRA_REPLICATION", "1");
        common.put("FANFARE_KAFKA", kafka.bootstrap());
        common.put("FANFARE_KAFKA_REPLICATION", "1");
        common.put("FANFARE_MEMBER_HOST", "127.0.0.1");
        common.put("FANFARE_SEED_MEMBERS", seeds);
        return new Members(data, Map.copyOf(common), ports);
    }

    /** Starts them all, then waits until each says that publishes are accepted. */
    void start() throws IOException {
        var program = JavaCommand.onThisJdk(FLAGS, ClassPath.named("member"), "im.fanfare.component.Main");
        for (int number = 1; number <= ports.size(); number++) {
            Files.deleteIfExists(ready(number));
            running.add(program.fork(data.members(), run(number)));
        }
        for (int number = 1; number <= ports.size(); number++) {
            var sign = ready(number);
            running.get(number - 1).await(() -> Files.exists(sign), PATIENCE);
        }
    }

    /** Where their metrics are. */
    List<String> metrics() {
        return managementPorts.stream()
                .map(port -> "http://127.0.0.1:" + port + "/metrics")
                .toList();
    }

    List<Child> processes() {
        return List.copyOf(running);
    }

    /** All at once: none of them waits for another. */
    @Override
    public void close() {
        running.forEach(Child::terminate);
        running.forEach(member -> member.stop(FAREWELL));
    }

    private Run run(int number) throws IOException {
        var name = "member-" + number;
        var environment = new HashMap<>(common);
        environment.put("FANFARE_MEMBER_PORT", Integer.toString(ports.get(number - 1)));
        environment.put("FANFARE_MANAGEMENT_PORT", Integer.toString(managementPorts.get(number - 1)));
        environment.put("FANFARE_READY_FILE", ready(number).toString());
        return new Run(name, data.freshLog(name), List.of(), environment);
    }

    private Path ready(int number) throws IOException {
        return data.members().resolve("member-" + number + ".ready");
    }
}
