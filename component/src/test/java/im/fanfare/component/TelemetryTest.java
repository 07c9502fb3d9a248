package im.fanfare.component;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.ComponentConfig.TracingConfig;
import im.fanfare.schema.Span;
import im.fanfare.schema.Tracing;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    private static final String MORE = "otel.resource.attributes";

    private Collector collector;

    @BeforeEach
    void start() throws IOException {
        collector = new Collector();
    }

    @AfterEach
    void stop() {
        System.clearProperty(MORE);
        collector.close();
    }

    @Test
    void sendsWhatIsSampledToTheCollector() {
        System.setProperty(MORE, "k8s.namespace.name=denmark");
        try (Telemetry telemetry = open("1")) {
            Tracing tracing = Telemetry.of(Optional.of(telemetry));
            assertThat(tracing.isOn()).isTrue();

            tracing.request("publish").set("fanfare.node", "princely_musings").end();
        }

        assertThat(collector.spans()).hasSize(1).first().satisfies(span -> {
            assertThat(span.name()).isEqualTo("publish");
            assertThat(span.attributes()).containsEntry("fanfare.node", "princely_musings");
            assertThat(span.resource())
                    .containsEntry("service.name", "fanfare")
                    .containsEntry("service.instance.id", "elsinore_7355")
                    .containsEntry("k8s.namespace.name", "denmark");
        });
    }

    @Test
    void samplesAboutTheShareThatItIsTold() {
        try (Telemetry telemetry = open("0.001")) {
            Tracing tracing = telemetry.tracing();

            assertThat(IntStream.range(0, 100_000)
                            .mapToObj(i -> tracing.request("publish"))
                            .filter(span -> !span.isNone())
                            .peek(Span::end)
                            .count())
                    .isBetween(30L, 300L);
        }
    }

    private Telemetry open(String share) {
        return Telemetry.open(new TracingConfig(collector.endpoint(), share), "elsinore_7355");
    }

    @Test
    void isOffWhereThereIsNoCollector() {
        assertThat(Telemetry.of(Optional.empty())).isSameAs(Tracing.OFF);
    }
}
