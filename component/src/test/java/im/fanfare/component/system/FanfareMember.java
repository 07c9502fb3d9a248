package im.fanfare.component.system;

import im.fanfare.component.Main;
import im.fanfare.embedded.Child;
import im.fanfare.embedded.ClassPath;
import im.fanfare.embedded.JavaCommand;
import im.fanfare.embedded.Ports;
import im.fanfare.embedded.Run;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One Fanfare member in a process of its own, on the class path of this test; it ends with this process.
 *
 * <p>However it ended, {@link #start()} brings it back on the same port. Its log, of all its lives, is {@link #log()}.
 */
public final class FanfareMember implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration FAREWELL = Duration.ofSeconds(40);
    private static final List<String> FLAGS = List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", // up seconds sooner, and tests are over before more would pay
            "-XX:+ExitOnOutOfMemoryError");

    private final Installation installation;
    private final String name;
    private final int port;
    private final int managementPort = Ports.free();
    private volatile @Nullable Child child;

    FanfareMember(Installation installation, String name, int port) {
        this.installation = installation;
        this.name = name;
        this.port = port;
    }

    /** Starts it without waiting for it, so that several can start side by side. */
    public FanfareMember start() throws IOException {
        Files.createDirectories(installation.dir());
        Files.deleteIfExists(ready());
        var environment = new HashMap<>(installation.environment());
        environment.put("FANFARE_MEMBER_PORT", Integer.toString(port));
        environment.put("FANFARE_MANAGEMENT_PORT", Integer.toString(managementPort));
        environment.put("FANFARE_READY_FILE", ready().toString());
        child = JavaCommand.onThisJdk(FLAGS, classPath(), Main.class.getName())
                .fork(installation.dir(), new Run(name, log(), List.of(), environment));
        return this;
    }

    /** Returns once it serves; one that ends instead is a fault that shows the end of its log. */
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

    /** Asks it to leave and waits until it has; one that takes too long is killed. */
    public void stop() {
        process().stop(FAREWELL);
    }

    public Child process() {
        var started = child;
        if (started == null) {
            throw new IllegalStateException(name + " has not been started");
        }
        return started;
    }

    public String name() {
        return name;
    }

    public int port() {
        return port;
    }

    /** What it says at this path of its management port, or why it says nothing. */
    public String manages(String path) {
        try {
            var answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public Path log() {
        return installation.dir().resolve(name + ".log");
    }

    /** Killed: nobody will read what a graceful end would take seconds to write. */
    @Override
    public void close() {
        var started = child;
        if (started != null) {
            started.kill();
        }
    }

    private Path ready() {
        return installation.dir().resolve(name + ".ready");
    }

    /** What this JVM has; Maven names directories as well that a module does not have. */
    private static ClassPath classPath() {
        return new ClassPath(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(Files::exists)
                .toList());
    }
}
