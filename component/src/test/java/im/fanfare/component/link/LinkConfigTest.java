package im.fanfare.component.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LinkConfigTest {
    @Test
    void neverPrintsASecret() {
        LinkConfig config = LinkConfig.of("pubsub.denmark.lit", "denmark.lit", 5347, "rotten")
                .with(LinkConfig.Endpoint.tls("denmark.lit", 5276, Tls.trusting(Path.of("trusted.p12"), "poison")));

        assertThat(config.toString() + config.endpoint() + config.endpoint().tls())
                .contains("denmark.lit:5276")
                .doesNotContain("rotten", "poison");
    }

    @Test
    void namesTheKeyAndTheValueThatAreWrong() {
        assertThatThrownBy(() -> LinkConfig.of("pubsub.denmark.lit", "denmark.lit", 0, "rotten"))
                .hasMessage("link.port is 0, needs 1 to 65535");
        assertThatThrownBy(() -> LinkConfig.of("pubsub.denmark.lit", "denmark.lit", 5347, ""))
                .hasMessageStartingWith("link.secret is empty");
        assertThatThrownBy(() -> LinkConfig.Limits.DEFAULT.withWindow(0))
                .hasMessage("link.window-stanzas is 0, needs 1 or more");
    }

    @Test
    void waitsLongerEachTimeAndNeverTooLong() {
        Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15));

        assertThat(backoff.next()).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
        assertThat(backoff.next()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        for (int i = 0; i < 100; i++) {
            backoff.next();
        }
        assertThat(backoff.next()).isBetween(Duration.ofMillis(7_500), Duration.ofSeconds(15));
    }
}
