package im.fanfare.component.link;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next attempt: doubled each time, and never the same for two links that failed at once. */
final class Backoff {
    private final Duration min;
    private final Duration max;
    private int attempts;

    Backoff(Duration min, Duration max) {
        this.min = min;
        this.max = max;
    }

    Duration next() {
        long wanted = min.toMillis() << Math.min(attempts, 20);
        attempts++;
        return jittered(Duration.ofMillis(Math.min(wanted, max.toMillis())));
    }

    /** Since the last {@link #reset}. */
    int attempts() {
        return attempts;
    }

    void reset() {
        attempts = 0;
    }

    /** Between half of it and all of it. */
    static Duration jittered(Duration whole) {
        return Duration.ofMillis(
                Math.round(whole.toMillis() * (0.5 + ThreadLocalRandom.current().nextDouble() / 2)));
    }
}
