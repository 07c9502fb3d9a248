package im.fanfare.component.management;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Answers over HTTP who watches this member:
 *
 * <ul>
 *   <li>{@code GET /metrics}: everything that is counted, for Prometheus.
 *   <li>{@code GET /started}: 200 from when the member has first taken requests, before that 503.
 *   <li>{@code GET /ready}: 200 while the member takes requests, else 503 and why.
 *   <li>{@code GET /alive}: 200 as long as a restart would better nothing, else 503.
 * </ul>
 *
 * <p>It shows nothing of users or payloads, and changes nothing.
 */
public final class ManagementServer implements AutoCloseable {
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "management");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Listens from now on.
     *
     * @param metrics in the text format of Prometheus
     */
    public static ManagementServer start(InetSocketAddress address, Supplier<String> metrics, Health health) {
        try {
            return new ManagementServer(HttpServer.create(address, 0), metrics, health);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen at " + address + " for management", e);
        }
    }

    private ManagementServer(HttpServer server, Supplier<String> metrics, Health health) {
        this.server = server;
        server.createContext("/metrics", exchange -> answer(exchange, "/metrics", 200, METRICS, metrics.get()));
        says("/started", () -> health.hasStarted() ? Optional.empty() : Optional.of("not started: " + why(health)));
        says("/ready", () -> health.lacks().isEmpty() ? Optional.empty() : Optional.of("not ready: " + why(health)));
        says("/alive", () -> health.isAlive() ? Optional.empty() : Optional.of("not alive"));
        server.setExecutor(threads);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** @param complaint none: all is well, which the path's own word says */
    private void says(String path, Supplier<Optional<String>> complaint) {
        server.createContext(path, exchange -> {
            Optional<String> wrong = complaint.get();
            answer(exchange, path, wrong.isEmpty() ? 200 : 503, TEXT, wrong.orElse(path.substring(1)) + '\n');
        });
    }

    private static String why(Health health) {
        return String.join("; ", health.lacks());
    }

    private static void answer(HttpExchange exchange, String path, int status, String type, String body)
            throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals(path)) {
                exchange.sendResponseHeaders(404, -1);
            } else if (!exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET");
                exchange.sendResponseHeaders(405, -1);
            } else {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", type);
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
