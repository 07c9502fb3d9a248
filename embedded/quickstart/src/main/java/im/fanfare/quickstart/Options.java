package im.fanfare.quickstart;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param host the host server to attach to, or none to start one
 */
record Options(boolean help, boolean exit, boolean fresh, int members, Path data, Optional<Attachment> host) {
    private static final int COMPONENT_PORT = 5347;
    private static final int MOST_MEMBERS = 20;

    /** @throws IllegalArgumentException with a sentence for the user */
    static Options parse(List<String> arguments, Map<String, String> environment) {
        var parsed = new Parsing(new ArrayDeque<>(arguments), environment.get("FANFARE_SECRET"));
        while (!parsed.rest.isEmpty()) {
            parsed.option(parsed.rest.remove());
        }
        return parsed.options();
    }

    /** The options read so far. */
    private static final class Parsing {
        private final Deque<String> rest;
        private boolean help;
        private boolean exit;
        private boolean fresh;
        private int members = 1;
        private Path data = Path.of("data");
        private int port = COMPONENT_PORT;
        private @Nullable String host;
        private @Nullable String domain;
        private @Nullable String secret;
        private @Nullable String belongsToHost;

        private Parsing(Deque<String> rest, @Nullable String secret) {
            this.rest = rest;
            this.secret = secret;
        }

        private void option(String name) {
            switch (name) {
                case "--help", "-h" -> help = true;
                case "--exit" -> exit = true;
                case "--fresh" -> fresh = true;
                case "--members" -> members = number(name, MOST_MEMBERS);
                case "--data" -> data = Path.of(value(name));
                case "--host" -> host = value(name);
                case "--port" -> port = number(belonging(name), 65_535);
                case "--domain" -> domain = value(belonging(name));
                case "--secret" -> secret = value(belonging(name));
                default -> throw new IllegalArgumentException("There is no option " + name + ".");
            }
        }

        private Options options() {
            return new Options(help, exit, fresh, members, data, Optional.ofNullable(attachment()));
        }

        private @Nullable Attachment attachment() {
            if (host == null) {
                if (belongsToHost != null) {
                    throw new IllegalArgumentException(belongsToHost + " says how to attach; it needs --host as well.");
                }
                return null;
            }
            if (domain == null || secret == null) {
                throw new IllegalArgumentException("--host needs --domain and --secret as well.");
            }
            return new Attachment(domain, host, port, secret);
        }

        private String belonging(String name) {
            belongsToHost = name;
            return name;
        }

        private String value(String name) {
            var value = rest.poll();
            if (value == null || value.isBlank() || value.startsWith("--")) {
                throw new IllegalArgumentException(name + " needs a value.");
            }
            return value;
        }

        private int number(String name, int most) {
            var value = value(name);
            try {
                int number = Integer.parseInt(value);
                if (number >= 1 && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Refused below, like a number out of range.
            }
            throw new IllegalArgumentException(name + " needs a number from 1 to " + most + ", not " + value + ".");
        }
    }
}
