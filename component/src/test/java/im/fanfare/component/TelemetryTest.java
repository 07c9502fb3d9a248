package im.fanfare.component;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.schema.Span;
import im.fanfare.schema.Tracing;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    private static final String SHARE = "otel.traces.sampler.arg";

    private Collector collector;

    @BeforeEach
    void start() throws IOException {
        collector = new Collector();
    }

    @AfterEach
    void stop() {
        System.clearProperty(SHARE);
        collector.close();
    }

    @Test
    void sendsWhatIsSampledToTheCollector() {
        System.setProperty(SHARE, "1");
        try (Telemetry telemetry = Telemetry.open(collector.endpoint(), "elsinore_7355")) {
            Tracing tracing = Telemetry.of(Optional.of(telemetry));
            assertThat(tracing.isOn()).isTrue();

            tracing.request("publish").set("fanfare.node", "princely_musings").end();
        }

        assertThat(collector.spans()).hasSize(1).first().satisfies(span -> {
            assertThat(span.name()).isEqualTo("publish");
            assertThat(span.attributes()).containsEntry("fanfare.node", "princely_musings");
            assertThat(span.resource())
                    .containsEntry("service.name", "fanfare")
                    .containsEntry("service.instance.id", "elsinore_7355");
        });
    }

    @Test
    void samplesFewWhereNobodySaysHowMany() {
        try (Telemetry telemetry = Telemetry.open(collector.endpoint(), "elsinore_7355")) {
            Tracing tracing = telemetry.tracing();

            assertThat(IntStream.range(0, 100_000)
                            .mapToObj(i -> tracing.request("publish"))
                            .filter(span -> !span.isNone())
                            .peek(Span::end)
                            .count())
                    .isBetween(30L, 300L);
        }
    }

    @Test
    void isOffWhereThereIsNoCollector() {
        assertThat(Telemetry.of(Optional.empty())).isSameAs(Tracing.OFF);
    }
}
