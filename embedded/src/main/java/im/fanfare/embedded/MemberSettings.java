package im.fanfare.embedded;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What Fanfare's members are told by their environment, all of them the same, with one copy of everything. */
public record MemberSettings(Map<String, String> environment) {
    public MemberSettings {
        environment = Map.copyOf(environment);
    }

    public static MemberSettings on(EmbeddedCassandra cassandra, EmbeddedKafka kafka) {
        return new MemberSettings(Map.of(
                "FANFARE_CASSANDRA",
                cassandra.contactPoint().getHostString() + ":" + cassandra.port(),
                "FANFARE_CASSANDRA_DATACENTER",
                cassandra.datacenter(),
                "FANFARE_CASSANDRA_REPLICATION",
                "1",
                "FANFARE_KAFKA",
                kafka.bootstrap(),
                "FANFARE_KAFKA_REPLICATION",
                "1"));
    }

    /**
     * As the component {@code service} of a host server.
     *
     * @param mode {@code shared} or {@code each}: how many connections the host server takes
     */
    public MemberSettings attachedTo(String host, int port, String service, String secret, String mode) {
        return with("FANFARE_SERVICE", service)
                .with("FANFARE_HOST", host)
                .with("FANFARE_PORT", Integer.toString(port))
                .with("FANFARE_SECRET", secret)
                .with("FANFARE_LINK_MODE", mode);
    }

    /**
     * Apart from others in everything that they store and log.
     *
     * @param name in lower case letters, digits and underscores
     */
    public MemberSettings apart(String name) {
        return with("FANFARE_CASSANDRA_KEYSPACE", name).with("FANFARE_KAFKA_PREFIX", name + ".");
    }

    public MemberSettings with(String variable, String value) {
        var more = new HashMap<>(environment);
        more.put(variable, value);
        return new MemberSettings(more);
    }

    /**
     * Where a member runs.
     *
     * @param host its address there
     * @param behind the command that starts another there, and becomes it
     */
    public record Place(String host, List<String> behind) {
        public static final Place LOOPBACK = new Place(Ports.LOOPBACK, List.of());

        public Place {
            behind = List.copyOf(behind);
        }
    }

    /** As {@link #members(List, JavaCommand, Path, Path)}, so many on loopback. */
    public List<FanfareMember> members(int count, JavaCommand program, Path dir, Path logs) {
        return members(Collections.nCopies(count, Place.LOOPBACK), program, dir, logs);
    }

    /**
     * One in each place. Each knows all of them; the first founds the cluster. None is started yet.
     *
     * @param dir for what they leave behind but their logs
     * @param logs their logs are here, by their names: {@code member-1} and so on
     */
    public List<FanfareMember> members(List<Place> places, JavaCommand program, Path dir, Path logs) {
        var ports = places.stream().map(place -> Ports.free()).toList();
        var seeds = IntStream.range(0, places.size())
                .mapToObj(i -> places.get(i).host() + ":" + ports.get(i))
                .collect(Collectors.joining(","));
        var all = with("FANFARE_SEED_MEMBERS", seeds).environment;
        return IntStream.range(0, places.size())
                .mapToObj(i -> {
                    var name = "member-" + (i + 1);
                    var run = new Run(name, logs.resolve(name + ".log"), List.of(), all);
                    return new FanfareMember(program, dir, run, places.get(i), ports.get(i));
                })
                .toList();
    }
}
