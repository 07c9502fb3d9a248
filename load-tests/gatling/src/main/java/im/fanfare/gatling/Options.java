package im.fanfare.gatling;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import im.fanfare.gatling.websocket.Server;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param settings of the simulation: load.conf, a file over it, and options over both
 * @param started what is started where there is no target
 * @param product of the real host server that is started where there is no other
 * @param server an operator's own, with its users
 * @param metrics of an operator's own members, where {@code /metrics} is
 * @param report the directory that reports are written into
 */
record Options(
        Question question,
        Config settings,
        Started started,
        Optional<Target> target,
        RealHost.Product product,
        Optional<Server> server,
        List<URI> metrics,
        Path report) {
    Options {
        metrics = List.copyOf(metrics);
    }

    /**
     * Of our own.
     *
     * @param connections of each member to the host server
     * @param jvm options of each member's JVM
     */
    record Started(int members, int connections, List<String> jvm) {
        Started {
            jvm = List.copyOf(jvm);
        }
    }

    /**
     * An installation of the operator's: where we play its host server.
     *
     * @param host address of this machine that its members connect to
     * @param service its own address
     */
    record Target(String host, int port, String service, String secret) {}

    /** The same, but for one setting. */
    Options with(String key, ConfigValue value) {
        return new Options(question, settings.withValue(key, value), started, target, product, server, metrics, report);
    }

    /** @throws IllegalArgumentException with a sentence for the user */
    static Options parse(List<String> arguments) {
        var rest = new ArrayDeque<>(arguments);
        String name = rest.poll();
        if (name == null || name.startsWith("-")) {
            throw new IllegalArgumentException("The first word is the simulation's name.");
        }
        var parsed = new Parsing(Question.named(name), rest);
        while (!rest.isEmpty()) {
            parsed.option(rest.remove());
        }
        return parsed.options();
    }

    /** The options read so far. */
    private static final class Parsing {
        private static final int COMPONENT_PORT = 5347;
        private static final int MOST = 100_000_000;
        private static final int MOST_MEMBERS = 20;
        private static final int MOST_CONNECTIONS = 64;
        private static final int MOST_PORT = 65_535;

        private final Question question;
        private final Deque<String> rest;
        private final Config defaults;
        private final Map<String, Object> given = new HashMap<>();
        private final List<String> jvm = new ArrayList<>();
        private Config file = ConfigFactory.empty();
        private Path report = Path.of("target", "load-reports");
        private List<URI> metrics = List.of();
        private String heap = "1g";
        private int members = 1;
        private int connections = 1;
        private int port = COMPONENT_PORT;
        private String service = "pubsub.localhost";
        private RealHost.Product product = RealHost.Product.PROSODY;
        private @Nullable String host;
        private @Nullable String secret;
        private @Nullable String belongsToHost;
        private @Nullable URI url;
        private @Nullable String domain;
        private @Nullable String guests;
        private @Nullable String password;

        private Parsing(Question question, Deque<String> rest) {
            this.question = question;
            this.rest = rest;
            this.defaults = Run.defaults(question);
        }

        private void option(String name) {
            switch (name) {
                case "--config" -> file = read(Path.of(value(name)));
                case "--report" -> report = Path.of(value(name));
                case "--members" -> members = number(name, MOST_MEMBERS);
                case "--connections" -> connections = number(name, MOST_CONNECTIONS);
                case "--heap" -> heap = value(name);
                case "--jvm" -> jvm.add(value(name));
                case "--host" -> host = value(played(name));
                case "--port" -> port = number(belonging(played(name)), MOST_PORT);
                case "--secret" -> secret = value(belonging(played(name)));
                case "--server" -> product = product(value(real(name)));
                case "--url" -> url = URI.create(value(real(name)));
                case "--domain" -> domain = value(belonging(real(name)));
                case "--guests" -> guests = value(belonging(real(name)));
                case "--password" -> password = value(belonging(real(name)));
                case "--service" -> service = value(belonging(name));
                case "--metrics" ->
                    metrics = Arrays.stream(value(belonging(name)).split(",", -1))
                            .map(URI::create)
                            .toList();
                default -> setting(name);
            }
        }

        /** What the simulation takes is in load.conf, under the option's name. */
        private void setting(String name) {
            String key = name.startsWith("--") ? name.substring(2) : "";
            if (key.isEmpty() || key.equals("question") || !defaults.hasPath(key)) {
                throw new IllegalArgumentException("The simulation %s has no option %s.".formatted(question, name));
            }
            String value = value(name);
            try {
                double number = Double.parseDouble(value.replace("_", ""));
                if (number >= 0 && number <= MOST) {
                    given.put(key, number == Math.rint(number) ? (Object) (long) number : (Object) number);
                    return;
                }
            } catch (NumberFormatException e) {
                // Refused below, like a number out of range.
            }
            throw new IllegalArgumentException("%s needs a number from 0 to %,d, not %s.".formatted(name, MOST, value));
        }

        private Config read(Path path) {
            if (!Files.isReadable(path)) {
                throw new IllegalArgumentException("There is no file " + path + ".");
            }
            try {
                Config all = ConfigFactory.parseFile(path.toFile()).resolve();
                return all.hasPath(question.toString()) ? all.getConfig(question.toString()) : ConfigFactory.empty();
            } catch (ConfigException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }

        private Options options() {
            jvm.add(0, "-Xmx" + heap);
            Config settings = ConfigFactory.empty();
            for (var entry : given.entrySet()) {
                settings = settings.withValue(entry.getKey(), ConfigValueFactory.fromAnyRef(entry.getValue()));
            }
            return new Options(
                    question,
                    settings.withFallback(file).withFallback(defaults),
                    new Started(members, connections, jvm),
                    Optional.ofNullable(target()),
                    product,
                    Optional.ofNullable(server()),
                    metrics,
                    report);
        }

        private @Nullable Target target() {
            if (host == null) {
                refuseWhatBelongsTo("--host", question.isPlayed());
                return null;
            }
            if (secret == null) {
                throw new IllegalArgumentException("--host needs --secret as well.");
            }
            return new Target(host, port, service, secret);
        }

        private @Nullable Server server() {
            if (url == null) {
                refuseWhatBelongsTo("--url", !question.isPlayed());
                return null;
            }
            if (domain == null || password == null) {
                throw new IllegalArgumentException("--url needs --domain and --password as well.");
            }
            return new Server(url, domain, password, Optional.ofNullable(guests), service);
        }

        private void refuseWhatBelongsTo(String option, boolean isMissing) {
            if (isMissing && belongsToHost != null) {
                throw new IllegalArgumentException(
                        "%s is for an installation of your own; it needs %s as well.".formatted(belongsToHost, option));
            }
        }

        private static RealHost.Product product(String word) {
            return Arrays.stream(RealHost.Product.values())
                    .filter(product -> product.word().equals(word))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException("--server needs prosody or ejabberd, not " + word + "."));
        }

        private String played(String name) {
            if (!question.isPlayed()) {
                throw new IllegalArgumentException(
                        "%s has users of a real server: it takes --url, not %s.".formatted(question, name));
            }
            return name;
        }

        private String real(String name) {
            if (question != Question.END_TO_END) {
                throw new IllegalArgumentException("Only end-to-end takes %s.".formatted(name));
            }
            return name;
        }

        private String belonging(String name) {
            belongsToHost = name;
            return name;
        }

        private String value(String name) {
            String value = rest.poll();
            if (value == null || value.isBlank() || value.startsWith("--")) {
                throw new IllegalArgumentException(name + " needs a value.");
            }
            return value;
        }

        private int number(String name, int most) {
            String value = value(name);
            try {
                int number = Integer.parseInt(value.replace("_", ""));
                if (number >= 1 && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Refused below, like a number out of range.
            }
            throw new IllegalArgumentException("%s needs a number from 1 to %,d, not %s.".formatted(name, most, value));
        }
    }
}
