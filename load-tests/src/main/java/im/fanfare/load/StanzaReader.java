package im.fanfare.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts a component's stream into stanzas; a notification it takes apart without building anything, since at millions of
 * them a second the harness would else measure itself.
 *
 * <p>Notifications of one item differ in the subscriber's number alone: one that is otherwise letter for letter like the
 * last means the same, and is not taken apart again.
 *
 * <p>It follows tags, quoted values, CDATA and comments, so it never takes text for the end of a stanza. It trusts the
 * sender to write XML that is well-formed: whether Fanfare does is for other tests to find out.
 */
final class StanzaReader {
    /** Not a subscriber's number, or not an item's. */
    static final int NONE = -1;

    private static final int UNFINISHED = -1;
    private static final int BUFFER_BYTES = 256 << 10;

    /** How deep an item lies in a notification: message, event, items. */
    private static final int ITEM_DEPTH = 3;

    private static final byte[] ITEM = ascii("<item");
    private static final byte[] TO = ascii("to=");
    private static final byte[] TYPE_ERROR = ascii("type='error'");
    private static final byte[] ID = ascii("id=");

    /** Takes what was read, on the thread that reads. */
    interface Sink {
        void opened(String header);

        /**
         * A message with one item.
         *
         * @param subscriber to whom, by number, or {@link #NONE}
         * @param item which, by number, or {@link #NONE}
         * @param revision of the node, as the message's id says, or {@link #NONE}
         * @param whole whether the payload is letter for letter what was published
         */
        void notification(int subscriber, int item, int revision, boolean whole);

        /** Any other stanza. */
        void stanza(String xml);

        void ended();
    }

    private final Sink sink;
    private final byte[] domain;
    private final byte[] payload;
    private byte[] bytes;
    private int held;
    private boolean open;

    // The stanza that is being looked at.
    private int subscriber;
    private int item;
    private int revision;
    private int items;
    private boolean whole;
    private boolean error;
    private int numberAt;

    // The last notification: its text, and where in it the number is.
    private byte[] last = new byte[0];
    private int lastNumberAt;
    private int behindLastNumber;
    private int lastItem;
    private int lastRevision;
    private boolean lastWhole;

    StanzaReader(Script script, Sink sink) {
        this(script, sink, BUFFER_BYTES);
    }

    /** @param bufferBytes to begin with */
    StanzaReader(Script script, Sink sink, int bufferBytes) {
        this.bytes = new byte[bufferBytes];
        this.sink = sink;
        this.domain = ascii("@" + script.domain());
        this.payload = ascii(script.payload());
    }

