package im.fanfare.gatling.report;

import im.fanfare.embedded.FanfareMember;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What Fanfare's members say of themselves at {@code /metrics}: docs/operations.md, "Seeing". */
public final class Metrics {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Pattern LINE = Pattern.compile("(?m)^(\\w+)(\\{[^}]*})? (\\S+)(?: \\d+)?$");
    private static final double MEBIBYTE = 1 << 20;
    private static final double MILLIS = 1000;
    private static final int OK = 200;

    /** Kept of each: gauges as they are, summed over members and labels. */
    private static final Map<String, String> GAUGES = Map.of(
            "fanfare_requests_under_way", "requests under way",
            "fanfare_fanout_publications_backlog", "publications waiting to be expanded",
            "fanfare_fanout_deliveries_backlog", "deliveries waiting for the links",
            "fanfare_outbox_waiting", "stanzas waiting in the outbox",
            "fanfare_outbox_unconfirmed", "stanzas that the host server has not confirmed",
            "fanfare_fanout_uncommitted", "notifications not committed");

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final List<URI> members;
    private Map<String, Double> before = Map.of();
    private long beforeAt;

    /**
     * Of a cluster, read from where it says how it is.
     *
     * @param members of each, where {@code /metrics} is
     */
    public Metrics(List<URI> members) {
        this.members = List.copyOf(members);
    }

    /** Where members that we have started say it. */
    public static List<URI> of(List<FanfareMember> members) {
        return members.stream()
                .map(member -> member.management().resolve("/metrics"))
                .toList();
    }

    /** Now, in the words of the report; empty where no member answers. */
    public Map<String, Double> now() {
        Optional<Map<String, Double>> scraped = scrape();
        if (scraped.isEmpty()) {
            return Map.of();
        }
        Map<String, Double> sums = scraped.get();
        long now = System.nanoTime();
        double seconds = (now - beforeAt) / 1e9;
        Map<String, Double> named = new LinkedHashMap<>();
        if (!before.isEmpty()) {
            named.put("requests a second", since(sums, "fanfare_requests_seconds_count") / seconds);
            mean(sums, "fanfare_requests_seconds").ifPresent(mean -> named.put("mean time of a request, ms", mean));
            named.put("notifications a second", since(sums, "fanfare_fanout_notifications_total") / seconds);
            mean(sums, "fanfare_link_barrier_seconds")
                    .ifPresent(mean -> named.put("how far the host server is behind, ms", mean));
            named.put("pauses for garbage, ms a second", since(sums, "jvm_gc_pause_seconds_sum") * MILLIS / seconds);
        }
        GAUGES.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(gauge -> named.put(gauge.getValue(), sums.getOrDefault(gauge.getKey(), 0.0)));
        named.put("heap in use, MiB", sums.getOrDefault("heap", 0.0) / MEBIBYTE);
        named.put(
                "cores in use",
                sums.getOrDefault("process_cpu_usage", 0.0)
                        * Runtime.getRuntime().availableProcessors());
        before = sums;
        beforeAt = now;
        return named;
    }

    private Optional<Double> mean(Map<String, Double> sums, String timer) {
        double count = since(sums, timer + "_count");
        return count > 0 ? Optional.of(since(sums, timer + "_sum") * MILLIS / count) : Optional.empty();
    }

    private double since(Map<String, Double> sums, String counter) {
        // A member that was restarted counts from zero.
        return Math.max(0, sums.getOrDefault(counter, 0.0) - before.getOrDefault(counter, 0.0));
    }

    private Optional<Map<String, Double>> scrape() {
        Map<String, Double> sums = new LinkedHashMap<>();
        for (URI member : members) {
            try {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(member).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == OK) {
                    add(answer.body(), sums);
                }
            } catch (IOException e) {
                // It may be down for a moment: that is among what is tested.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
        return sums.isEmpty() ? Optional.empty() : Optional.of(sums);
    }

    static void add(String exposition, Map<String, Double> sums) {
        Matcher line = LINE.matcher(exposition);
        while (line.find()) {
            String name = line.group(1);
            double value = number(line.group(3));
            sums.merge(name, value, Double::sum);
            if (name.equals("jvm_memory_used_bytes")
                    && String.valueOf(line.group(2)).contains("area=\"heap\"")) {
                sums.merge("heap", value, Double::sum);
            }
        }
    }

    private static double number(String text) {
        try {
            double number = Double.parseDouble(text);
            return Double.isFinite(number) ? number : 0;
        } catch (NumberFormatException e) {
            return 0; // +Inf
        }
    }

    @Override
    public String toString() {
        return members.stream().map(URI::toString).collect(Collectors.joining(", "));
    }
}
