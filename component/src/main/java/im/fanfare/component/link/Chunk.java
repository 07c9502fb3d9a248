package im.fanfare.component.link;

import im.fanfare.component.link.Delivery.Segment;
import im.fanfare.fanout.Frames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Stanzas to be written with one write, and which ones they are.
 *
 * <p>The bytes are valid until the next chunk is filled into the same buffer.
 */
public final class Chunk {
    private final int maxStanzaBytes;
    private final List<Segment> segments = new ArrayList<>();
    private byte[] bytes;
    private int length;
    private int stanzas;
    private int groups;
    private int written;
    private int[] ends = new int[256];
    private int undeliverable;
    private boolean full;
    private long number;

    Chunk(byte[] buffer, int maxStanzaBytes) {
        this.bytes = buffer;
        this.maxStanzaBytes = maxStanzaBytes;
    }

    /** What {@link Outbox#confirm} is to be told once the host server has taken these. */
    public long number() {
        return number;
    }

    /** The buffer, or a larger one if one stanza needed it. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many of the bytes are to be written. */
    public int length() {
        return length;
    }

    /** For how many recipients. */
    public int stanzas() {
        return stanzas;
    }

    /** How many of what was written are for several recipients each. */
    int groups() {
        return groups;
    }

    /** Where in the bytes each stanza ends. */
    public int[] ends() {
        return Arrays.copyOf(ends, written);
    }

    boolean isFull() {
        return full;
    }

    /** Stanzas left out because no host server would take them. */
    int undeliverable() {
        return undeliverable;
    }

    List<Segment> segments() {
        return segments;
    }

    Chunk numbered(long given) {
        number = given;
        return this;
    }

    /**
     * Writes frames of a segment until it ends, the room is used up, or the buffer is full.
     *
     * @param looks frames at most, whether or not they turn out to be anybody's
     * @param multicast for recipients that may share a stanza
     * @return what was done of the segment
     */
    Segment fill(Segment wanted, int room, int maxBytes, int looks, Optional<Groups> multicast) {
        Delivery delivery = wanted.delivery();
        int enoughStanzas = stanzas + room;
        int enoughBytes = length + maxBytes;
        int end = (int) Math.min(wanted.to(), (long) wanted.from() + looks);
        int index = wanted.from();
        try {
            Optional<Group> group = multicast.flatMap(groups -> groups.of(delivery));
            while (index < end && stanzas < enoughStanzas && length < enoughBytes && !full && !delivery.hasFailed()) {
                if (group.isPresent() && group.get().takes(index)) {
                    index = fill(group.get(), index, end, enoughStanzas - stanzas, enoughBytes);
                } else if (write(delivery, index)) {
                    index++;
                }
            }
        } catch (RuntimeException e) {
            delivery.fault = e; // a defect of whoever made the frames: theirs to deal with, and no other's
        }
        Segment done = new Segment(delivery, wanted.from(), delivery.hasFailed() ? wanted.to() : index);
        if (done.to() > done.from() || delivery.size == 0) {
            segments.add(done);
        }
        return done;
    }

    /** Returns where to go on. */
    private int fill(Group group, int from, int end, int most, int enoughBytes) {
        int behind = group.write(from, end, most, bytes, length, enoughBytes);
        while (group.lacksRoom() && length == 0 && bytes.length < maxStanzaBytes + Group.MOST_BYTES_AROUND) {
            bytes = new byte[(int) Math.min(2L * bytes.length, maxStanzaBytes + Group.MOST_BYTES_AROUND)];
            behind = group.write(from, end, most, bytes, length, enoughBytes);
        }
        if (group.recipients() > 0) {
            groups++;
            wrote(group.bytes(), group.recipients());
        }
        full = group.lacksRoom();
        return behind;
    }

    /** Returns false if there is no room. */
    private boolean write(Delivery delivery, int index) {
        int bytesOfStanza = delivery.isMine(index) ? write(delivery.frames, index) : 0;
        full = bytesOfStanza < 0;
        if (bytesOfStanza > 0) {
            wrote(bytesOfStanza, 1);
        }
        return !full;
    }

    private void wrote(int bytesOfStanza, int recipients) {
        length += bytesOfStanza;
        stanzas += recipients;
        ends = written < ends.length ? ends : Arrays.copyOf(ends, 2 * written);
        ends[written++] = length;
    }

    private int write(Frames frames, int index) {
        int written = frames.write(index, bytes, length);
        while (written < 0 && length == 0 && bytes.length < maxStanzaBytes) {
            bytes = new byte[(int) Math.min(2L * bytes.length, maxStanzaBytes)];
            written = frames.write(index, bytes, length);
        }
        if (written < 0 && length == 0 || written > maxStanzaBytes) {
            // Writing it would end the stream, and again after every reconnect.
            undeliverable++;
            return 0;
        }
        return written;
    }
}
