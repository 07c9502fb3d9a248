package im.fanfare.gatling.report;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** How long what took, by the names of the report; in nanoseconds. */
public final class Latencies {
    private static final int DIGITS = 3;
    private static final double NANOS_PER_MILLI = 1e6;

    private final ConcurrentMap<String, Latency> byName = new ConcurrentHashMap<>();

    /** So many of one kind within some time, and how long they took. */
    public record Summary(long count, double medianMillis, double p99Millis, double mostMillis) {
        private static Summary of(Histogram histogram) {
            return new Summary(
                    histogram.getTotalCount(),
                    histogram.getValueAtPercentile(50) / NANOS_PER_MILLI,
                    histogram.getValueAtPercentile(99) / NANOS_PER_MILLI,
                    histogram.getMaxValue() / NANOS_PER_MILLI);
        }
    }

    private static final class Latency {
        private final Recorder recorder = new Recorder(DIGITS);
        private final Histogram total = new Histogram(DIGITS);

        private synchronized Histogram interval() {
            Histogram interval = recorder.getIntervalHistogram();
            total.add(interval);
            return interval;
        }

        private synchronized Histogram total() {
            interval();
            return total.copy();
        }
    }

    public void record(String name, long nanos) {
        byName.computeIfAbsent(name, unknown -> new Latency()).recorder.recordValue(Math.max(0, nanos));
    }

    /** As at the beginning. */
    public void forget() {
        byName.clear();
    }

    /** Since the last time this was asked. */
    public Map<String, Summary> interval() {
        Map<String, Summary> summaries = new TreeMap<>();
        byName.forEach((name, latency) -> summaries.put(name, Summary.of(latency.interval())));
        return summaries;
    }

    /** Since the beginning; nothing counts as none. */
    public Summary total(String name) {
        Latency latency = byName.get(name);
        return Summary.of(latency == null ? new Histogram(DIGITS) : latency.total());
    }

    /** Since the beginning, that many percent took no longer; in milliseconds. */
    public double millis(String name, double percent) {
        Latency latency = byName.get(name);
        return latency == null ? Double.NaN : latency.total().getValueAtPercentile(percent) / NANOS_PER_MILLI;
    }

    public Map<String, Summary> totals() {
        Map<String, Summary> summaries = new TreeMap<>();
        byName.forEach((name, latency) -> summaries.put(name, Summary.of(latency.total())));
        return summaries;
    }
}
