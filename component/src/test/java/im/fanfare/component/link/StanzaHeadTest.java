package im.fanfare.component.link;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.stanza.StanzaError;
import im.fanfare.stanza.XmlElement;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6120 §8.3.1. */
class StanzaHeadTest {
    private static final StanzaError ERROR = StanzaError.of(StanzaError.Type.MODIFY, "bad-request");

    @Test
    void refusesARequestToItsSender() {
        Optional<XmlElement> refusal = refusal(
                "<iq xml:lang='en' type=\"set\"\n id='a&lt;&#39;&#x62;' to='pubsub.denmark.lit' from = 'hamlet@denmark.lit/e><pub");

        assertThat(refusal).isEmpty();

        refusal = refusal("<iq xml:lang='en' type=\"set\"\n id='a&lt;&#39;&#x62;' to='pubsub.denmark.lit'"
                + " from = 'hamlet@denmark.lit/el>sinore'><pub");

        assertThat(refusal.orElseThrow().toXml("jabber:component:accept"))
                .isEqualTo("<iq type='error' id='a&lt;&apos;b' from='pubsub.denmark.lit'"
                        + " to='hamlet@denmark.lit/el&gt;sinore'><error type='modify'>"
                        + "<bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<iq type='result' id='1' to='pubsub.denmark.lit' from='hamlet@denmark.lit'>",
                "<iq type='error' id='1' to='pubsub.denmark.lit' from='hamlet@denmark.lit'>",
                "<iq id='1' to='pubsub.denmark.lit' from='hamlet@denmark.lit'>",
                "<message type='get' id='1' to='pubsub.denmark.lit' from='hamlet@denmark.lit'>",
                "<iq type='get' id='1' to='elsewhere.lit' from='hamlet@denmark.lit'>",
                "<iq type='get' id='1' to='pubsub.denmark.lit'>",
                "<iq type='get' id='1' to='pubsub.denmark.lit' from='\u0001@denmark.lit'>",
                "<iq type='get' id='\u0001' to='pubsub.denmark.lit' from='hamlet@denmark.lit'>",
                "<iq type='get' id='&#1;' to='pubsub.denmark.lit' from='hamlet@denmark.lit'>",
                "<iq type='get' id='&#xD800;' to='pubsub.denmark.lit' from='hamlet@denmark.lit'>",
                "<iq><a type='get' id='1' to='pubsub.denmark.lit' from='hamlet@denmark.lit'>",
                "<iq",
                "<",
                ""
            })
    void answersNobodyElse(String head) {
        assertThat(refusal(head)).isEmpty();
    }

    private static Optional<XmlElement> refusal(String head) {
        byte[] bytes = head.getBytes(StandardCharsets.UTF_8);
        return StanzaHead.read(bytes, 0, bytes.length).refusal("pubsub.denmark.lit", ERROR);
    }
}
