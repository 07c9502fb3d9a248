package im.fanfare.quickstart;

import im.fanfare.embedded.Child;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has been started, to be closed in reverse order when the process ends, for whatever reason.
 *
 * <p>A thing is pushed before it is started, so that a Ctrl-C halfway finds it.
 */
final class Stack {
    private record Entry(String name, Closing close) {}

    /** {@link AutoCloseable} without the exception: all there is to close here throws none. */
    @FunctionalInterface
    interface Closing {
        void close();
    }

    private final Terminal terminal;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private boolean closing;

    Stack(Terminal terminal) {
        this.terminal = terminal;
    }

    synchronized void push(String name, Closing close) {
        if (closing) {
            throw new IllegalStateException("ending, no time for " + name);
        }
        entries.push(new Entry(name, close));
    }

    synchronized boolean isClosing() {
        return closing;
    }

    /** Says so when a process ends that should not have. */
    void watch(String name, Child child) {
        child.ended().thenAccept(status -> ended(name, status)).exceptionally(e -> null);
    }

    void closeAll() {
        long begun = System.nanoTime();
        synchronized (this) {
            closing = true;
        }
        if (entries.isEmpty()) {
            return;
        }
        terminal.line("");
        for (var entry : entries) {
            long moment = System.nanoTime();
            entry.close().close();
            terminal.done(entry.name() + " stopped", Station.since(moment));
        }
        terminal.done("Everything stopped", Station.since(begun));
    }

    private void ended(String name, int status) {
        if (!isClosing()) {
            terminal.line(name + " ended unexpectedly, with status " + status + ".");
        }
    }
}
