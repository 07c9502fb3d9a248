package im.fanfare.load;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One Fanfare member in a process of its own, on production's class path; its settings are the defaults, or what this
 * process's environment says.
 */
final class Member {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration FAREWELL = Duration.ofSeconds(40);

    private final Child process;

    private Member(Child process) {
        this.process = process;
    }

    /** What tells a member where its stores are. */
    static Map<String, String> environment(EmbeddedCassandra cassandra, EmbeddedKafka kafka) {
        return Map.of(
                "FANFARE_CASSANDRA",
                "127.0.0.1:" + cassandra.port(),
                "FANFARE_CASSANDRA_DATACENTER",
                cassandra.datacenter(),
                "FANFARE_CASSANDRA_REPLICATION",
                "1",
                "FANFARE_KAFKA",
                kafka.bootstrap(),
                "FANFARE_KAFKA_REPLICATION",
                "1");
    }

    /**
     * Returns once it accepts publishes.
     *
     * @param dir for its log
     * @param jvm options of its JVM
     */
    static Member start(Path dir, List<String> jvm, Map<String, String> stores, HostServer host, int connections)
            throws IOException {
        Files.createDirectories(dir);
        Path ready = dir.resolve("member.ready");
        Files.deleteIfExists(ready);
        Map<String, String> environment = new HashMap<>(stores);
        environment.put("FANFARE_SERVICE", host.script().service());
        environment.put("FANFARE_SECRET", host.script().secret());
        environment.put("FANFARE_HOST", "127.0.0.1");
        environment.put("FANFARE_PORT", Integer.toString(host.port()));
        environment.put("FANFARE_LINK_MODE", "each");
        environment.put("FANFARE_LINK_CONNECTIONS", Integer.toString(connections));
        environment.put("FANFARE_MEMBER_HOST", "127.0.0.1");
        environment.put("FANFARE_MEMBER_PORT", Integer.toString(Ports.free()));
        environment.put("FANFARE_READY_FILE", ready.toString());
        List<String> flags = new ArrayList<>(jvm);
        flags.add("-XX:+ExitOnOutOfMemoryError");
        Child process = JavaCommand.onThisJdk(flags, ClassPath.named("member"), "im.fanfare.component.Main")
                .fork(dir, new Run("member", dir.resolve("member.log"), List.of(), environment));
        Member member = new Member(process);
        process.await(() -> Files.exists(ready), PATIENCE);
        return member;
    }

    Child process() {
        return process;
    }

    /** Asks it to leave, and returns when it has: what it had under way it has then delivered. */
    void stop() {
        process.stop(FAREWELL);
    }
}
