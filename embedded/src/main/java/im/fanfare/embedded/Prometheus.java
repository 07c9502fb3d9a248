package im.fanfare.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prometheus, from the distribution's package; it looks at its targets each second. */
public final class Prometheus implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    private final Home home;
    private final int port = Ports.free();
    private volatile @Nullable Child child;

    public Prometheus(Home home) {
        this.home = home;
    }

    /**
     * Starts it and returns once it answers.
     *
     * @param job what the targets are called together
     * @param targets ports on loopback that have {@code /metrics}
     * @param rules a file of rules, as text
     */
    public Prometheus start(String job, List<Integer> targets, String rules) throws IOException {
        var config = home.dir().resolve("prometheus.yml");
        Files.writeString(home.dir().resolve("rules.yml"), rules);
        Files.writeString(config, """
                global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
                rule_files: [rules.yml]
                scrape_configs:
                  - job_name: %s
                    static_configs: [{ targets: [%s] }]
                """.formatted(
                job,
                targets.stream().map(target -> "'127.0.0.1:" + target + '\'').collect(Collectors.joining(", "))));
        var command = List.of(
                Programs.find("prometheus").toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + home.dir().resolve("data"),
                "--web.listen-address=127.0.0.1:" + port);
        var server = Child.fork("prometheus", home.log(), Leash.on(command), java.util.Map.of());
        child = server;
        server.await(() -> Ports.isServed(port) && get("/-/ready").contains("is Ready"), PATIENCE);
        return this;
    }

    /** What the API says to a query, as JSON. */
    public String query(String expression) {
        return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    }

    /** What the API says to a query over a time, second by second, as JSON. */
    public String query(String expression, Instant from, Instant to) {
        return get("/api/v1/query_range?step=1&start=%d&end=%d&query=%s"
                .formatted(
                        from.getEpochSecond(),
                        to.getEpochSecond(),
                        URLEncoder.encode(expression, StandardCharsets.UTF_8)));
    }

    /** What the API says at a path, as it comes; why it says nothing, if so. */
    public String get(String path) {
        return Http.get(URI.create("http://127.0.0.1:" + port + path), HttpResponse::body);
    }

    @Override
    public void close() {
        Started.close(child, home, FAREWELL);
    }
}
