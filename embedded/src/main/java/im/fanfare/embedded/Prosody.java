package im.fanfare.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prosody, from the distribution's package; it takes one connection per component. */
public final class Prosody implements HostServer {
    /** Prosody's {@code component_conflict_resolve}: which of two connections of one component has to go. */
    public enum Conflict {
        KICK_NEW,
        KICK_OLD
    }

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    private final Home home;
    private final HostSettings settings;
    private final Conflict conflict;
    private volatile @Nullable Child child;

    public Prosody(Home home, HostSettings settings) {
        this(home, settings, Conflict.KICK_NEW);
    }

    public Prosody(Home home, HostSettings settings, Conflict conflict) {
        this.home = home;
        this.settings = settings;
        this.conflict = conflict;
    }

    @Override
    public Prosody start() throws IOException {
        var program = Programs.find("prosody");
        var config = home.dir().resolve("prosody.cfg.lua");
        Files.createDirectories(accounts());
        Files.createDirectories(home.dir().resolve("certs")); // stays empty; without it there is an error in the log
        Template.named("prosody.cfg.lua")
                .write(
                        config,
                        Map.of(
                                "DIR", home.dir(),
                                // Another user could not enter every directory that root can.
                                "RUN_AS_ROOT", Programs.runAsRoot(),
                                "CLIENT_PORT", settings.clientPort(),
                                "COMPONENT_PORT", settings.componentPort(),
                                "WEB_PORT",
                                        settings.web()
                                                .map(web -> Integer.toString(web.port()))
                                                .orElse(""),
                                "WEB", settings.web().map(Prosody::web).orElse(""),
                                "COMPONENTS", components()));

        var command = List.of(program.toString(), "-F", "--config", config.toString());
        var server = Child.fork("prosody", home.log(), Leash.on(command), Map.of());
        child = server;
        server.await(
                () -> Ports.isServed(settings.componentPort())
                        && Ports.isServed(settings.clientPort())
                        && settings.web().map(web -> Ports.isServed(web.port())).orElse(true),
                PATIENCE);
        return this;
    }

    @Override
    public HostSettings settings() {
        return settings;
    }

    /** Prosody reads an account's file whenever somebody logs in, so writing one is registering. */
    @Override
    public void register(String user, String password) throws IOException {
        var file = accounts().resolve(encoded(user) + ".dat");
        if (!Files.exists(file)) {
            Files.writeString(file, "return { [\"password\"] = " + quoted(password) + "; };\n");
        }
    }

    @Override
    public Child process() {
        return Started.of(child, "Prosody");
    }

    @Override
    public void close() {
        Started.close(child, home, FAREWELL);
    }

    private Path accounts() {
        return home.dir().resolve("data").resolve(DOMAIN).resolve("accounts");
    }

    private String components() {
        return settings.components().stream().map(this::component).collect(Collectors.joining("\n"));
    }

    private static String web(HostSettings.Web web) {
        return """
                  modules_enabled = { "websocket" }
                %s""".formatted(web.open().map(Prosody::open).orElse(""));
    }

    private static String open(HostSettings.Open open) {
        return """
                VirtualHost "%s"
                  authentication = "anonymous"
                  allow_anonymous_s2s = false
                Component "%s" "pubsub"
                  admins = { "%s@%s" }""".formatted(open.guests(), open.pubsub(), open.publisher(), DOMAIN);
    }

    private String component(String domain) {
        return """
                Component "%s"
                  component_secret = %s
                  component_conflict_resolve = "%s\"""".formatted(
                        domain, quoted(settings.secret()), conflict == Conflict.KICK_OLD ? "kick_old" : "kick_new");
    }

    /** A file name as Prosody's store makes it: what is neither letter nor digit in hexadecimal. */
    private static String encoded(String name) {
        return name.chars()
                .mapToObj(c -> isAlphanumeric(c) ? Character.toString(c) : "%%%02x".formatted(c))
                .collect(Collectors.joining());
    }

    private static boolean isAlphanumeric(int c) {
        return c < 128 && Character.isLetterOrDigit(c);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
