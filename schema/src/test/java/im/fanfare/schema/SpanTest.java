package im.fanfare.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpanTest {
    /** From W3C Trace Context §3.2.3. */
    private static final String SAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static final ConsumerRecord<String, String> RECORD = new ConsumerRecord<>("publications", 3, 17, "", "");

    private final Traces traces = new Traces();
    private final Span request = traces.tracing().request("publish");

    @ParameterizedTest
    @ValueSource(strings = {SAMPLED, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03"})
    void isWrittenAsItWasRead(String traceparent) {
        Span elsewhere = Span.of(traceparent);

        assertThat(elsewhere.traceparent()).isEqualTo(traceparent);
        assertThat(elsewhere).isEqualTo(Span.of(traceparent)).isNotEqualTo(request);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0z",
                "4bf92f3577b34da6a3ce929d0e0e4736"
            })
    void isNoneWhereThatIsNotSampledOrCannotBeRead(String traceparent) {
        assertThat(Span.of(traceparent)).isSameAs(Span.NONE);
    }

    @Test
    void goesOnAtAnotherMember() {
        Span elsewhere = Span.of(request.traceparent());

        traces.tracing().within(elsewhere, "node turn").end();
        traces.tracing().processing(elsewhere, RECORD, "expander").end();
        request.end();

        assertThat(traces.parentOf(traces.one("node turn"))).isEqualTo("publish");
        assertThat(traces.parentOf(traces.one("process publications"))).isEqualTo("publish");
        assertThat(traces.ended())
                .extracting(SpanData::getTraceId)
                .containsOnly(request.traceparent().substring(3, 35));
        assertThat(traces.one("publish").getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(traces.one("process publications").getKind()).isEqualTo(SpanKind.CONSUMER);
    }

    @Test
    void isPassedOnWhereTracingIsOff() {
        Span elsewhere = Span.of(SAMPLED);

        Span turn = Tracing.OFF.within(elsewhere, "node turn");

        assertThat(turn.child("commit").sending("publications").traceparent()).isEqualTo(SAMPLED);
        assertThat(Tracing.OFF.processing(elsewhere, RECORD, "expander").traceparent())
                .isEqualTo(SAMPLED);
    }

    @Test
    void noneHasNoParts() {
        Tracing none = Tracing.by(SdkTracerProvider.builder()
                .setSampler(Sampler.alwaysOff())
                .build()
                .get("im.fanfare"));

        assertThat(Tracing.OFF.request("publish")).isSameAs(Span.NONE);
        assertThat(none.request("publish")).isSameAs(Span.NONE);
        assertThat(traces.tracing().within(Span.NONE, "node turn")).isSameAs(Span.NONE);
        assertThat(traces.tracing().processing(Span.NONE, RECORD, "")).isSameAs(Span.NONE);
        assertThat(Span.NONE.child("commit")).isSameAs(Span.NONE);
        assertThat(Span.NONE.traceparent()).isEmpty();
    }

    @Test
    void tellsHowLongItWaitedAtFirst() {
        request.waited();
        request.end();

        SpanData whole = traces.one("publish");
        SpanData wait = traces.one("wait");
        assertThat(traces.parentOf(wait)).isEqualTo("publish");
        assertThat(wait.getStartEpochNanos()).isEqualTo(whole.getStartEpochNanos());
        assertThat(wait.getEndEpochNanos()).isLessThanOrEqualTo(whole.getEndEpochNanos());
    }

    @Test
    void endsWithTheWork() {
        CompletableFuture<Void> work = new CompletableFuture<>();
        request.during(work);
        assertThat(traces.ended()).isEmpty();

        work.completeExceptionally(new IllegalStateException("alas"));

        assertThat(traces.one("publish").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(Span.NONE.during(work)).isSameAs(work);
    }
}
