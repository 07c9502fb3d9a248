package im.fanfare.load;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param sizes what the rows scale with
 * @param rows which to run, in this order; none stands for all
 * @param gate whether a missed target fails the run
 * @param report the directory that everything is written to
 * @param jvm options of the member's JVM
 * @param listening a member of the operator's own, instead of one that is started
 */
record Options(
        boolean help,
        Sizes sizes,
        List<String> rows,
        boolean gate,
        Path report,
        List<String> jvm,
        Optional<Listening> listening) {
    Options {
        rows = List.copyOf(rows);
        jvm = List.copyOf(jvm);
    }

    /**
     * How much is measured.
     *
     * @param subscribers of one node; the large one has ten times as many
     * @param items published for each figure of a fan-out
     * @param seconds that a rate is measured for
     * @param connections of the component
     */
    record Sizes(int subscribers, int items, int seconds, int connections) {
        static final Sizes DEFAULT = new Sizes(100_000, 20, 10, 1);
        private static final int LARGE = 10;
        private static final int SUBSCRIBERS_PER_NODE = 100;

        int largeSubscribers() {
            return LARGE * subscribers;
        }

        /** Where many nodes are published to; 1,000 at the default. */
        int nodes() {
            return Math.max(1, subscribers / SUBSCRIBERS_PER_NODE);
        }

        Sizes withSubscribers(int number) {
            return new Sizes(number, items, seconds, connections);
        }

        Sizes withItems(int number) {
            return new Sizes(subscribers, number, seconds, connections);
        }

        Sizes withSeconds(int number) {
            return new Sizes(subscribers, items, number, connections);
        }

        Sizes withConnections(int number) {
            return new Sizes(subscribers, items, seconds, number);
        }
    }

    /**
     * Where the member that an operator has started finds its host server.
     *
     * @param pid of the member, if what it uses shall be measured
     */
    record Listening(int port, String service, String secret, Optional<Long> pid) {}

    /** @throws IllegalArgumentException with a sentence for the user */
    static Options parse(List<String> arguments) {
        Parsing parsed = new Parsing(new ArrayDeque<>(arguments));
        while (!parsed.rest.isEmpty()) {
            parsed.option(parsed.rest.remove());
        }
        return parsed.options();
    }

    /** The options read so far. */
    private static final class Parsing {
        private static final int MOST_SUBSCRIBERS = 10_000_000;
        private static final int MOST = 1_000_000;

        private final Deque<String> rest;
        private final List<String> jvm = new ArrayList<>();
        private boolean help;
        private boolean gate;
        private Sizes sizes = Sizes.DEFAULT;
        private List<String> rows = List.of();
        private Path report = Path.of("target", "fanout-report");
        private String heap = "1g";
        private String service = "pubsub.localhost";
        private @Nullable Integer port;
        private @Nullable String secret;
        private @Nullable Long pid;
        private @Nullable String belongsToListen;

        private Parsing(Deque<String> rest) {
            this.rest = rest;
        }

        private void option(String name) {
            switch (name) {
                case "--help", "-h" -> help = true;
                case "--gate" -> gate = true;
                case "--subscribers" -> sizes = sizes.withSubscribers(number(name, MOST_SUBSCRIBERS));
                case "--items" -> sizes = sizes.withItems(number(name, MOST));
                case "--seconds" -> sizes = sizes.withSeconds(number(name, MOST));
                case "--connections" -> sizes = sizes.withConnections(number(name, 64));
                case "--rows" -> rows = List.of(value(name).split(",", -1));
                case "--report" -> report = Path.of(value(name));
                case "--heap" -> heap = value(name);
                case "--jvm" -> jvm.add(value(name));
                case "--listen" -> port = number(name, 65_535);
                case "--service" -> service = value(belonging(name));
                case "--secret" -> secret = value(belonging(name));
                case "--pid" -> pid = (long) number(belonging(name), Integer.MAX_VALUE);
                default -> throw Arguments.unknown(name);
            }
        }

        private Options options() {
            jvm.add(0, "-Xmx" + heap);
            return new Options(help, sizes, rows, gate, report, jvm, Optional.ofNullable(listening()));
        }

        private @Nullable Listening listening() {
            if (port == null) {
                if (belongsToListen != null) {
                    throw new IllegalArgumentException(
                            belongsToListen + " is for a member that runs already; it needs --listen as well.");
                }
                return null;
            }
            if (secret == null) {
                throw new IllegalArgumentException("--listen needs --secret as well.");
            }
            return new Listening(port, service, secret, Optional.ofNullable(pid));
        }

        private String belonging(String name) {
            belongsToListen = name;
            return name;
        }

        private String value(String name) {
            return Arguments.value(name, rest);
        }

        private int number(String name, int most) {
            return Arguments.number(name, rest, most);
        }
    }
}
