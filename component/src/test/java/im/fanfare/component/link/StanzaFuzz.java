package im.fanfare.component.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import im.fanfare.stanza.XmlElement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.stream.XMLStreamException;

/**
 * Whatever bytes a stream brings: they are cut into the same stanzas however they arrive, no stanza exceeds the limits, and
 * what can be parsed reads the same once it has been written.
 */
class StanzaFuzz {
    private static final LinkConfig.Limits LIMITS = new LinkConfig.Limits(20_000, 8, 100, 1, 10_000);
    private static final String HEADER = "<stream:stream xmlns='jabber:component:accept' "
            + "xmlns:stream='http://etherx.jabber.org/streams' from='pubsub.shakespeare.lit' id='3BF96D32'>";
    private static final StanzaParser PARSER = StanzaParser.inside(HEADER.getBytes(StandardCharsets.UTF_8));

    @FuzzTest(maxDuration = "10s")
    @DictionaryEntries({
        "<iq type='get' id='1'>",
        "</iq>",
        "<message/>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?",
        "?>",
        "&lt;",
        "&#x41;",
        " xmlns='",
        "xml:lang='",
        "xmlns:a='b'",
        "</stream:stream>"
    })
    void isCutAndReadTheSameHoweverItArrives(FuzzedDataProvider data) {
        int piece = data.consumeInt(1, 100);
        byte[] stream = (HEADER + data.consumeRemainingAsString()).getBytes(StandardCharsets.UTF_8);

        List<byte[]> stanzas = cut(stream, stream.length);

        assertThat(cut(stream, piece)).usingRecursiveComparison().isEqualTo(stanzas);
        for (byte[] stanza : stanzas) {
            assertThat(stanza.length).isLessThanOrEqualTo(LIMITS.maxStanzaBytes());
            readsTheSameOnceItIsWritten(stanza);
        }
    }

    private static void readsTheSameOnceItIsWritten(byte[] stanza) {
        XmlElement read;
        try {
            read = PARSER.parse(stanza, 0, stanza.length);
        } catch (XMLStreamException refused) {
            return; // as what is no XML has to be
        }
        try {
            XmlElement again = PARSER.parse(read.toXml());
            assertThat(again.toXml()).isEqualTo(read.toXml());
        } catch (XMLStreamException e) {
            throw new AssertionError("written as no XML: " + read.toXml(), e);
        }
    }

    private static List<byte[]> cut(byte[] stream, int piece) {
        List<byte[]> stanzas = new ArrayList<>();
        StanzaFramer framer = new StanzaFramer(LIMITS, new StanzaFramer.Sink() {
            @Override
            public void opened(byte[] bytes, int from, int to) {
                stanzas.clear();
            }

            @Override
            public void stanza(byte[] bytes, int from, int to) {
                stanzas.add(Arrays.copyOfRange(bytes, from, to));
            }

            @Override
            public void oversize(byte[] head, int from, int to) {
                assertThat(to - from).isLessThanOrEqualTo(StanzaFramer.HEAD_BYTES);
            }

            @Override
            public void closed() {
                // whatever comes then is nobody's
            }
        });
        for (int from = 0; from < stream.length; from += piece) {
            byte[] buffer = Arrays.copyOfRange(stream, from, Math.min(stream.length, from + piece));
            framer.feed(buffer, 0, buffer.length);
            Arrays.fill(buffer, (byte) '<'); // a buffer is used again as soon as it has been fed
        }
        return stanzas;
    }
}
