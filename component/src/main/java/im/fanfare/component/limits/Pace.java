package im.fanfare.component.limits;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Token buckets, one for each key: so many tokens a minute, and no more than a minute's. For any thread.
 *
 * <p>A bucket is kept as the time at which it will be full again: one number. The buckets of those who asked last are
 * kept, and whoever is forgotten has a full one, as one has who did not ask for a minute.
 */
final class Pace<K> {
    /** Some 200 bytes each. */
    static final int MOST_KEPT = 65_536;

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final int perMinute;
    private final LongSupplier nanos;
    private final long epoch;
    private final Map<K, Long> fullAt = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Long> eldest) {
            return size() > MOST_KEPT;
        }
    };

    /**
     * Buckets that are all full.
     *
     * @param perMinute 0 for as many as anybody likes
     * @param nanos a clock that never goes back
     */
    Pace(int perMinute, LongSupplier nanos) {
        this.perMinute = perMinute;
        this.nanos = nanos;
        this.epoch = nanos.getAsLong();
    }

    /** Takes a token; false where there is none. */
    boolean admits(K key) {
        if (perMinute == 0) {
            return true;
        }
        long now = nanos.getAsLong() - epoch;
        synchronized (fullAt) {
            long next = Math.max(fullAt.getOrDefault(key, now), now) + MINUTE / perMinute;
            if (next - now > MINUTE) {
                return false;
            }
            fullAt.put(key, next);
            return true;
        }
    }
}
