package im.fanfare.component.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XEP-0060 §13.8, RFC 4287 §4.2.13 and §4.2.14. */
class PayloadBodyTest {
    private static final String ATOM = "<entry xmlns='http://www.w3.org/2005/Atom'>%s</entry>";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <title>Soliloquy</title>                                                      | Soliloquy
            <title>Soliloquy</title><summary>To be, or not to be</summary>                | To be, or not to be
            <summary> </summary><title>Soliloquy</title>                                  | Soliloquy
            <summary type='html'>&lt;b&gt;To be&lt;/b&gt;</summary><title>Soliloquy</title> | Soliloquy
            <summary type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>To <b>be</b></div></summary> | To be
            <title>Tom &amp; Jerry &lt;3</title>                                          | Tom &amp; Jerry &lt;3
            <source><title>Of another</title></source><title>Soliloquy</title>            | Soliloquy
            """)
    void isTheSummaryOrElseTheTitle(String entry, String body) {
        assertThat(body(item(ATOM.formatted(entry)))).contains("<body>" + body + "</body>");
    }

    @Test
    void saysAllEntriesInTheirOrder() {
        assertThat(body(item(ATOM.formatted("<title>One</title>"))
                        + item("")
                        + item(ATOM.formatted("<title>Two</title>"))))
                .contains("<body>One&#10;Two</body>");
    }

    @Test
    void thereIsNoneOfWhatIsNotUnderstood() {
        assertThat(body(item("<tune xmlns='http://jabber.org/protocol/tune'><title>Roundabout</title></tune>")))
                .isEmpty();
        assertThat(body(item(ATOM.formatted("")))).isEmpty();
        assertThat(body("<retract id='a'/>")).isEmpty();
        assertThat(PayloadBody.of("no stanza")).isEmpty();
    }

    private static String item(String payload) {
        return "<item id='a'>" + payload + "</item>";
    }

    private static Optional<String> body(String items) {
        return PayloadBody.of(
                "<message to='francisco@denmark.lit'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='n'>"
                        + items + "</items></event></message>");
    }
}
