package im.fanfare.component;

import im.fanfare.component.ComponentConfig.TracingConfig;
import im.fanfare.schema.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import java.util.Map;
import java.util.Optional;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * OpenTelemetry, where the operator names a collector: spans go there by OTLP. The variables whose names begin with
 * {@code OTEL_} mean what its documentation says; where they say nothing, this does.
 */
final class Telemetry implements AutoCloseable {
    private final OpenTelemetrySdk sdk;

    private Telemetry(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
    }

    /**
     * Starts it.
     *
     * @param member tells this one from the others
     * @throws RuntimeException where a variable has no meaning
     */
    static Telemetry open(TracingConfig config, String member) {
        // It writes to Java's own log, by way of a parent that nobody else here uses.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        return new Telemetry(AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook() // what is last sent is sent when everything else has ended
                .addPropertiesSupplier(() -> usual(config))
                .addResourceCustomizer((others, properties) -> Resource.create(
                                Attributes.of(AttributeKey.stringKey("service.instance.id"), member))
                        .merge(others))
                .build()
                .getOpenTelemetrySdk());
    }

    private static Map<String, String> usual(TracingConfig config) {
        return Map.of(
                "otel.service.name",
                "fanfare",
                "otel.exporter.otlp.endpoint",
                config.collector(),
                "otel.exporter.otlp.protocol",
                "http/protobuf",
                "otel.traces.sampler",
                "parentbased_traceidratio",
                "otel.traces.sampler.arg",
                config.share(),
                "otel.metrics.exporter", // Prometheus fetches them
                "none",
                "otel.logs.exporter",
                "none");
    }

    Tracing tracing() {
        return Tracing.by(sdk.getTracer("im.fanfare"));
    }

    /** Sends what was not sent yet, as far as the collector takes it. */
    @Override
    public void close() {
        sdk.close();
    }

    /** Of a member that may have none. */
    static Tracing of(Optional<Telemetry> telemetry) {
        return telemetry.map(Telemetry::tracing).orElse(Tracing.OFF);
    }
}
