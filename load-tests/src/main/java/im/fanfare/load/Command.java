package im.fanfare.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** A command's life: what it has begun is undone at its end, the last first, however it ends; Ctrl-C is an end as well. */
public final class Command {
    private final Terminal terminal;
    private final Path logs;
    private final Deque<Runnable> undoing = new ArrayDeque<>();
    private volatile boolean ending;

    /** What a command does. */
    @FunctionalInterface
    public interface Work {
        /** Returns the exit status. */
        int run() throws IOException, InterruptedException;
    }

    /** @param logs where the user looks if it breaks off */
    public Command(Terminal terminal, Path logs) {
        this.terminal = terminal;
        this.logs = logs;
    }

    /** Returns the exit status, which is 1 where the work breaks off; by then everything is undone. */
    public int run(Work work) {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end"));
        try {
            return work.run();
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (!ending) {
                terminal.line("Failed: " + e.getMessage());
                terminal.line("Logs are in " + logs + ".");
            }
            return 1;
        } finally {
            end();
        }
    }

    Terminal terminal() {
        return terminal;
    }

    /** Whether faults are to be expected, as everything is on its way out. */
    boolean isEnding() {
        return ending;
    }

    /** Something that has to be undone at the end; said before it is begun, so that a Ctrl-C halfway finds it. */
    public synchronized void begin(Runnable undo) {
        if (ending) {
            throw new IllegalStateException("it is ending");
        }
        undoing.push(undo);
    }

    private void end() {
        ending = true;
        synchronized (this) {
            while (!undoing.isEmpty()) {
                undo(undoing.pop());
            }
        }
    }

    private static void undo(Runnable what) {
        try {
            what.run();
        } catch (IllegalStateException | UncheckedIOException e) {
            // It never got as far as to be started, or somebody still writes there.
        }
    }
}
