package im.fanfare.component.link;

import java.util.Arrays;

/**
 * Cuts the bytes of a stream into its top-level stanzas: RFC 6120 §4.2.
 *
 * <p>It builds nothing and reads names only as far as it must to find where an element ends, so that it stays in step
 * also where elements are not closed as they were opened: whether a stanza is well-formed is for {@link StanzaParser}
 * to say. A stanza beyond the limits is skipped to its end, and only its head is kept.
 */
final class StanzaFramer {
    /** What of a stanza beyond the limits is kept: enough for its start tag. */
    static final int HEAD_BYTES = 8 << 10;

    private static final int KEPT_BYTES = 64 << 10;

    /** What the stream consists of. A range of bytes is valid only during the call. */
    interface Sink {
        /** The start tag of the stream. */
        void opened(byte[] bytes, int from, int to);

        void stanza(byte[] bytes, int from, int to);

        /** A stanza beyond the limits has been skipped; here is how it began. */
        void oversize(byte[] head, int from, int to);

        /** The end tag of the stream, after which nothing counts. */
        void closed();
    }

    private enum State {
        TEXT,
        OPENED,
        START_NAME,
        INSIDE,
        SINGLE_QUOTED,
        DOUBLE_QUOTED,
        SLASH,
        END_NAME,
        END_SPACE,
        BANG,
        BANG_DASH,
        COMMENT,
        COMMENT_DASH,
        COMMENT_END,
        CDATA,
        CDATA_BRACKET,
        CDATA_END,
        DECLARATION,
        INSTRUCTION,
        INSTRUCTION_END,
        CLOSED
    }

    private final LinkConfig.Limits limits;
    private final Sink sink;

    private State state = State.TEXT;

    /** How many elements are open: 1 inside the stream, 2 inside a stanza. */
    private int level;

    /** The open elements' names, as hashes; those too deep have none. */
    private final int[] names;

    private int name;
    private int elements;
    private int declarations;

    /** Whether bytes are kept at the moment, and from where on in the chunk at hand. */
    private boolean holding;

    private int mark;
    private byte[] held = new byte[HEAD_BYTES];
    private int heldBytes;
    private long totalBytes;
    private boolean oversize;

    StanzaFramer(LinkConfig.Limits limits, Sink sink) {
        this.limits = limits;
        this.sink = sink;
        this.names = new int[limits.maxDepth() + 2];
    }

    void feed(byte[] chunk, int from, int to) {
        mark = from;
        for (int i = from; i < to && state != State.CLOSED; i++) {
            i = skip(chunk, i, to);
            if (i < to) {
                state = after(chunk, i);
            }
        }
        if (holding) {
            hold(chunk, mark, to);
        }
    }

    /** Where the next byte is that can mean something: nearly all bytes are text or quoted. */
    private int skip(byte[] chunk, int from, int to) {
        if (state == State.TEXT) {
            return find('<', chunk, from, to);
        }
        if (state == State.SINGLE_QUOTED) {
            return find('\'', chunk, from, to);
        }
        if (state == State.DOUBLE_QUOTED) {
            return find('"', chunk, from, to);
        }
        return from;
    }

    private static int find(char wanted, byte[] chunk, int from, int to) {
        int i = from;
        while (i < to && chunk[i] != wanted) {
            i++;
        }
        return i;
    }

    private State after(byte[] chunk, int i) {
        byte b = chunk[i];
        return switch (state) {
            case TEXT -> tagOpens(i);
            case OPENED -> opened(b);
            case START_NAME -> startName(b, chunk, i);
            case INSIDE -> inside(b, chunk, i);
            case SINGLE_QUOTED, DOUBLE_QUOTED -> State.INSIDE;
            case SLASH -> b == '>' ? startTag(true, chunk, i + 1) : inside(b, chunk, i);
            case END_NAME -> endName(b, chunk, i);
            case END_SPACE -> b == '>' ? endTag(chunk, i + 1) : State.END_SPACE;
            case BANG -> bang(b);
            case BANG_DASH -> b == '-' ? State.COMMENT : declaration(b);
            case COMMENT -> b == '-' ? State.COMMENT_DASH : State.COMMENT;
            case COMMENT_DASH -> b == '-' ? State.COMMENT_END : State.COMMENT;
            case COMMENT_END -> run(b, '-', State.COMMENT_END, State.COMMENT);
            case CDATA -> b == ']' ? State.CDATA_BRACKET : State.CDATA;
            case CDATA_BRACKET -> b == ']' ? State.CDATA_END : State.CDATA;
            case CDATA_END -> run(b, ']', State.CDATA_END, State.CDATA);
            case DECLARATION -> declaration(b);
            case INSTRUCTION -> b == '?' ? State.INSTRUCTION_END : State.INSTRUCTION;
            case INSTRUCTION_END -> run(b, '?', State.INSTRUCTION_END, State.INSTRUCTION);
            case CLOSED -> State.CLOSED;
        };
    }

