package im.fanfare.stanza;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas see what is wrong: what they let pass says something only then. */
class SchemasTest {
    private static final String EVENT = "<event xmlns='http://jabber.org/protocol/pubsub#event'>";

    /** XEP-0060 example 101. */
    @Test
    void letsPassWhatIsByThem() {
        assertThatCode(() ->
                        Schemas.assertValid(message(EVENT + "<items node='n'><item id='1'><entry xmlns='atom'/></item>"
                                + "</items></event><delay xmlns='urn:xmpp:delay' stamp='2003-12-13T23:58:37Z'/>")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                EVENT + "<items><item id='1'/></items></event>",
                EVENT + "<items node='n'><item id='1'/><retract id='2'/></items></event>",
                EVENT + "<items node='n'><item id='1'><a xmlns='a'/><b xmlns='b'/></item></items></event>",
                EVENT + "<purge node='n'/><delete node='n'/></event>",
                EVENT + "<subscription node='n' jid='a@b' subscription='perhaps'/></event>",
                EVENT + "<purge node='n'/></event><delay xmlns='urn:xmpp:delay' stamp='yesterday'/>",
                "<x xmlns='jabber:x:data'/>",
                "<x xmlns='jabber:x:data' type='form'><field var='a'/><field var='a'/></x>",
                "<x xmlns='jabber:x:data' type='form'><field var='a' type='text'/></x>",
                "<x xmlns='nobody has heard of'/>",
                "<body>one</body><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                        + "<conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
                "<error type='cancel'><unsupported xmlns='http://jabber.org/protocol/pubsub#errors' feature='rsm'/></error>"
            })
    void doesNotLetPassWhatIsNot(String content) {
        assertThatThrownBy(() -> Schemas.assertValid(message(content)))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("not valid");
    }

    private static String message(String content) {
        return "<message from='pubsub.shakespeare.lit' to='francisco@denmark.lit' id='1'>" + content + "</message>";
    }
}
