package im.fanfare.component.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagementServerTest {
    private final List<String> lacks = new ArrayList<>();
    private final ManagementServer server = ManagementServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), () -> "up 1\n", new Health() {
                @Override
                public boolean hasStarted() {
                    return false;
                }

                @Override
                public List<String> lacks() {
                    return lacks;
                }

                @Override
                public boolean isAlive() {
                    return true;
                }
            });

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void showsMetricsInTheFormatOfPrometheus() throws Exception {
        HttpResponse<String> answer = ask("GET", "/metrics");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("up 1\n");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
    }

    @Test
    void aMemberThatLivesNeedNotServe() throws Exception {
        lacks.addAll(List.of("Kafka does not answer", "a link is down"));

        assertThat(ask("GET", "/ready").statusCode()).isEqualTo(503);
        assertThat(ask("GET", "/ready").body()).isEqualTo("not ready: Kafka does not answer; a link is down\n");
        assertThat(ask("GET", "/started").statusCode()).isEqualTo(503);
        assertThat(ask("GET", "/alive").statusCode()).isEqualTo(200);
    }

    @Test
    void aMemberThatLacksNothingServes() throws Exception {
        assertThat(ask("GET", "/ready").statusCode()).isEqualTo(200);
        assertThat(ask("GET", "/ready").body()).isEqualTo("ready\n");
    }

    @Test
    void hasNothingElse() throws Exception {
        assertThat(ask("GET", "/").statusCode()).isEqualTo(404);
        assertThat(ask("GET", "/metrics/more").statusCode()).isEqualTo(404);
        assertThat(ask("POST", "/metrics").statusCode()).isEqualTo(405);
    }

    private HttpResponse<String> ask(String method, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
