package im.fanfare.gatling;

import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What has to be undone at the end, the last first. A thing is put down before it is begun, so that a Ctrl-C halfway finds it. */
final class Closing {
    private final Deque<Runnable> undoing = new ArrayDeque<>();
    private boolean closing;

    synchronized void add(Runnable undo) {
        if (closing) {
            throw new IllegalStateException("it is ending");
        }
        undoing.push(undo);
    }

    synchronized boolean isClosing() {
        return closing;
    }

    void all() {
        synchronized (this) {
            closing = true;
        }
        while (true) {
            Runnable undo;
            synchronized (this) {
                undo = undoing.poll();
            }
            if (undo == null) {
                return;
            }
            try {
                undo.run();
            } catch (IllegalStateException | UncheckedIOException e) {
                // It never got as far as to be started, or somebody still writes there.
            }
        }
    }
}
