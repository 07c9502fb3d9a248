package im.fanfare.component.limits;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Token buckets, one for each key: so many tokens a minute, of which those of some time may come at once. For any thread.
 *
 * <p>A bucket is kept as the time at which it will be full again: one number. Those of whoever asked within the last
 * minute are kept, the last of them if they are too many; whoever is forgotten has a full one.
 */
final class Pace<K> {
    /** Some 500 bytes each. */
    static final int MOST_KEPT = 65_536;

    private static final int SECONDS = 60;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final int perMinute;
    private final int capacity;
    private final long nanosEach;
    private final LongSupplier nanos;
    private final long epoch;
    /** Whoever asked longest ago comes first. */
    private final Map<K, Long> fullAt = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Buckets that are all full, with the tokens of a minute.
     *
     * @param perMinute 0 for as many as anybody likes
     * @param nanos a clock that never goes back
     */
    Pace(int perMinute, LongSupplier nanos) {
        this(perMinute, perMinute, nanos);
    }

    private Pace(int perMinute, int capacity, LongSupplier nanos) {
        this.perMinute = perMinute;
        this.capacity = capacity;
        this.nanosEach = perMinute == 0 ? 0 : MINUTE / perMinute;
        this.nanos = nanos;
        this.epoch = nanos.getAsLong();
    }

    /** The same for those who are many: what they may in a minute must not keep everybody else waiting if it comes at once. */
    static <K> Pace<K> ofMany(int perMinute, LongSupplier nanos) {
        return new Pace<>(perMinute, Math.max(1, perMinute / SECONDS), nanos);
    }

    /** Takes a token; false where there is none. */
    boolean admits(K key) {
        return admits(key, 1);
    }

    /** Takes so many tokens; false where there are fewer. Who asks for more than a bucket holds gets a full one. */
    boolean admits(K key, int tokens) {
        if (perMinute == 0 || tokens == 0) {
            return true;
        }
        long now = nanos.getAsLong() - epoch;
        synchronized (fullAt) {
            long next = Math.max(fullAt.getOrDefault(key, now), now) + nanosEach * Math.min(tokens, capacity);
            if (next - now > nanosEach * capacity) {
                return false;
            }
            fullAt.put(key, next);
            forget(now);
            return true;
        }
    }

    /** The one that was put last is not full, so something is left. */
    private void forget(long now) {
        for (Iterator<Long> eldest = fullAt.values().iterator(); eldest.hasNext(); ) {
            if (eldest.next() > now && fullAt.size() <= MOST_KEPT) {
                return;
            }
            eldest.remove();
        }
    }

    int kept() {
        synchronized (fullAt) {
            return fullAt.size();
        }
    }
}
