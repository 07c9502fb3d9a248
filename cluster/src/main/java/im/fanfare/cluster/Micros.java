package im.fanfare.cluster;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The time as Cassandra counts it. */
final class Micros {
    /** Microseconds since 1970. */
    static long now(Clock clock) {
        return of(clock.instant());
    }

    /** Microseconds since 1970. */
    static long of(Instant now) {
        return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(now.getNano());
    }

    private Micros() {}
}
