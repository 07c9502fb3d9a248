package im.fanfare.schema;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Optional;

/** What becomes of requests that are all sampled: the spans that have ended. */
public final class Traces {
    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final Tracing tracing = Tracing.by(SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build()
            .get("im.fanfare"));

    public Tracing tracing() {
        return tracing;
    }

    /** In the order in which they ended. */
    public List<SpanData> ended() {
        return exporter.getFinishedSpanItems();
    }

    public List<String> names() {
        return ended().stream().map(SpanData::getName).toList();
    }

    public List<SpanData> named(String name) {
        return ended().stream().filter(span -> span.getName().equals(name)).toList();
    }

    /** The only one of that name. */
    public SpanData one(String name) {
        List<SpanData> named = named(name);
        if (named.size() != 1) {
            throw new AssertionError(named.size() + " spans are called " + name + " of " + names());
        }
        return named.get(0);
    }

    /** What the span is a part of that is called so; empty for one that another member would know, or nobody. */
    public String parentOf(SpanData part) {
        Optional<SpanData> parent = ended().stream()
                .filter(span -> span.getSpanId().equals(part.getParentSpanId()))
                .findFirst();
        return parent.map(SpanData::getName).orElse("");
    }

    /** A request as it comes from another member. */
    public static Trail elsewhere(Span begun) {
        return Trail.of("request 42", begun.traceparent());
    }
}
