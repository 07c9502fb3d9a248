package im.fanfare.gatling.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private HttpServer member;
    private volatile String says = "";

    @BeforeEach
    void start() throws Exception {
        member = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        member.createContext("/metrics", exchange -> {
            var bytes = says.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        member.start();
    }

    @AfterEach
    void stop() {
        member.stop(0);
    }

    @Test
    void addsUpMembersAndTellsWhatHappenedSinceTheLastLook() {
        var uri = URI.create("http://127.0.0.1:" + member.getAddress().getPort() + "/metrics");
        var metrics = new Metrics(List.of(uri, uri));
        says = """
                # HELP fanfare_outbox_waiting stanzas
                fanfare_outbox_waiting{service="a"} 2.0
                fanfare_outbox_waiting{service="b"} 3.0
                fanfare_requests_seconds_count{operation="publish"} 10
                fanfare_requests_seconds_sum{operation="publish"} 1.0
                jvm_memory_used_bytes{area="heap",id="eden"} 1048576.0
                jvm_memory_used_bytes{area="nonheap",id="code"} 1048576.0
                """;
        assertThat(metrics.now())
                .containsEntry("stanzas waiting in the outbox", 10.0)
                .containsEntry("heap in use, MiB", 2.0)
                .doesNotContainKey("mean time of a request, ms");

        says = """
                fanfare_requests_seconds_count{operation="publish"} 14
                fanfare_requests_seconds_sum{operation="publish"} 1.2
                """;
        assertThat(metrics.now().get("mean time of a request, ms")).isBetween(49.9, 50.1);
    }

    @Test
    void knowsNothingOfWhoDoesNotAnswer() {
        int port = member.getAddress().getPort();
        member.stop(0);

        assertThat(new Metrics(List.of(URI.create("http://127.0.0.1:" + port + "/metrics"))).now())
                .isEmpty();
        assertThat(new Metrics(List.of()).now()).isEmpty();
    }
}
