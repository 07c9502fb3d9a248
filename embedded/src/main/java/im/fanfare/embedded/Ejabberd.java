package im.fanfare.embedded;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * ejabberd, from the distribution's package; it takes any number of connections per component.
 *
 * <p>Started by Erlang's own program and not by {@code ejabberdctl}, as a node without a name: so nothing registers with
 * a port mapper, which would stay behind, and two nodes never meet.
 */
public final class Ejabberd implements HostServer {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration FAREWELL = Duration.ofSeconds(20);
    private static final int HTTP_CONFLICT = 409;

    private final Home home;
    private final HostSettings settings;
    private final int apiPort = Ports.free();
    private final HttpClient api = HttpClient.newHttpClient();
    /** Its database is written out seconds after an account was accepted; a kill before that forgets what we do not. */
    private final Map<String, String> accounts = new ConcurrentHashMap<>();

    private volatile @Nullable Child child;

    public Ejabberd(Home home, HostSettings settings) {
        this.home = home;
        this.settings = settings;
    }

    @Override
    public Ejabberd start() throws IOException {
        var erl = Programs.find("erl");
        var config = home.dir().resolve("ejabberd.yml");
        Template.named("ejabberd.yml")
                .write(
                        config,
                        Map.of(
                                "CLIENT_PORT", settings.clientPort(),
                                "COMPONENT_PORT", settings.componentPort(),
                                "API_PORT", apiPort,
                                "GUESTS",
                                        settings.web()
                                                .flatMap(HostSettings.Web::open)
                                                .map(open -> ", " + open.guests())
                                                .orElse(""),
                                "WEB_LISTENER",
                                        settings.web()
                                                .map(Ejabberd::webListener)
                                                .orElse(""),
                                "WEB",
                                        settings.web()
                                                .flatMap(HostSettings.Web::open)
                                                .map(Ejabberd::open)
                                                .orElse(""),
                                "COMPONENTS", components()));
        var environment = Map.of(
                "HOME", home.dir().toString(),
                "ERL_LIBS", libraries().toString(),
                "ERL_CRASH_DUMP_BYTES", "0",
                "EJABBERD_CONFIG_PATH", config.toString(),
                "EJABBERD_LOG_PATH", home.dir().resolve("ejabberd.log").toString());

        var server = Child.fork("ejabberd", home.log(), Leash.on(command(erl)), environment);
        child = server;
        // The ports are opened in the order of their numbers.
        server.await(
                () -> Ports.isServed(settings.clientPort())
                        && Ports.isServed(settings.componentPort())
                        && Ports.isServed(apiPort)
                        && settings.web().map(web -> Ports.isServed(web.port())).orElse(true),
                PATIENCE);
        for (var account : accounts.entrySet()) {
            send(account.getKey(), account.getValue());
        }
        return this;
    }

    @Override
    public HostSettings settings() {
        return settings;
    }

    @Override
    public void register(String user, String password) throws IOException {
        send(user, password);
        accounts.putIfAbsent(user, password);
    }

    @Override
    public Child process() {
        return Started.of(child, "ejabberd");
    }

    @Override
    public void close() {
        Started.close(child, home, FAREWELL);
    }

    private void send(String user, String password) throws IOException {
        var body = """
                {"user": %s, "host": %s, "password": %s}""".formatted(quoted(user), quoted(DOMAIN), quoted(password));
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apiPort + "/api/register"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            var response = api.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2 && response.statusCode() != HTTP_CONFLICT) {
                throw new IOException("ejabberd did not register " + user + ": " + response.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while registering " + user);
        }
    }

    private List<String> command(Path erl) {
        var database = '"' + home.dir().resolve("database").toString() + '"'; // read as an Erlang term
        return List.of(erl.toString(), "+K", "true", "-noinput", "-mnesia", "dir", database, "-s", "ejabberd");
    }

    private static String webListener(HostSettings.Web web) {
        return """
                  - port: %d
                    ip: "127.0.0.1"
                    module: ejabberd_http
                    request_handlers:
                      /xmpp-websocket: ejabberd_http_ws""".formatted(web.port()).indent(2).stripTrailing();
    }

    private static String open(HostSettings.Open open) {
        return """
                host_config:
                  %s:
                    auth_method: anonymous
                    anonymous_protocol: sasl_anon
                append_host_config:
                  %s:
                    modules:
                      mod_pubsub:
                        host: %s
                        access_createnode: all""".formatted(open.guests(), DOMAIN, open.pubsub());
    }

    private String components() {
        return settings.components().stream()
                .map(domain -> "      %s: {password: %s}".formatted(domain, quoted(settings.secret())))
                .collect(Collectors.joining("\n"));
    }

    /** The directory that ejabberd's is in; its name has the machine's architecture in it. */
    private static Path libraries() throws IOException {
        try (var found = Files.find(Path.of("/usr/lib"), 2, (path, is) -> isEjabberd(path))) {
            return found.map(Path::getParent)
                    .findFirst()
                    .orElseThrow(
                            () -> new IOException("ejabberd is not installed (on Debian: apt-get install ejabberd)"));
        }
    }

    private static boolean isEjabberd(Path path) {
        return path.getFileName().toString().startsWith("ejabberd-") && Files.isDirectory(path.resolve("ebin"));
    }

    /** A string in JSON, and so in YAML. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