    /**
     * Reads once.
     *
     * @return false if that was the end
     */
    boolean readFrom(ReadableByteChannel channel) throws IOException {
        if (held == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        int length = channel.read(ByteBuffer.wrap(bytes, held, bytes.length - held));
        if (length < 0) {
            return false;
        }
        held += length;
        return true;
    }

    /** All stanzas that are whole now. */
    void handOver() {
        int done = stanzas(held);
        held -= done;
        System.arraycopy(bytes, done, bytes, 0, held);
    }

    /** Returns where the first begins that is not whole yet. */
    private int stanzas(int end) {
        int at = 0;
        while (true) {
            int begin = find('<', at, end);
            if (begin < 0) {
                return end;
            }
            at = begin + 1 < end ? element(begin, end) : UNFINISHED;
            if (at < 0) {
                return begin;
            }
        }
    }

    private int element(int begin, int end) {
        byte second = bytes[begin + 1];
        if (second != '?' && second != '/' && open) {
            return stanza(begin, end);
        }
        int after = behindTag(begin, end);
        if (after >= 0 && second == '/') {
            sink.ended();
        } else if (after >= 0 && second != '?') {
            open = true;
            sink.opened(text(begin, after));
        }
        return after;
    }

    private int stanza(int begin, int end) {
        int behind = likeTheLast(begin, end);
        return behind < 0 ? anyStanza(begin, end) : behind;
    }

    private int likeTheLast(int begin, int end) {
        int from = begin + lastNumberAt;
        if (last.length == 0 || from > end || !Arrays.equals(bytes, begin, from, last, 0, lastNumberAt)) {
            return UNFINISHED;
        }
        int to = behindDigits(from, end);
        int behind = to + last.length - behindLastNumber;
        if (from == to || behind > end || !Arrays.equals(bytes, to, behind, last, behindLastNumber, last.length)) {
            return UNFINISHED;
        }
        sink.notification(number(from, to), lastItem, lastRevision, lastWhole);
        return behind;
    }

    private void remember(int begin, int end) {
        last = Arrays.copyOfRange(bytes, begin, end);
        lastNumberAt = numberAt - begin;
        behindLastNumber = behindDigits(numberAt, end) - begin;
        lastItem = item;
        lastRevision = revision;
        lastWhole = whole;
    }

    private int anyStanza(int begin, int end) {
        boolean message = bytes[begin + 1] == 'm';
        int at = behindTag(begin, end);
        if (at < 0) {
            return UNFINISHED;
        }
        if (message) {
            readHead(begin, at);
        }
        int depth = isEmptyTag(at) ? 0 : 1;
        while (depth > 0) {
            int tag = find('<', at, end);
            if (tag < 0 || tag + 1 >= end) {
                return UNFINISHED;
            }
            byte second = bytes[tag + 1];
            if (second == '!') {
                at = behindMarked(tag, end);
                if (at < 0) {
                    return UNFINISHED;
                }
                continue;
            }
            at = behindTag(tag, end);
            if (at < 0) {
                return UNFINISHED;
            }
            boolean isItem = message && depth == ITEM_DEPTH && isItem(tag);
            if (second == '/') {
                depth--;
            } else if (!isEmptyTag(at)) {
                depth++;
            }
            if (isItem) {
                at = readItem(tag, at, end);
            }
        }
        deliver(message, begin, at);
        return at;
    }

    private void deliver(boolean message, int begin, int end) {
        if (message && items == 1 && !error) {
            if (subscriber != NONE) {
                remember(begin, end);
            }
            sink.notification(subscriber, item, revision, whole);
        } else {
            sink.stanza(text(begin, end));
        }
    }

    /** The message's own attributes. */
    private void readHead(int begin, int end) {
        items = 0;
        item = NONE;
        whole = false;
        subscriber = NONE;
        revision = NONE;
        error = false;
        for (int at = begin; at < end; at++) {
            if (bytes[at] == ' ') {
                if (startsWith(TO, at + 1, end)) {
                    subscriber = subscriberAt(at + 1 + TO.length + 1, end);
                } else if (startsWith(ID, at + 1, end)) {
                    revision = revisionAt(at + 1 + ID.length, end);
                } else if (startsWith(TYPE_ERROR, at + 1, end)) {
                    error = true;
                }
            }
        }
    }

    /** The address is {@code u000042@domain}, bare. */
    private int subscriberAt(int at, int end) {
        if (bytes[at] != 'u') {
            return NONE;
        }
        int behind = behindDigits(at + 1, end);
        boolean ours = startsWith(domain, behind, end) && isQuote(bytes[behind + domain.length]);
        numberAt = at + 1;
        return ours ? number(at + 1, behind) : NONE;
    }

    /**
     * The id is {@code 0123456789abcdef-42}: whose node, and which of its revisions. Before it may stand by which node it is
     * told, in the same way.
     */
    private int revisionAt(int quote, int end) {
        for (int dash = find('-', quote + 1, end); dash >= 0; dash = find('-', dash + 1, end)) {
            int behind = behindDigits(dash + 1, end);
            if (behind < end && bytes[behind] == bytes[quote]) {
                return number(dash + 1, behind);
            }
            if (behind == end || bytes[behind] != '-' && !isHex(bytes[behind])) {
                return NONE;
            }
        }
        return NONE;
    }

    private static boolean isHex(byte character) {
        return character >= '0' && character <= '9' || character >= 'a' && character <= 'f';
    }

    private boolean isItem(int tag) {
        // The tag has an end, so there is a byte behind its name.
        return startsWith(ITEM, tag, bytes.length) && "/> ".indexOf(bytes[tag + ITEM.length]) >= 0;
    }

    /** Returns where to go on: behind the payload if it is the one expected, so that it is compared and not searched. */
    private int readItem(int tag, int behindTag, int end) {
        items++;
        int id = tag + ITEM.length + 1;
        if (startsWith(ID, id, behindTag) && bytes[id + ID.length + 1] == 'i') {
            int first = id + ID.length + 2;
            int behind = behindDigits(first, behindTag);
            item = isQuote(bytes[behind]) ? number(first, behind) : NONE;
        }
        if (!isEmptyTag(behindTag)
                && startsWith(payload, behindTag, end)
                && behindTag + payload.length + 1 < end
                && bytes[behindTag + payload.length + 1] == '/') {
            whole = true;
            return behindTag + payload.length;
        }
        return behindTag;
    }

    private int behindDigits(int from, int end) {
        int at = from;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at;
    }

    private int number(int from, int to) {
        int number = from < to ? 0 : NONE;
        for (int at = from; at < to; at++) {
            number = number * 10 + bytes[at] - '0';
        }
        return number;
    }

    private int find(char wanted, int from, int end) {
        byte[] all = bytes;
        for (int at = from; at < end; at++) {
            if (all[at] == wanted) {
                return at;
            }
        }
        return UNFINISHED;
    }

    /** Behind the tag that begins here; a {@code >} in a quoted value is not its end. */
    private int behindTag(int from, int end) {
        byte[] all = bytes;
        for (int at = from; at < end; at++) {
            byte here = all[at];
            if (here == '>') {
                return at + 1;
            }
            if (here == '\'' || here == '"') {
                at++;
                while (at < end && all[at] != here) {
                    at++;
                }
            }
        }
        return UNFINISHED;
    }

    /** Behind a CDATA section or a comment. */
    private int behindMarked(int from, int end) {
        if (from + 2 >= end) {
            return UNFINISHED;
        }
        byte mark = (byte) (bytes[from + 2] == '[' ? ']' : '-');
        for (int at = from + 6; at < end; at++) {
            if (bytes[at] == '>' && bytes[at - 1] == mark && bytes[at - 2] == mark) {
                return at + 1;
            }
        }
        return UNFINISHED;
    }

    private boolean isEmptyTag(int behind) {
        return bytes[behind - 2] == '/';
    }

    private static boolean isQuote(byte here) {
        return here == '\'' || here == '"';
    }

    private boolean startsWith(byte[] wanted, int at, int end) {
        return at + wanted.length <= end && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
