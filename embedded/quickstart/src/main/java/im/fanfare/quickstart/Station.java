package im.fanfare.quickstart;

import java.time.Duration;

/** One stretch of something's way, and how long it took. */
record Station(String name, Duration took) {
    /** The time since a moment of {@link System#nanoTime()}. */
    static Duration since(long moment) {
        return Duration.ofNanos(System.nanoTime() - moment);
    }

    static String seconds(Duration took) {
        return "%.1f s".formatted(took.toMillis() / 1000.0);
    }

    String line() {
        return "  %-34s %8.1f ms".formatted(name, took.toNanos() / 1e6);
    }
}
