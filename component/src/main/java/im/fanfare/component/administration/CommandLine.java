package im.fanfare.component.administration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.fanfare.component.portable.NodeFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The command {@code fanfare}: asks a member's {@link AdministrationServer} and shows what it says. */
public final class CommandLine {
    /** As sysexits.h has them. */
    private static final int USAGE = 64;

    private static final int UNAVAILABLE = 69;
    private static final int REFUSED = 1;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int BUFFER_BYTES = 64 << 10;

    /** Characters that say whether a file is whole. */
    private static final int LAST = NodeFile.END.length();

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    /** Of an answer: some operations go through all that a user has. */
    private static final Duration ANSWER = Duration.ofHours(1);

    /**
     * What can be asked for.
     *
     * @param argument the parameter that stands behind the command's name; empty: none
     * @param awaits what a member's duty has to be before it is over
     */
    private record Command(String method, String path, String argument, Optional<Predicate<JsonNode>> awaits) {
        Command(String method, String path, String argument) {
            this(method, path, argument, Optional.empty());
        }
    }

    private static final String EXPORT = "export";
    private static final String IMPORT = "import";
    private static final String FILE = "file";
    private static final Command NODE = new Command("GET", "/node", "node");
    private static final Command USER = new Command("GET", "/user", "jid");
    private static final Command DUTY = new Command("GET", "/duty", "");

    private static final Map<String, Command> COMMANDS = Map.ofEntries(
            Map.entry("members", new Command("GET", "/members", "")),
            Map.entry("links", new Command("GET", "/links", "")),
            Map.entry("shards", new Command("GET", "/shards", "")),
            Map.entry("partitions", new Command("GET", "/partitions", "")),
            Map.entry("node", NODE),
            Map.entry("user", USER),
            Map.entry("suspend", new Command("POST", "/suspend", "hostServer")),
            Map.entry("resume", new Command("POST", "/resume", "hostServer")),
            Map.entry("drain", new Command("POST", "/drain", "", Optional.of(duty -> isState(duty, "drained")))),
            Map.entry("undrain", new Command("POST", "/undrain", "", Optional.of(CommandLine::serves))),
            Map.entry("delete", new Command("POST", "/delete", "node")),
            Map.entry("change-owner", new Command("POST", "/change-owner", "node")),
            Map.entry("announce", new Command("POST", "/announce", "text")),
            Map.entry("blacklist", new Command("GET", "/blacklist", "")),
            Map.entry("block", new Command("POST", "/block", "jid")),
            Map.entry("unblock", new Command("POST", "/unblock", "jid")),
            Map.entry("erase", new Command("POST", "/erase", "jid")),
            Map.entry(EXPORT, new Command("GET", "/export", "node")),
            Map.entry(IMPORT, new Command("POST", "/import", FILE)));

