package im.fanfare.gatling.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Second by second: what users felt, and what Fanfare said of itself. */
public final class Timeline implements AutoCloseable {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Latencies latencies;
    private final Metrics metrics;
    private final LongSupplier notifications;
    private final List<Moment> moments = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "timeline");
        thread.setDaemon(true);
        return thread;
    });
    private final long begun = System.nanoTime();
    private long lastAt = begun;
    private long lastNotifications;

    /**
     * What was seen in one second.
     *
     * @param seconds since the beginning
     */
    public record Moment(double seconds, Map<String, Double> users, Map<String, Double> fanfare) {}

    /**
     * Of one simulation, empty as yet.
     *
     * @param notifications that have arrived so far
     */
    public Timeline(Latencies latencies, Metrics metrics, LongSupplier notifications) {
        this.latencies = latencies;
        this.metrics = metrics;
        this.notifications = notifications;
        this.lastNotifications = notifications.getAsLong();
        var unused = clock.scheduleAtFixedRate(this::look, 1, 1, TimeUnit.SECONDS);
    }

    public synchronized List<Moment> moments() {
        return List.copyOf(moments);
    }

    /** This one of Fanfare's figures at every moment when it was known. */
    public List<Double> fanfare(String name) {
        return moments().stream()
                .filter(moment -> moment.fanfare().containsKey(name))
                .map(moment -> moment.fanfare().get(name))
                .toList();
    }

    /** One last look. */
    @Override
    public void close() {
        clock.shutdownNow();
        look();
    }

    private synchronized void look() {
        long now = System.nanoTime();
        double seconds = Math.max((now - lastAt) / NANOS_PER_SECOND, 1e-3);
        Map<String, Double> users = new LinkedHashMap<>();
        long told = notifications.getAsLong();
        users.put("notifications a second", (told - lastNotifications) / seconds);
        latencies.interval().forEach((name, summary) -> {
            users.put(name + ", a second", summary.count() / seconds);
            if (summary.count() > 0) {
                users.put(name + ", median, ms", summary.medianMillis());
                users.put(name + ", 99th percentile, ms", summary.p99Millis());
            }
        });
        moments.add(new Moment((now - begun) / NANOS_PER_SECOND, users, metrics.now()));
        lastAt = now;
        lastNotifications = told;
    }
}
