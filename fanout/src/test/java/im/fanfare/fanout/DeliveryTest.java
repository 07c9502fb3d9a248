package im.fanfare.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.schema.Span;
import im.fanfare.schema.Traces;
import io.opentelemetry.api.trace.SpanKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private final Page page =
            Page.of(List.of(Denmark.subscription(Denmark.FRANCISCO, 1), Denmark.subscription(Denmark.BERNARDO, 5)));
    private final Tenure tenure = new Tenure(new Window(100));
    private final Delivery delivery = new Delivery(
            Denmark.bytes("<to='"), Denmark.bytes("'/>"), page.addressees().plain(), 4, tenure, Span.NONE);
    private final byte[] buffer = new byte[64];

    @Test
    void writesAStanzaWhereItIsTold() {
        int length = delivery.write(0, buffer, 10);

        assertThat(new String(buffer, 10, length, StandardCharsets.UTF_8)).isEqualTo("<to='francisco@denmark.lit'/>");
    }

    @Test
    void writesWhatFitsExactly() {
        int length = delivery.write(0, buffer, 0);

        assertThat(delivery.write(0, buffer, buffer.length - length)).isEqualTo(length);
        assertThat(delivery.write(0, buffer, buffer.length - length + 1)).isEqualTo(-1);
    }

    @Test
    void leavesOutWhoSubscribedLaterOrHasLeft() {
        page.leave(Denmark.FRANCISCO, 6);

        assertThat(delivery.size()).isEqualTo(2);
        assertThat(delivery.write(0, buffer, 0)).isZero();
        assertThat(delivery.write(1, buffer, 0)).isZero();
    }

    @Test
    void writesNothingOnceThePartitionIsSomebodyElses() {
        tenure.end();

        assertThat(delivery.write(0, buffer, 0)).isZero();
    }

    @Test
    void tellsWhoeverFollowsItOfItsPassage() {
        Traces traces = new Traces();
        Span span = traces.tracing().request("page");
        Passage passage = new Delivery(
                        Denmark.bytes(""), Denmark.bytes(""), page.addressees().plain(), 4, tenure, span)
                .passage("pubsub.denmark.lit");

        assertThat(traces.names()).isEmpty();
        passage.leaves();
        assertThat(traces.names()).containsExactly("outbox");
        passage.leaves(); // after a fault, once more
        passage.taken();
        span.end();

        assertThat(traces.names()).containsExactly("outbox", "barrier", "barrier", "page");
        assertThat(traces.named("barrier")).allSatisfy(barrier -> {
            assertThat(traces.parentOf(barrier)).isEqualTo("page");
            assertThat(barrier.getKind()).isEqualTo(SpanKind.CLIENT);
        });
        assertThat(delivery.passage("pubsub.denmark.lit")).isSameAs(Passage.UNSEEN);
    }
}