    /** At the end of something that a run of {@code last} and a {@code >} end. */
    private static State run(byte b, char last, State stay, State back) {
        if (b == '>') {
            return State.TEXT;
        }
        return b == last ? stay : back;
    }

    private State tagOpens(int i) {
        if (level <= 1) {
            holding = true;
            mark = i;
            heldBytes = 0;
            totalBytes = 0;
            elements = 0;
            oversize = false;
        }
        return State.OPENED;
    }

    private State opened(byte b) {
        if (b == '/' || b == '!' || b == '?') {
            if (level <= 1) {
                holding = false;
            }
            name = 0;
            declarations = 1;
            return b == '/' ? State.END_NAME : b == '!' ? State.BANG : State.INSTRUCTION;
        }
        name = b;
        return State.START_NAME;
    }

    private State startName(byte b, byte[] chunk, int i) {
        if (b == '>' || b == '/' || isSpace(b)) {
            return inside(b, chunk, i);
        }
        name = 31 * name + b;
        return State.START_NAME;
    }

    private State inside(byte b, byte[] chunk, int i) {
        return switch (b) {
            case '>' -> startTag(false, chunk, i + 1);
            case '/' -> State.SLASH;
            case '\'' -> State.SINGLE_QUOTED;
            case '"' -> State.DOUBLE_QUOTED;
            default -> State.INSIDE;
        };
    }

    private State endName(byte b, byte[] chunk, int i) {
        if (b == '>') {
            return endTag(chunk, i + 1);
        }
        if (isSpace(b)) {
            return State.END_SPACE;
        }
        name = 31 * name + b;
        return State.END_NAME;
    }

    private State bang(byte b) {
        return switch (b) {
            case '-' -> State.BANG_DASH;
            case '[' -> State.CDATA;
            default -> declaration(b);
        };
    }

    private State declaration(byte b) {
        declarations += b == '<' ? 1 : b == '>' ? -1 : 0;
        return declarations == 0 ? State.TEXT : State.DECLARATION;
    }

    private State startTag(boolean empty, byte[] chunk, int end) {
        if (level == 0) {
            return streamOpens(empty, chunk, end);
        }
        elements++;
        if (level < names.length) {
            names[level] = name;
        }
        level++;
        if (level - 1 > limits.maxDepth() || elements > limits.maxElements()) {
            oversize = true;
        }
        if (empty) {
            level--;
            return level == 1 ? stanzaEnds(chunk, end) : State.TEXT;
        }
        return State.TEXT;
    }

    private State streamOpens(boolean empty, byte[] chunk, int end) {
        hold(chunk, mark, end);
        holding = false;
        if (totalBytes > HEAD_BYTES) {
            return streamCloses(); // nobody's stream header: XEP-0114 §3 has four attributes
        }
        sink.opened(held, 0, heldBytes);
        names[0] = name;
        level = 1;
        return empty ? streamCloses() : State.TEXT;
    }

    private State endTag(byte[] chunk, int end) {
        if (level > names.length) {
            level--;
            return State.TEXT;
        }
        int closed = level - 1;
        while (closed >= 0 && names[closed] != name) {
            closed--;
        }
        if (closed < 0) {
            return State.TEXT; // closes nothing that is open: the parser will say so
        }
        level = closed;
        if (closed == 0) {
            return streamCloses();
        }
        return closed == 1 ? stanzaEnds(chunk, end) : State.TEXT;
    }

    private State streamCloses() {
        holding = false;
        sink.closed();
        return State.CLOSED;
    }

    private State stanzaEnds(byte[] chunk, int end) {
        holding = false;
        if (totalBytes == 0 && end - mark <= limits.maxStanzaBytes() && !oversize) {
            sink.stanza(chunk, mark, end);
            return State.TEXT;
        }
        hold(chunk, mark, end);
        if (oversize) {
            sink.oversize(held, 0, Math.min(heldBytes, HEAD_BYTES));
        } else {
            sink.stanza(held, 0, heldBytes);
        }
        if (held.length > KEPT_BYTES) {
            held = new byte[HEAD_BYTES];
        }
        return State.TEXT;
    }

    /** Keeps these bytes until more arrive, as far as the limits go. */
    private void hold(byte[] chunk, int from, int to) {
        totalBytes += to - from;
        if (totalBytes > limits.maxStanzaBytes()) {
            oversize = true;
        }
        if (oversize && heldBytes > HEAD_BYTES) {
            held = Arrays.copyOf(held, HEAD_BYTES);
            heldBytes = HEAD_BYTES;
        }
        int limit = oversize || level == 0 ? HEAD_BYTES : limits.maxStanzaBytes();
        int taken = Math.min(to - from, limit - heldBytes);
        if (heldBytes + taken > held.length) {
            held = Arrays.copyOf(held, Math.max(heldBytes + taken, Math.min(2 * held.length, limit)));
        }
        System.arraycopy(chunk, from, held, heldBytes, taken);
        heldBytes += taken;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\t' || b == '\r';
    }
}