    /** What is destroyed only when it is meant, and what is shown instead where that is not said. */
    private static final Map<String, Command> SHOWN = Map.of("delete", NODE, "erase", USER);

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream errors;
    private final ObjectMapper json = new ObjectMapper();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(System.getenv(), utf8(System.out), utf8(System.err)).run(List.of(arguments)));
    }

    /** Not the platform's character set: names have all characters. */
    private static PrintStream utf8(PrintStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    CommandLine(Map<String, String> environment, PrintStream out, PrintStream errors) {
        this.environment = environment;
        this.out = out;
        this.errors = errors;
    }

    /** What is wanted, and of whom. */
    private static final class Wanted {
        private final Map<String, String> parameters = new LinkedHashMap<>();
        private final Deque<String> words = new ArrayDeque<>();
        private Optional<String> url = Optional.empty();
        private boolean asJson;
        private boolean sure;
    }

    /** Does what the words say; the exit status. */
    int run(List<String> arguments) {
        Wanted wanted = new Wanted();
        Deque<String> left = new ArrayDeque<>(arguments);
        while (!left.isEmpty()) {
            String word = left.removeFirst();
            switch (word) {
                case "--help", "-h", "help" -> {
                    out.print(help());
                    return 0;
                }
                case "--json" -> wanted.asJson = true;
                case "--yes" -> wanted.sure = true;
                case "--everywhere" -> wanted.parameters.put("everywhere", "true");
                case "--again" -> wanted.parameters.put("again", "true");
                case "--url", "--service", "--node", "--as", "--owner" -> {
                    Optional<String> value = Optional.ofNullable(left.pollFirst());
                    if (value.isEmpty()) {
                        return misused(word + " needs a value");
                    }
                    if (word.equals("--url")) {
                        wanted.url = value;
                    } else {
                        wanted.parameters.put(word.substring(2), value.get());
                    }
                }
                default -> {
                    if (word.startsWith("--")) {
                        return misused("there is no option " + word);
                    }
                    wanted.words.add(word);
                }
            }
        }
        return perform(wanted);
    }

    private static String help() {
        try (InputStream text = CommandLine.class.getResourceAsStream("help.txt")) {
            return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int perform(Wanted wanted) {
        String name = Optional.ofNullable(wanted.words.pollFirst()).orElse("");
        Command command = COMMANDS.get(name);
        if (command == null) {
            return misused(name.isEmpty() ? "which command?" : "there is no command " + name);
        }
        if (!command.argument().isEmpty()) {
            String argument = wanted.words.pollFirst();
            if (argument == null) {
                return misused(name + " needs a " + command.argument());
            }
            wanted.parameters.put(command.argument(), argument);
        }
        if (!wanted.words.isEmpty()) {
            return misused(name + " takes no " + wanted.words.getFirst());
        }
        Optional<Command> shown = wanted.sure ? Optional.empty() : Optional.ofNullable(SHOWN.get(name));
        if (shown.isPresent()) {
            wanted.parameters.remove("everywhere");
            errors.println("fanfare: nothing is " + name + "d without --yes; this is what there is:");
        }
        try {
            if (name.equals(EXPORT)) {
                return export(wanted);
            }
            if (name.equals(IMPORT)) {
                return show(send(wanted), wanted.asJson);
            }
            HttpResponse<String> answer = ask(shown.orElse(command), wanted);
            while (answer.statusCode() == 200
                    && command.awaits().isPresent()
                    && !command.awaits().get().test(json.readTree(answer.body()))) {
                Thread.sleep(BETWEEN_LOOKS.toMillis());
                answer = ask(DUTY, wanted);
            }
            return show(answer, wanted.asJson);
        } catch (IllegalArgumentException unspeakable) {
            return misused(wanted.url.orElse("FANFARE_ADMIN_HOST") + " makes no URL: " + unspeakable.getMessage());
        } catch (FileNotFoundException unreadable) {
            return misused("there is no file to read: " + unreadable.getMessage());
        } catch (IOException unreachable) {
            return unreachable(base(wanted), unreachable);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return REFUSED;
        }
    }

    private static boolean serves(JsonNode duty) {
        return isState(duty, "on") && duty.path("lacks").isEmpty();
    }

    private static boolean isState(JsonNode duty, String state) {
        return duty.path("state").asText().equals(state);
    }

    private HttpResponse<String> ask(Command command, Wanted wanted) throws IOException, InterruptedException {
        return client().send(
                        request(command, wanted, HttpRequest.BodyPublishers.noBody()),
                        HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> send(Wanted wanted) throws IOException, InterruptedException {
        String file = Optional.ofNullable(wanted.parameters.remove(FILE)).orElse("-");
        HttpRequest.BodyPublisher body = file.equals("-")
                ? HttpRequest.BodyPublishers.ofInputStream(() -> System.in)
                : HttpRequest.BodyPublishers.ofFile(Path.of(file));
        return client().send(
                        request(new Command("POST", "/import", FILE), wanted, body),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** As it comes: a node may be larger than our memory. */
    private int export(Wanted wanted) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client().send(
                        request(new Command("GET", "/export", "node"), wanted, HttpRequest.BodyPublishers.noBody()),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                return refused(json.readTree(body), response.statusCode());
            }
            byte[] buffer = new byte[BUFFER_BYTES];
            String end = "";
            for (int length = body.read(buffer); length >= 0; length = body.read(buffer)) {
                out.write(buffer, 0, length);
                end += new String(
                        buffer, Math.max(0, length - LAST), Math.min(LAST, length), StandardCharsets.ISO_8859_1);
                end = end.substring(Math.max(0, end.length() - LAST));
            }
            out.flush();
            if (!end.endsWith(NodeFile.END)) {
                errors.println("fanfare: this is not all of the node; the log of the member says why");
                return REFUSED;
            }
            return 0;
        }
    }

    private HttpRequest request(Command command, Wanted wanted, HttpRequest.BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base(wanted) + command.path() + query(wanted)))
                .timeout(ANSWER)
                .method(command.method(), body);
        token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request.build();
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    }

    private int refused(JsonNode answer, int status) {
        errors.println("fanfare: " + answer.path("error").asText("status " + status));
        return REFUSED;
    }

    private int show(HttpResponse<String> response, boolean asJson) throws IOException {
        JsonNode answer = json.readTree(response.body());
        if (response.statusCode() != 200) {
            return refused(answer, response.statusCode());
        }
        out.print(asJson ? response.body() + '\n' : Table.of(answer));
        return 0;
    }

    private Optional<String> token() {
        return setting("FANFARE_ADMIN_TOKEN");
    }

    private Optional<String> setting(String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isEmpty());
    }

    private String base(Wanted wanted) {
        return wanted.url
                .map(url -> url.replaceFirst("/+$", ""))
                .orElseGet(() -> "http://" + setting("FANFARE_ADMIN_HOST").orElse("127.0.0.1") + ':'
                        + setting("FANFARE_ADMIN_PORT").orElse("7357"));
    }

    private static String query(Wanted wanted) {
        return wanted.parameters.isEmpty()
                ? ""
                : wanted.parameters.entrySet().stream()
                        .map(each -> each.getKey() + '=' + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&", "?", ""));
    }

    private int misused(String why) {
        errors.println("fanfare: " + why + "; fanfare --help says what there is");
        return USAGE;
    }

    private int unreachable(String url, IOException fault) {
        errors.println("fanfare: the member at " + url + " cannot be reached: " + fault);
        return UNAVAILABLE;
    }
}
