package im.fanfare.component.system;

import im.fanfare.embedded.EmbeddedCassandra;
import im.fanfare.embedded.EmbeddedKafka;
import im.fanfare.embedded.HostServer;
import im.fanfare.embedded.Ports;
import im.fanfare.embedded.Servers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What all members of one Fanfare have in common: a keyspace and topics of its own, and the environment that tells
 * members so.
 *
 * @param dir keeps the members' logs, in this module's {@code target}
 */
public record Installation(String name, Path dir, Map<String, String> environment) {
    private static final AtomicInteger NEXT = new AtomicInteger(1);

    public Installation {
        environment = Map.copyOf(environment);
    }

    /** With the servers that all tests of this JVM share, and nothing in them yet. */
    public static Installation of(String name) {
        return of(name, Servers.cassandra(), Servers.kafka());
    }

    public static Installation of(String name, EmbeddedCassandra cassandra, EmbeddedKafka kafka) {
        var unique = name + "_" + NEXT.getAndIncrement();
        var environment = new HashMap<String, String>();
        environment.put("FANFARE_CASSANDRA", "127.0.0.1:" + cassandra.port());
        environment.put("FANFARE_CASSANDRA_DATACENTER", cassandra.datacenter());
        environment.put("FANFARE_CASSANDRA_KEYSPACE", unique);
        environment.put("FANFARE_CASSANDRA_REPLICATION", "1");
        environment.put("FANFARE_KAFKA", kafka.bootstrap());
        environment.put("FANFARE_KAFKA_REPLICATION", "1");
        environment.put("FANFARE_KAFKA_PREFIX", unique + ".");
        environment.put("FANFARE_PUBLICATION_PARTITIONS", "2");
        environment.put("FANFARE_DELIVERY_PARTITIONS", "4");
        environment.put("FANFARE_MEMBER_HOST", "127.0.0.1");
        return new Installation(unique, Path.of("target", "system", unique).toAbsolutePath(), environment);
    }

    /**
     * As the component {@code service} of a host server.
     *
     * @param mode {@code shared} or {@code each}: how many connections the host server takes
     */
    public Installation attachedTo(HostServer host, String service, String mode) {
        return with("FANFARE_SERVICE", service)
                .with("FANFARE_HOST", "127.0.0.1")
                .with("FANFARE_PORT", Integer.toString(host.settings().componentPort()))
                .with("FANFARE_SECRET", host.settings().secret())
                .with("FANFARE_LINK_MODE", mode);
    }

    public Installation with(String variable, String value) {
        var more = new HashMap<>(environment);
        more.put(variable, value);
        return new Installation(name, dir, more);
    }

    /** One that is the whole cluster; not started yet. */
    public FanfareMember member() {
        return members(1).get(0);
    }

    /** Each knows all of them; the first founds the cluster. None is started yet. */
    public List<FanfareMember> members(int count) {
        var ports = IntStream.range(0, count).mapToObj(i -> Ports.free()).toList();
        var seeds = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        var all = with("FANFARE_SEED_MEMBERS", seeds);
        return IntStream.range(0, count)
                .mapToObj(i -> new FanfareMember(all, "member-" + (i + 1), ports.get(i)))
                .toList();
    }
}
