package im.fanfare.schema;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Begins the spans of a member: the first one of a request, and those that go on with what another member began. Where it
 * is off no request has a span, and what other members began is passed on as it is.
 */
public final class Tracing {
    public static final Tracing OFF = new Tracing(null);

    private final @Nullable Tracer tracer;

    private Tracing(@Nullable Tracer tracer) {
        this.tracer = tracer;
    }

    /** By OpenTelemetry, which says what is sampled. */
    public static Tracing by(Tracer tracer) {
        return new Tracing(tracer);
    }

    /** Whether any request may have a span that begins here. */
    public boolean isOn() {
        return tracer != null;
    }

    /** Begins the first span of a request, which somebody waits for. */
    public Span request(String name) {
        return tracer == null ? Span.NONE : Span.begin(tracer, name, SpanKind.SERVER, Span.NONE);
    }

    /** Begins one within what another member began. */
    public Span within(Span parent, String name) {
        return tracer == null || parent.isNone() ? parent : Span.begin(tracer, name, SpanKind.INTERNAL, parent);
    }

    /** Begins one within what another member began: what becomes of a record. */
    public Span processing(Span parent, ConsumerRecord<?, ?> record, String group) {
        if (tracer == null || parent.isNone()) {
            return parent;
        }
        return Span.begin(tracer, "process " + record.topic(), SpanKind.CONSUMER, parent)
                .inKafka(record.topic(), "process")
                .set("messaging.consumer.group.name", group)
                .set("messaging.destination.partition.id", Integer.toString(record.partition()))
                .set("messaging.kafka.offset", record.offset());
    }
}
