package im.fanfare.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What the command line of {@code load-tests/faults} asks for; the command itself answers {@code --help}.
 *
 * @param subscribers of the large node
 * @param members of the cluster
 * @param only which faults; none stands for all
 * @param hold how long a fault lasts that lasts
 * @param every how long from one publish to a node to the next
 * @param report the directory that everything is written to
 * @param jvm options of a member's JVM
 */
record FaultOptions(
        int subscribers, int members, List<String> only, Duration hold, Duration every, Path report, List<String> jvm) {
    private static final int MOST_SUBSCRIBERS = 10_000_000;
    private static final int MOST_MEMBERS = 9;
    private static final int MOST = 1_000_000;

    FaultOptions {
        only = List.copyOf(only);
        jvm = List.copyOf(jvm);
    }

    /** @throws IllegalArgumentException with a sentence for the user */
    static FaultOptions parse(List<String> arguments) {
        Deque<String> rest = new ArrayDeque<>(arguments);
        int subscribers = 0;
        int members = 1;
        List<String> only = List.of();
        int hold = 60;
        int every = 500;
        Path report = Path.of("target", "faults-report");
        String heap = "1g";
        List<String> jvm = new ArrayList<>();
        while (!rest.isEmpty()) {
            String name = rest.remove();
            switch (name) {
                case "--subscribers" -> subscribers = Arguments.number(name, rest, MOST_SUBSCRIBERS);
                case "--members" -> members = Arguments.number(name, rest, MOST_MEMBERS);
                case "--only" -> only = List.of(Arguments.value(name, rest).split(",", -1));
                case "--hold" -> hold = Arguments.number(name, rest, MOST);
                case "--every" -> every = Arguments.number(name, rest, MOST);
                case "--report" -> report = Path.of(Arguments.value(name, rest));
                case "--heap" -> heap = Arguments.value(name, rest);
                case "--jvm" -> jvm.add(Arguments.value(name, rest));
                default -> throw Arguments.unknown(name);
            }
        }
        jvm.add(0, "-Xmx" + heap);
        int usual = members == 1 ? 1_000_000 : 10_000;
        return new FaultOptions(
                subscribers == 0 ? usual : subscribers,
                members,
                only,
                Duration.ofSeconds(hold),
                Duration.ofMillis(every),
                report,
                jvm);
    }
}
