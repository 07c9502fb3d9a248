package im.fanfare.component;

import im.fanfare.schema.Tracing;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;
import java.util.Optional;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * OpenTelemetry, where the operator names a collector: spans go there by OTLP. The variables whose names begin with
 * {@code OTEL_} mean what its documentation says; where they say nothing, this does.
 */
final class Telemetry implements AutoCloseable {
    /** Of a thousand requests one: see docs/operations.md for what that costs. */
    private static final String USUAL_SHARE = "0.001";

    private final OpenTelemetrySdk sdk;

    private Telemetry(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
    }

    /**
     * Starts it.
     *
     * @param endpoint of the collector
     * @param member tells this one from the others
     * @throws RuntimeException where a variable has no meaning
     */
    static Telemetry open(String endpoint, String member) {
        // It writes to Java's own log, by way of a parent that nobody else here uses.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        return new Telemetry(AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook() // what is last sent is sent when everything else has ended
                .addPropertiesSupplier(() -> usual(endpoint, member))
                .build()
                .getOpenTelemetrySdk());
    }

    private static Map<String, String> usual(String endpoint, String member) {
        return Map.of(
                "otel.service.name",
                "fanfare",
                "otel.resource.attributes",
                "service.instance.id=" + member,
                "otel.exporter.otlp.endpoint",
                endpoint,
                "otel.exporter.otlp.protocol",
                "http/protobuf",
                "otel.traces.sampler",
                "parentbased_traceidratio",
                "otel.traces.sampler.arg",
                USUAL_SHARE,
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
