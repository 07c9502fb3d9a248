package im.fanfare.component.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6120 §4.2. */
class StanzaFramerTest {
    private static final LinkConfig.Limits LIMITS = new LinkConfig.Limits(20_000, 16, 1_000, 1, 10_000);
    private static final String HEADER = "<stream:stream xmlns='jabber:component:accept' id='a>b'>";
    private static final String PING = "<iq id='1'><ping xmlns=\"urn:xmpp:ping\"/></iq>";

    private final List<String> seen = new ArrayList<>();
    private final StanzaFramer framer = new StanzaFramer(LIMITS, new StanzaFramer.Sink() {
        @Override
        public void opened(byte[] bytes, int from, int to) {
            seen.add("opened " + text(bytes, from, to));
        }

        @Override
        public void stanza(byte[] bytes, int from, int to) {
            seen.add(text(bytes, from, to));
        }

        @Override
        public void oversize(byte[] head, int from, int to) {
            seen.add("oversize " + text(head, from, Math.min(to, from + 20)));
        }

        @Override
        public void closed() {
            seen.add("closed");
        }

        private String text(byte[] bytes, int from, int to) {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
    });

    private static final List<String> STANZAS = List.of(
            PING,
            "<presence/>",
            "<presence a='/>' b=\"</presence>\" />",
            "<message><message><body>a &lt; b &gt; c > d ] ]] ]]</body></message ></message\n>",
            "<message><body><![CDATA[ </body></message> ]] ]>]]]></body></message>",
            "<message><!-- </message> -- - -> ---><body/></message>",
            "<message><?php </message> ? > ??><x:body xmlns:x='Hællo/'/></message>",
            "<message xml:lang='dä'\t><é/></message>",
            "<a\n/>");

    @Test
    void cutsTheSameStanzasWhereverTheStreamIsSplit() {
        byte[] stream = stream();
        for (int at = 0; at <= stream.length; at++) {
            List<String> cut = framed(stream, new int[] {at, stream.length});
            assertThat(cut).as("split at %s", at).isEqualTo(expected());
        }
    }

    @Test
    void cutsTheSameStanzasFromPiecesOfAnySize() {
        byte[] stream = stream();
        Random random = new Random(20);
        for (int round = 0; round < 500; round++) {
            int[] ends = random.ints(random.nextInt(60), 0, stream.length + 1)
                    .sorted()
                    .toArray();
            int[] all = java.util.Arrays.copyOf(ends, ends.length + 1);
            all[ends.length] = stream.length;

            assertThat(framed(stream, all)).isEqualTo(expected());
        }
    }

    private static byte[] stream() {
        return ("<?xml version='1.0'?>\n" + HEADER + "\n<!-- <iq> -->" + String.join(" \n", STANZAS)
                        + "</stream:stream> <iq/>")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> expected() {
        List<String> expected = new ArrayList<>();
        expected.add("opened " + HEADER);
        expected.addAll(STANZAS);
        expected.add("closed");
        return expected;
    }

    private static List<String> framed(byte[] stream, int[] ends) {
        StanzaFramerTest fresh = new StanzaFramerTest();
        int from = 0;
        for (int end : ends) {
            // A buffer is used again as soon as it has been fed.
            byte[] buffer = java.util.Arrays.copyOfRange(stream, from, end);
            fresh.framer.feed(buffer, 0, buffer.length);
            java.util.Arrays.fill(buffer, (byte) '<');
            from = end;
        }
        return fresh.seen;
    }

    @Test
    void passesAStanzaAsLargeAsTheLimit() {
        String stanza = "<message>" + "x".repeat(20_000 - 19) + "</message>";

        feed(HEADER + stanza + PING);

        assertThat(seen).containsExactly("opened " + HEADER, stanza, PING);
    }

    @Test
    void skipsAStanzaThatIsOneByteLarger() {
        feed(HEADER + "<message id='big'>" + "x".repeat(20_000 - 27) + "</message>" + PING);

        assertThat(seen).containsExactly("opened " + HEADER, "oversize <message id='big'>xx", PING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "attribute", "comment", "elements", "cdata"})
    void skipsSixtyFourMebibytesWithoutKeepingThem(String kind) {
        feed(HEADER);
        String unit = kind.equals("elements") ? "<a><b c='d'/></a>" : "xxxxxxxxxxxxxxxxx";
        byte[] piece = unit.repeat((64 << 10) / unit.length()).getBytes(StandardCharsets.UTF_8);
        String before = switch (kind) {
            case "attribute" -> " a='";
            case "comment" -> "><!--";
            case "cdata" -> "><![CDATA[";
            default -> ">";
        };
        String after = switch (kind) {
            case "attribute" -> "'>";
            case "comment" -> "-->";
            case "cdata" -> "]]>";
            default -> "";
        };

        long allocated = allocated();
        feed("<message id='big'" + before);
        for (int i = 0; i < 1_024; i++) {
            framer.feed(piece, 0, piece.length);
        }
        feed(after + "</message>" + PING);
        allocated = allocated() - allocated;

        assertThat(seen).hasSize(3).last().isEqualTo(PING);
        assertThat(seen.get(1)).startsWith("oversize <message id='big'");
        assertThat(allocated).isLessThan(1 << 20);
    }

    @Test
    void skipsAHundredThousandNestedElements() {
        feed(HEADER + "<message>" + "<a>".repeat(100_000) + "</a>".repeat(100_000) + "</message>" + PING);

        assertThat(seen).containsExactly("opened " + HEADER, "oversize <message><a><a><a><a", PING);
    }

    @Test
    void passesElementsAsDeepAsTheLimit() {
        String deepest = "<a>".repeat(16) + "</a>".repeat(16);

        feed(HEADER + deepest + "<a>" + deepest + "</a>" + PING);

        assertThat(seen).containsExactly("opened " + HEADER, deepest, "oversize <a><a><a><a><a><a><a", PING);
    }

    @Test
    void skipsAStanzaOfTooManyElements() {
        feed(HEADER + "<iq>" + "<a/>".repeat(1_000) + "</iq>" + PING);

        assertThat(seen).containsExactly("opened " + HEADER, "oversize <iq><a/><a/><a/><a/>", PING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<iq><a></iq>",
                "<iq><a></b></iq>",
                "<iq></b></iq>",
                "<iq><a><b></a></b></iq>",
                "<message><f><message></f></message>",
                "<iq><![CDATA[]]></a></iq>"
            })
    void findsTheEndOfAStanzaThatIsNotBalanced(String stanza) {
        feed(HEADER + stanza + PING);

        assertThat(seen).containsExactly("opened " + HEADER, stanza, PING);
    }

    @Test
    void takesNoHeaderWithoutEnd() {
        feed("<stream:stream " + "a='b' ".repeat(10_000) + ">" + PING);

        assertThat(seen).containsExactly("closed");
    }

    @Test
    void survivesAnyBytes() {
        byte[] alphabet = "<<<>>/!?-[]'\"= abCDATA\n\0é".getBytes(StandardCharsets.UTF_8);
        Random random = new Random(60);
        for (int round = 0; round < 20_000; round++) {
            byte[] noise = new byte[random.nextInt(200)];
            for (int i = 0; i < noise.length; i++) {
                noise[i] = alphabet[random.nextInt(alphabet.length)];
            }
            StanzaFramerTest fresh = new StanzaFramerTest();

            fresh.feed(HEADER);
            int half = noise.length / 2;
            fresh.framer.feed(noise, 0, half);
            fresh.framer.feed(noise, half, noise.length);
        }
    }

    private void feed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        framer.feed(bytes, 0, bytes.length);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
