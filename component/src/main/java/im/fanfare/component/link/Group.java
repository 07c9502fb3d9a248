package im.fanfare.component.link;

import im.fanfare.fanout.Frames;
import java.nio.charset.StandardCharsets;

/**
 * One stanza for several recipients of a delivery: XEP-0033. All of them are {@code bcc}, so that nobody is told of the
 * others, and the last is ourselves.
 */
final class Group {
    /** What it has more than the stanza for its first recipient, at most: three addresses of 3,071 bytes each. */
    static final int MOST_BYTES_AROUND = 10_000;

    private static final byte[] OPENING = ascii("<addresses xmlns='http://jabber.org/protocol/address'>");
    private static final byte[] BEFORE_ADDRESS = ascii("<address type='bcc' jid='");
    private static final byte[] BEHIND_ADDRESS = ascii("'/>");
    private static final byte[] CLOSING = ascii("</addresses></message>");

    private static final String PUNCTUATION = "@.-_+=~%";
    private static final String MARKUP = "&<>'\"";
    private static final int NOT_HERE = -1;
    private static final int NO_ROOM = -2;
    private static final int END_TAG = "</message>".length();

    private final Groups groups;
    private final Delivery delivery;
    private final Frames.Text text;
    private int recipients;
    private int bytes;
    private boolean lacksRoom;

    Group(Groups groups, Delivery delivery, Frames.Text text) {
        this.groups = groups;
        this.delivery = delivery;
        this.text = text;
    }

    /** Whether this recipient is to be reached this way; the answer never changes. */
    boolean takes(int index) {
        if (!delivery.isMine(index) || !isAtOurDomains(index)) {
            return false;
        }
        byte[] scratch = groups.scratch();
        int address = delivery.frames.writeAddress(index, scratch, 0);
        return address > 0
                && isPlain(scratch, 0, address)
                && text.before().length + address + text.behind().length <= groups.maxStanzaBytes();
    }

    /**
     * Writes the stanza for as many as it may be for, the first of whom it {@linkplain #takes takes}.
     *
     * @param most recipients that there is room for in the window
     * @param enough where in the bytes it need not go on
     * @return the frame to go on with
     */
    int write(int from, int end, int most, byte[] into, int at, int enough) {
        recipients = 0;
        byte[] ourselves = groups.nextOfOurselves();
        int behindAddresses = BEFORE_ADDRESS.length + ourselves.length + BEHIND_ADDRESS.length + CLOSING.length;
        int room = into.length - behindAddresses;
        int around = text.before().length + groups.address().length + text.behind().length + OPENING.length;
        lacksRoom = at + around > room;
        if (lacksRoom) {
            return from;
        }
        int length = at;
        length = put(into, length, text.before(), text.before().length);
        length = put(into, length, groups.address(), groups.address().length);
        length = put(into, length, text.behind(), text.behind().length - END_TAG);
        length = put(into, length, OPENING, OPENING.length);
        int enoughRecipients = Math.min(most, groups.mostRecipients());
        int index = from;
        while (index < end && recipients < enoughRecipients && length < enough) {
            int written = delivery.isMine(index) ? writeRecipient(index, into, length, room) : 0;
            lacksRoom |= written == NO_ROOM && at > 0;
            if (written < 0 || recipients > 0 && length + written - at > groups.maxStanzaBytes() - behindAddresses) {
                break;
            }
            length += written;
            recipients += written > 0 ? 1 : 0;
            index++;
        }
        lacksRoom |= recipients == 0 && index == from;
        if (lacksRoom) {
            recipients = 0;
            return from;
        }
        if (recipients > 0) {
            length = put(into, length, BEFORE_ADDRESS, BEFORE_ADDRESS.length);
            length = put(into, length, ourselves, ourselves.length);
            length = put(into, length, BEHIND_ADDRESS, BEHIND_ADDRESS.length);
            length = put(into, length, CLOSING, CLOSING.length);
            groups.written();
        }
        bytes = length - at;
        return index;
    }

    /** Of the stanza that was written last. */
    int recipients() {
        return recipients;
    }

    /** Of the stanza that was written last. */
    int bytes() {
        return bytes;
    }

    /** Whether nothing was written because it did not go into the bytes, or not without being cut short. */
    boolean lacksRoom() {
        return lacksRoom;
    }

    private int writeRecipient(int index, byte[] into, int at, int room) {
        int begin = at + BEFORE_ADDRESS.length;
        if (!isAtOurDomains(index)) {
            return NOT_HERE;
        }
        if (begin > room) {
            return NO_ROOM;
        }
        int address = delivery.frames.writeAddress(index, into, begin);
        if (address <= 0) {
            return address == 0 ? 0 : NO_ROOM;
        }
        int end = begin + address + BEHIND_ADDRESS.length;
        if (end > room) {
            return NO_ROOM;
        }
        if (!isPlain(into, begin, begin + address)) {
            return NOT_HERE;
        }
        put(into, at, BEFORE_ADDRESS, BEFORE_ADDRESS.length);
        put(into, begin + address, BEHIND_ADDRESS, BEHIND_ADDRESS.length);
        return end - at;
    }

    private boolean isAtOurDomains(int index) {
        for (byte[] domain : groups.domains()) {
            if (delivery.frames.isAt(index, domain)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether any host server takes this for an address. One that it does not would have the whole stanza refused, and
     * there is more than one opinion on letters beyond ASCII.
     */
    static boolean isPlain(byte[] bytes, int from, int to) {
        boolean inResource = false;
        for (int at = from; at < to; at++) {
            byte here = bytes[at];
            boolean isPlain = here >= 'a' && here <= 'z'
                    || here >= '0' && here <= '9'
                    || PUNCTUATION.indexOf(here) >= 0
                    || inResource && here > ' ' && here < 0x7F && MARKUP.indexOf(here) < 0;
            if (!isPlain && (here != '/' || inResource)) {
                return false;
            }
            inResource |= here == '/';
        }
        return true;
    }

    private static int put(byte[] into, int at, byte[] what, int length) {
        System.arraycopy(what, 0, into, at, length);
        return at + length;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
