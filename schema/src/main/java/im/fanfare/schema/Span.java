package im.fanfare.schema;

import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One stretch of the way of a request that is sampled, as OpenTelemetry has it: begun here, by a {@link Tracing}, or known
 * by its {@link #traceparent} only, where another member began it.
 *
 * <p>Most requests are not sampled. Theirs is {@link #NONE}, whose parts are itself, and nothing is made of what is said
 * to it. To what another member began nothing can be said here either; it is passed on.
 *
 * <p>Two are equal that are the same stretch. For any thread, one after the other.
 */
public final class Span {
    public static final Span NONE = new Span(io.opentelemetry.api.trace.Span.getInvalid(), null, Instant.EPOCH);

    /** Users choose names; what is longer than anybody needs is cut. */
    private static final int LONGEST = 128;

    /** {@code 00-}, 32 digits of the trace, {@code -}, 16 of the span, {@code -}, 2 of flags, all within the second. */
    private static final int TRACE = 3;

    private static final int SPAN = TRACE + 32 + 1;
    private static final int FLAGS = SPAN + 16 + 1;

    private final io.opentelemetry.api.trace.Span span;

    /** Absent where another member began it, and of none. */
    private final @Nullable Tracer tracer;

    private final Instant began;

    private Span(io.opentelemetry.api.trace.Span span, @Nullable Tracer tracer, Instant began) {
        this.span = span;
        this.tracer = tracer;
        this.began = began;
    }

    /** What another member began. Whatever is not a sampled span in the spelling of W3C Trace Context is none. */
    static Span of(String traceparent) {
        int flags = traceparent.length() == FLAGS + 2 ? Character.digit(traceparent.charAt(FLAGS + 1), 16) : 0;
        if (flags <= 0) {
            return NONE;
        }
        SpanContext context = SpanContext.createFromRemoteParent(
                traceparent.substring(TRACE, SPAN - 1),
                traceparent.substring(SPAN, FLAGS - 1),
                TraceFlags.fromByte((byte) flags),
                TraceState.getDefault());
        return context.isValid() && context.isSampled()
                ? new Span(io.opentelemetry.api.trace.Span.wrap(context), null, Instant.EPOCH)
                : NONE;
    }

    /** Begins one, unless it is not sampled. */
    static Span begin(Tracer tracer, String name, SpanKind kind, Span parent) {
        return begin(tracer, tracer.spanBuilder(name), kind, parent);
    }

    private static Span begin(Tracer tracer, SpanBuilder builder, SpanKind kind, Span parent) {
        Instant now = Instant.now();
        io.opentelemetry.api.trace.Span begun = builder.setSpanKind(kind)
                .setParent(Context.root().with(parent.span))
                .setStartTimestamp(now)
                .startSpan();
        return begun.getSpanContext().isSampled() ? new Span(begun, tracer, now) : NONE;
    }

    public boolean isNone() {
        return !span.getSpanContext().isValid();
    }

    /** Begins a part of it. */
    public Span child(String name) {
        return tracer == null ? this : begin(tracer, name, SpanKind.INTERNAL, this);
    }

    /** Begins a part of it of which another one tells more. */
    public Span child(String name, Span more) {
        return tracer == null
                ? this
                : begin(tracer, tracer.spanBuilder(name).addLink(more.span.getSpanContext()), SpanKind.INTERNAL, this);
    }

    /** Begins the part of it in which somebody else is asked and answers. */
    public Span call(String name) {
        return tracer == null ? this : begin(tracer, name, SpanKind.CLIENT, this);
    }

    /** Begins the part of it in which a record goes to a topic, until Kafka has it. */
    public Span sending(String topic) {
        return tracer == null
                ? this
                : begin(tracer, "send " + topic, SpanKind.PRODUCER, this).inKafka(topic, "send");
    }

    Span inKafka(String topic, String operation) {
        return set("messaging.system", "kafka")
                .set("messaging.operation.name", operation)
                .set("messaging.operation.type", operation)
                .set("messaging.destination.name", topic);
    }

    /** That it was the first part of it, up to now, to wait. */
    public void waited() {
        if (tracer != null) {
            tracer.spanBuilder("wait")
                    .setParent(Context.root().with(span))
                    .setStartTimestamp(began)
                    .startSpan()
                    .end();
        }
    }

    public Span set(String key, String value) {
        span.setAttribute(key, value.substring(0, Math.min(value.length(), LONGEST)));
        return this;
    }

    public Span set(String key, long value) {
        span.setAttribute(key, value);
        return this;
    }

    /** That it comes to nothing, and that whoever asked has to change something. */
    public void refused(String condition) {
        set("error.type", condition);
    }

    /** That it comes to nothing, and that it is for the operator to look why. */
    public void failed(String why) {
        set("error.type", why);
        span.setStatus(StatusCode.ERROR);
    }

    public void end() {
        span.end();
    }

    /** Ends with the work. */
    public <T> CompletionStage<T> during(CompletionStage<T> work) {
        return isNone()
                ? work
                : work.whenComplete((done, fault) -> {
                    if (fault != null) {
                        failed(fault.getClass().getName());
                    }
                    end();
                });
    }

    /** By what others can go on with it: W3C Trace Context; empty of none. */
    public String traceparent() {
        SpanContext context = span.getSpanContext();
        return isNone()
                ? ""
                : "00-" + context.getTraceId() + '-' + context.getSpanId() + '-'
                        + context.getTraceFlags().asHex();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Span span && span.traceparent().equals(traceparent());
    }

    @Override
    public int hashCode() {
        return traceparent().hashCode();
    }

    @Override
    public String toString() {
        return traceparent();
    }
}
