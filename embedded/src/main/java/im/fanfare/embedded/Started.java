package im.fanfare.embedded;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What all the servers here do alike with a process that may not have been started yet. */
final class Started {
    private Started() {}

    static Child of(@Nullable Child child, String name) {
        if (child == null) {
            throw new IllegalStateException(name + " has not been started");
        }
        return child;
    }

    /** The temporary are killed: nobody will read what a graceful stop would take seconds to write. */
    static void close(@Nullable Child child, Home home, Duration patience) {
        if (child != null && home.isTemporary()) {
            child.kill();
        } else if (child != null) {
            child.stop(patience);
        }
        home.leave();
    }
}
