package im.fanfare.component.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import im.fanfare.stanza.XmlText;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6120 §11. */
class StanzaParserTest {
    private final StanzaParser parser = StanzaParser.usual();

    @Test
    void readsAStanzaInTheNamespaceOfItsStream() throws XMLStreamException {
        XmlElement iq = parser.parse("<iq type='get' id=\"a&amp;&#x62;\"><ping xmlns='urn:xmpp:ping'/></iq>");

        assertThat(iq)
                .isEqualTo(XmlElement.of("iq", Stanzas.NS)
                        .with("type", "get")
                        .with("id", "a&b")
                        .with(XmlElement.of("ping", "urn:xmpp:ping")));
    }

    @Test
    void keepsWhatPrefixesMeanAndNotThePrefixes() throws XMLStreamException {
        XmlElement message = parser.parse(
                "<message xml:lang='da' xmlns:x='urn:x' x:a='1' a='2'><x:y/><stream:z/><w xmlns=''/></message>");

        assertThat(message)
                .isEqualTo(XmlElement.of("message", Stanzas.NS)
                        .with("xml:lang", "da")
                        .with("{urn:x}a", "1")
                        .with("a", "2")
                        .with(XmlElement.of("y", "urn:x"))
                        .with(XmlElement.of("z", LinkStream.STREAMS))
                        .with(XmlElement.of("w", "")));
    }

    @Test
    void takesTheNamespacesFromTheHostServersOwnHeader() throws XMLStreamException {
        StanzaParser other = StanzaParser.inside(
                "<s:stream xmlns:s='http://etherx.jabber.org/streams' xmlns='jabber:component:accept' xmlns:db='urn:db'>"
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(other.parse("<message db:a='1'/>"))
                .isEqualTo(XmlElement.of("message", Stanzas.NS).with("{urn:db}a", "1"));
        assertThat(other.stream().is("stream", LinkStream.STREAMS)).isTrue();
    }

    @Test
    void joinsTextAndCharacterData() throws XMLStreamException {
        XmlElement body = parser.parse("<body>a<![CDATA[<&]]>\u00e6&lt;\ud83d\ude00</body>");

        assertThat(body.content()).containsExactly(new XmlText("a<&\u00e6<\ud83d\ude00"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<iq><a></iq>",
                "<iq><a></b></iq>",
                "<iq></stream:stream><stream:stream></iq>",
                "<iq a='1' a='2'/>",
                "<iq a=1/>",
                "<iq a='<'/>",
                "<iq>\u0001</iq>",
                "<iq>&#0;</iq>",
                "<iq>&#x1F;</iq>",
                "<iq>\uffff</iq>",
                "<iq>&undeclared;</iq>",
                "<iq a='&undeclared;'/>",
                "<iq>]]></iq>",
                "<x:iq/>",
                "<iq x:a='1'/>",
                "<iq><!-- comment --></iq>",
                "<iq><?php?></iq>",
                "<!DOCTYPE iq [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><iq>&e;</iq>",
                "<iq/><iq/>",
                "<iq/>text",
                "",
                "<",
                "<iq"
            })
    void refusesWhatAStreamMayNotCarry(String stanza) {
        assertThatThrownBy(() -> parser.parse(stanza)).isInstanceOf(XMLStreamException.class);
    }

    @Test
    void refusesBytesThatAreNoText() {
        byte[] overlong = {'<', 'a', '>', (byte) 0xc0, (byte) 0xbc, '<', '/', 'a', '>'};

        assertThatThrownBy(() -> parser.parse(overlong, 0, overlong.length)).isInstanceOf(XMLStreamException.class);
    }

    @Test
    void readsWhatWeWrite() throws XMLStreamException {
        Random random = new Random(114);
        for (int round = 0; round < 2_000; round++) {
            XmlElement written = element(random, 4);

            assertThat(parser.parse(written.toXml(Stanzas.NS))).isEqualTo(written);
        }
    }

    private static XmlElement element(Random random, int depth) {
        XmlElement element = XmlElement.of("e" + random.nextInt(5), namespace(random));
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = "a" + i;
            String key = switch (random.nextInt(3)) {
                case 0 -> name;
                case 1 -> "xml:" + name;
                default -> "{urn:attributes:" + random.nextInt(2) + "}" + name;
            };
            element = element.with(key, text(random));
        }
        boolean afterText = false;
        for (int i = random.nextInt(4); i > 0; i--) {
            boolean child = depth > 0 && (afterText || random.nextBoolean());
            if (child) {
                element = element.with(element(random, depth - 1));
            } else if (!afterText) {
                element = element.with(new XmlText(text(random) + "x"));
            }
            afterText = !child;
        }
        return element;
    }

    private static String namespace(Random random) {
        return random.nextBoolean() ? Stanzas.NS : random.nextBoolean() ? "" : "urn:n'&<:" + random.nextInt(3);
    }

    private static String text(Random random) {
        String alphabet = "ab <>&'\"\t\n\r\u00e6\u2603]]>";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.append(random.nextInt(9) == 0 ? "\ud83d\ude00" : "").toString();
    }
}
