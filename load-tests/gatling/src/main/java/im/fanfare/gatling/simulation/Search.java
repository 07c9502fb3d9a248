package im.fanfare.gatling.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Publishes that are due at a steady rate, which grows from step to step until a step takes too long.
 *
 * <p>Each counts from the moment when it was due, not from when somebody was free to send it: so a service that slows its
 * publishers down is not taken for a quick one.
 */
final class Search {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int DIGITS = 3;
    private static final double SHARE = 99;
    /** How long the last of a step may take until the step has failed. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    private final double growth;
    private final int seconds;
    private final int most;
    private final double limitMillis;
    private final List<Step> steps = new ArrayList<>();

    Search(double rate, double growth, int seconds, int most, double limitMillis) {
        this.growth = growth;
        this.seconds = seconds;
        this.most = most;
        this.limitMillis = limitMillis;
        steps.add(new Step(rate, System.nanoTime(), Math.max(1, Math.round(rate * seconds))));
    }

    /** What one publisher does next: publish at this moment, of {@link System#nanoTime()}, or ask again later. */
    record Slot(Step step, long due, boolean isToAskAgain) {}

    /** Empty once the search is over. */
    synchronized Optional<Slot> next() {
        long now = System.nanoTime();
        Step step = steps.get(steps.size() - 1);
        if (step.issued == 0 && step.begun < now) {
            step.begun = now;
        }
        if (step.issued < step.slots) {
            long due = step.begun + (long) (step.issued++ * 1e9 / step.rate);
            return Optional.of(new Slot(step, due, false));
        }
        boolean isOver = step.ended() == step.slots || now > step.begun + TimeUnit.SECONDS.toNanos(seconds) + PATIENCE;
        if (!isOver) {
            return Optional.of(new Slot(step, now, true));
        }
        if (!step.isWithin(limitMillis) || steps.size() == most) {
            return Optional.empty();
        }
        double rate = Math.rint(step.rate * growth);
        steps.add(new Step(rate, now, Math.max(1, Math.round(rate * seconds))));
        return next();
    }

    synchronized List<Step> steps() {
        return List.copyOf(steps);
    }

    /** One rate, held for some seconds. */
    static final class Step {
        private final double rate;
        private final long slots;
        private final ConcurrentHistogram histogram = new ConcurrentHistogram(DIGITS);
        private long begun;
        private long issued;

        private final AtomicLong failures = new AtomicLong();

        private Step(double rate, long begun, long slots) {
            this.rate = rate;
            this.begun = begun;
            this.slots = slots;
        }

        double rate() {
            return rate;
        }

        void took(long nanos) {
            histogram.recordValue(Math.max(0, nanos));
        }

        void failed() {

            failures.incrementAndGet();
        }

        double p99Millis() {
            return histogram.getValueAtPercentile(SHARE) / NANOS_PER_MILLI;
        }

        /** Nothing has failed, all have ended, and not too late. */
        boolean isWithin(double limitMillis) {
            return histogram.getTotalCount() == slots && p99Millis() <= limitMillis;
        }

        private long ended() {
            return histogram.getTotalCount() + failures.get();
        }
    }
}
