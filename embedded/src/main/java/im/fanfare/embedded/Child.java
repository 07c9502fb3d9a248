package im.fanfare.embedded;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process that this one has forked.
 *
 * <p>It is in a session of its own: a Ctrl-C at the terminal reaches only whoever started it, who then stops its
 * children in the order that suits them.
 */
public final class Child {
    private static final Duration GLANCE = Duration.ofMillis(20);
    private static final int LINES_OF_LOG = 30;

    private final String name;
    private final Path log;
    private final Process process;

    private Child(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** Forks; what the process prints is appended to {@code log}. */
    static Child fork(String name, Path log, List<String> command, Map<String, String> environment) throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        var own = Stream.concat(Stream.of("setsid"), command.stream()).toList();
        var builder = new ProcessBuilder(own)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new Child(name, log, builder.start());
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with the exit status. */
    public CompletableFuture<Integer> ended() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Returns once {@code ready} says so; a child that ends first, or takes longer than {@code patience}, is a fault. */
    public void await(BooleanSupplier ready, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!ready.getAsBoolean()) {
            if (endsWithin(GLANCE)) {
                throw new IOException(name + " ended with status " + process.exitValue()
                        + " before it was ready; its log " + log + " ends:\n" + endOfLog());
            }
            if (System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException(name + " was not ready after " + patience.toSeconds() + " s; its log " + log
                        + " ends:\n" + endOfLog());
            }
        }
    }

    /** As {@code kill -9}, and returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Asks it to stop, without waiting for it. */
    public void terminate() {
        // Not the process's own destroy: that closes the pipe whose end tells a child that its parent has gone.
        process.toHandle().destroy();
    }

    /** Asks it to stop, and kills it if it has not after {@code patience}. */
    public void stop(Duration patience) {
        terminate();
        try {
            if (!endsWithin(patience)) {
                kill();
            }
        } catch (InterruptedIOException e) {
            kill();
        }
    }

    private boolean endsWithin(Duration patience) throws InterruptedIOException {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + name);
        }
    }

    private String endOfLog() throws IOException {
        try (var lines = Files.lines(log)) {
            var all = lines.toList();
            return all.stream().skip(Math.max(0, all.size() - LINES_OF_LOG)).collect(Collectors.joining("\n"));
        }
    }
}
