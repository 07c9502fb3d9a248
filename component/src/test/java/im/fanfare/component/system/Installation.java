package im.fanfare.component.system;

import im.fanfare.component.link.FakeHostServer;
import im.fanfare.embedded.ClassPath;
import im.fanfare.embedded.EmbeddedCassandra;
import im.fanfare.embedded.EmbeddedKafka;
import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.HostServer;
import im.fanfare.embedded.JavaCommand;
import im.fanfare.embedded.MemberSettings;
import im.fanfare.embedded.Servers;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all members of one Fanfare have in common: a keyspace and topics of its own, and the settings that tell members
 * so. They run on the class path of this test.
 *
 * @param dir keeps the members' logs, in this module's {@code target}
 */
public record Installation(Path dir, MemberSettings settings) {
    /** JVMs run tests side by side, and what their members leave behind lies side by side too. */
    private static final long JVM = ProcessHandle.current().pid();

    private static final AtomicInteger NEXT = new AtomicInteger(1);
    private static final List<String> FLAGS = List.of(
            "-Xmx256m",
            "-Dlogback.configurationFile=logback.xml", // production's, not that of tests
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1"); // up seconds sooner, and tests are over before more would pay

    /** With the servers that all tests of this JVM share, and nothing in them yet. */
    public static Installation of(String name) {
        return of(name, Servers.cassandra(), Servers.kafka());
    }

    public static Installation of(String name, EmbeddedCassandra cassandra, EmbeddedKafka kafka) {
        var unique = name + "_" + JVM + "_" + NEXT.getAndIncrement();
        var settings = MemberSettings.on(cassandra, kafka)
                .apart(unique)
                .with("FANFARE_PUBLICATION_PARTITIONS", "2")
                .with("FANFARE_DELIVERY_PARTITIONS", "4");
        return new Installation(Path.of("target", "system", unique).toAbsolutePath(), settings);
    }

    /**
     * As the component {@code service} of a host server.
     *
     * @param mode {@code shared} or {@code each}: how many connections the host server takes
     */
    public Installation attachedTo(HostServer host, String service, String mode) {
        int port = host.settings().componentPort();
        String secret = host.settings().secret();
        return new Installation(dir, settings.attachedTo("127.0.0.1", port, service, secret, mode));
    }

    /** As the component that a scripted host server expects. */
    public Installation attachedTo(FakeHostServer host) {
        return with("FANFARE_SERVICE", FakeHostServer.SERVICE)
                .with("FANFARE_SECRET", FakeHostServer.SECRET)
                .with("FANFARE_PORT", Integer.toString(host.port()));
    }

    public Installation with(String variable, String value) {
        return new Installation(dir, settings.with(variable, value));
    }

    /** One that is the whole cluster; not started yet. */
    public FanfareMember member() {
        return members(1).get(0);
    }

    /** Each knows all of them; the first founds the cluster. None is started yet. */
    public List<FanfareMember> members(int count) {
        return settings.members(count, program(), dir, dir);
    }

    private static JavaCommand program() {
        // Maven names directories as well that a module does not have.
        var entries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(Files::exists)
                .toList();
        return FanfareMember.program(FLAGS, new ClassPath(entries));
    }
}
