package im.fanfare.embedded;

import im.fanfare.embedded.MemberSettings.Place;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One Fanfare member in a process of its own, which ends with this one.
 *
 * <p>However it ended, {@link #start()} brings it back on the same ports. Its log, of all its lives, is {@link #log()}.
 */
public final class FanfareMember implements AutoCloseable {
    private static final String MAIN = "im.fanfare.component.Main";
    /** What it wants of its administrators where others than this machine reach it. */
    private static final String TOKEN = "a-token-for-a-member-of-tests";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration FAREWELL = Duration.ofSeconds(40);

    private final JavaCommand program;
    private final Path dir;
    private final Run run;
    private final Place place;
    private final int port;
    private final int managementPort = Ports.free();
    private final int administrationPort = Ports.free();
    private volatile @Nullable Child child;

    FanfareMember(JavaCommand program, Path dir, Run run, Place place, int port) {
        this.program = program;
        this.dir = dir;
        this.run = run;
        this.place = place;
        this.port = port;
    }

    /** What runs one as production does. */
    public static JavaCommand program(List<String> flags) {
        return program(flags, ClassPath.named("member"));
    }

    public static JavaCommand program(List<String> flags, ClassPath classPath) {
        var all = new ArrayList<>(flags);
        all.add("-XX:+ExitOnOutOfMemoryError");
        return JavaCommand.onThisJdk(all, classPath, MAIN);
    }

    /** Starts it without waiting for it, so that several can start side by side. */
    public FanfareMember start() throws IOException {
        return startBehind(List.of());
    }

    /**
     * As {@link #start()}, this once.
     *
     * @param command starts its command line, and becomes it
     */
    public FanfareMember startBehind(List<String> command) throws IOException {
        Files.createDirectories(dir);
        Files.deleteIfExists(ready());
        var environment = new HashMap<>(run.environment());
        environment.put("FANFARE_MEMBER_HOST", place.host());
        environment.put("FANFARE_MEMBER_PORT", Integer.toString(port));
        environment.put("FANFARE_MANAGEMENT_HOST", place.host());
        environment.put("FANFARE_MANAGEMENT_PORT", Integer.toString(managementPort));
        environment.put("FANFARE_ADMIN_HOST", place.host());
        environment.put("FANFARE_ADMIN_PORT", Integer.toString(administrationPort));
        environment.put("FANFARE_ADMIN_TOKEN", place.equals(Place.LOOPBACK) ? "" : TOKEN);
        environment.put("FANFARE_READY_FILE", ready().toString());
        child = program.behind(place.behind())
                .behind(command)
                .fork(dir, new Run(run.name(), run.log(), run.arguments(), environment));
        return this;
    }

    /** Returns once it accepts publishes; one that ends instead is a fault that shows the end of its log. */
    public FanfareMember awaitReady() throws IOException {
        process().await(this::isReady, PATIENCE);
        return this;
    }

    /** Whether its sign is there that it serves; after a kill it still is. */
    public boolean isReady() {
        return Files.exists(ready());
    }

    /** As {@code kill -9}; returns when it is gone. */
    public void kill() {
        process().kill();
    }

    /** Asks it to leave the cluster and stop, without waiting for it. */
    public void terminate() {
        process().terminate();
    }

    /** Asks it to leave and waits until it has: what it had under way it has then delivered. One that takes long is killed. */
    public void stop() {
        process().stop(FAREWELL);
    }

    /** Whether it has ever been started; it may have ended since. */
    public boolean isStarted() {
        return child != null;
    }

    public Child process() {
        var started = child;
        if (started == null) {
            throw new IllegalStateException(name() + " has not been started");
        }
        return started;
    }

    public String name() {
        return run.name();
    }

    public int port() {
        return port;
    }

    /** Where it says how it is: metrics, readiness, liveness. */
    public URI management() {
        return URI.create("http://" + place.host() + ":" + managementPort);
    }

    /** Where it is administered; on loopback without a token. */
    public URI administration() {
        return URI.create("http://" + place.host() + ":" + administrationPort);
    }

    /**
     * What it does or says at this path of {@link #administration()}, behind the status; or why it says nothing. On
     * loopback only.
     *
     * @param request {@code GET} or {@code POST}, and the path
     */
    public String administers(String request) {
        var address = administration().resolve(request.substring(request.indexOf(' ') + 1));
        return request.startsWith("POST ")
                ? Http.post(address, answer -> answer.statusCode() + " " + answer.body())
                : Http.get(address, answer -> answer.statusCode() + " " + answer.body());
    }

    /** What it says at this path of {@link #management()}, behind the status; or why it says nothing. */
    public String manages(String path) {
        return Http.get(management().resolve(path), answer -> answer.statusCode() + " " + answer.body());
    }

    public Path log() {
        return run.log();
    }

    /** Killed, where it runs: nobody will read what a graceful end would take seconds to write. */
    @Override
    public void close() {
        var started = child;
        if (started != null) {
            started.kill();
        }
    }

    private Path ready() {
        return dir.resolve(name() + ".ready");
    }
}
