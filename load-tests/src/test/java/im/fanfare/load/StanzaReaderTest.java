package im.fanfare.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StanzaReaderTest {
    private static final Script SCRIPT = Script.of("pubsub.localhost", "secret");
    private static final String HEADER = SCRIPT.streamHeader("1");
    private static final String PING = "<iq type='get' id='b:1'><ping xmlns='urn:xmpp:ping'/></iq>";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100, 470, 471, 472, 473, 474, 1 << 20})
    void readsTheSameHoweverTheBytesCome(int atATime) {
        var stream = HEADER
                + notification(0, "i7")
                + notification(1, "i7")
                + PING
                + " \n"
                + notification(1_000_000, "i7")
                + notification(0, "i8")
                + notification(1, "i8")
                + "</stream:stream>";

        assertThat(read(stream, atATime))
                .containsExactly("opened", "0 of 7", "1 of 7", PING, "1000000 of 7", "0 of 8", "1 of 8", "ended");
    }

    @Test
    void takesANotificationForNoOtherThatIsLikeIt() {
        var stream = HEADER
                + notification(1, "i7")
                + notification(2, "i7").replace("xxx</data>", "xxy</data>")
                + notification(3, "i7").replace("@localhost", "@elsewhere")
                + notification(4, "i77")
                + notification(5, "i7");

        assertThat(read(stream, 1 << 20))
                .containsExactly("opened", "1 of 7", "2 of 7 damaged", "-1 of 7", "4 of 77", "5 of 7");
    }

    /** Which of its revisions, is that of the node to which it happened. */
    @Test
    void readsANotificationByANodeAbove() {
        var below = notification(1, "i7").replace("id='0123456789abcdef-", "id='00000000000000ab-0123456789abcdef-");

        assertThat(read(HEADER + below, 7)).containsExactly("opened", "1 of 7");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            <item id='i7'/>                                  | 1 of 7 damaged
            <item id='i7'><data/></item>                     | 1 of 7 damaged
            <item id='i7'><item id='i8'/></item>             | 1 of 7 damaged
            <item id='i7'><![CDATA[</item></message>]]></item> | 1 of 7 damaged
            <item id='i7'><!-- </item> --></item>            | 1 of 7 damaged
            <item id='i7'><a b='></message>'/></item>        | 1 of 7 damaged
            <item id='7'/>                                   | 1 of -1 damaged
            <item id='i7x'/>                                 | 1 of -1 damaged
            <item/>                                          | 1 of -1 damaged
            """)
    void findsTheItemInAnyXml(String item, String expected) {
        var whole = notification(1, "i7");
        int from = whole.indexOf("<item ");
        int to = whole.indexOf("</items>");
        var stream = HEADER + whole.substring(0, from) + item + whole.substring(to) + PING;

        assertThat(read(stream, 5)).containsExactly("opened", expected.strip(), PING);
    }

    @Test
    void handsOverWhatIsNoNotificationOfOneItem() {
        var none = "<message to='u000001@localhost'><event/></message>";
        var two = notification(1, "i7").replace("</items>", "<item id='i8'/></items>");
        var error = notification(1, "i7").replace("type='headline'", "type='error'");

        assertThat(read(HEADER + none + two + error, 64)).containsExactly("opened", none, two, error);
    }

    private static String notification(int number, String item) {
        return SCRIPT.notification(SCRIPT.subscriber(number), "node", item, 100);
    }

    /** What the reader says of a stream that comes in pieces. */
    private static List<String> read(String stream, int atATime) {
        var said = new ArrayList<String>();
        var reader = new StanzaReader(SCRIPT, new StanzaReader.Sink() {
            @Override
            public void opened(String header) {
                said.add("opened");
            }

            @Override
            public void notification(int subscriber, int item, int revision, boolean whole) {
                assertThat(revision).isEqualTo(100);
                said.add(subscriber + " of " + item + (whole ? "" : " damaged"));
            }

            @Override
            public void stanza(String xml) {
                said.add(xml);
            }

            @Override
            public void ended() {
                said.add("ended");
            }
        });
        try {
            var channel = inPieces(stream, atATime);
            while (reader.readFrom(channel)) {
                reader.handOver();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return said;
    }

    private static ReadableByteChannel inPieces(String text, int atATime) {
        var whole = Channels.newChannel(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        return new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer bytes) throws IOException {
                return whole.read(bytes.limit(Math.min(bytes.limit(), bytes.position() + atATime)));
            }

            @Override
            public boolean isOpen() {
                return whole.isOpen();
            }

            @Override
            public void close() throws IOException {
                whole.close();
            }
        };
    }
}
