package im.fanfare.quickstart;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The end of the process, whoever brings it about: the program itself, a Ctrl-C, or a request to terminate.
 *
 * <p>Everything is stopped before the process ends. To have been asked to stop is no failure, so the status is then 0 and
 * not that of a signal: hence the halt, once nothing is left to do.
 */
final class Ending {
    private final Stack stack;
    private final AtomicInteger status = new AtomicInteger();

    Ending(Stack stack) {
        this.stack = stack;
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end"));
    }

    Stack stack() {
        return stack;
    }

    void with(int exitStatus) {
        status.set(exitStatus);
        System.exit(exitStatus);
    }

    private void end() {
        stack.closeAll();
        Runtime.getRuntime().halt(status.get());
    }
}
