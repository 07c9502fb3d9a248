package im.fanfare.load;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Durations that were measured, kept one by one: there are thousands, not millions. */
final class Samples {
    private static final double NANOS_PER_MILLI = 1e6;

    private long[] nanos = new long[1 << 8];
    private int size;

    void add(long duration) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
        }
        nanos[size++] = duration;
    }

    int size() {
        return size;
    }

    double medianMillis() {
        return millis(0.5);
    }

    double p99Millis() {
        return millis(0.99);
    }

    /** The smallest that at least this share of all does not exceed; no number if there is none. */
    double millis(double share) {
        if (size == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(share * size);
        return sorted[Math.max(0, rank - 1)] / NANOS_PER_MILLI;
    }

    /** At equal steps from the smallest to the largest, so many and one more. */
    double[] quantilesMillis(int steps) {
        return IntStream.rangeClosed(0, steps)
                .mapToDouble(step -> millis((double) step / steps))
                .toArray();
    }
}
