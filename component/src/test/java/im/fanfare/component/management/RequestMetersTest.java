package im.fanfare.component.management;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.iq.Xml;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestMetersTest {
    private static final String PUBSUB = "<pubsub xmlns='http://jabber.org/protocol/pubsub'>";
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                PUBSUB + "<publish node='n'/></pubsub> | publish",
                PUBSUB + "</pubsub> | other",
                PUBSUB + "<secret-of-a-user/></pubsub> | other",
                "<ping xmlns='urn:xmpp:ping'/> | ping",
                "<whatever xmlns='urn:x'/> | other"
            })
    void namesNoOperationButOurOwn(String payload, String operation) {
        answered(payload, "<iq type='result' id='1'/>");

        assertThat(tags()).containsExactly(Tag.of("operation", operation), Tag.of("outcome", "result"));
    }

    @ParameterizedTest
    @CsvSource({"item-not-found, item-not-found", "made-up, other"})
    void namesTheConditionOfAnError(String condition, String outcome) {
        answered(
                "<ping xmlns='urn:xmpp:ping'/>",
                "<iq type='error' id='1'><error type='cancel'><" + condition
                        + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");

        assertThat(tags()).containsExactly(Tag.of("operation", "ping"), Tag.of("outcome", outcome));
    }

    private void answered(String payload, String answer) {
        new RequestMeters(registry)
                .answered(
                        Xml.stanza("<iq type='set' id='1'>" + payload + "</iq>"),
                        Xml.stanza(answer),
                        Duration.ofMillis(7));
    }

    private List<Tag> tags() {
        return registry.get("fanfare.requests").timer().getId().getTags();
    }
}
