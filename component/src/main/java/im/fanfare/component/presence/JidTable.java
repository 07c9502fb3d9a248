package im.fanfare.component.presence;

import im.fanfare.pubsub.Jid;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * A small number for each of many JIDs, packed: the addresses stand one behind the other in one array, and no object is
 * kept for any of them. Those of one bare JID are found together.
 *
 * <p>For one thread.
 */
final class JidTable {
    static final int ABSENT = -1;

    /** Below this, moving the rest together is not worth the while. */
    private static final int LEAST_TO_COMPACT = 64;

    private byte[] addresses = new byte[0];
    private int[] ends = new int[0];
    private byte[] values = new byte[0];
    private int entries;
    private int size;

    /** By bare JID, with linear probing: the entry and one, or 0. Entries that are gone stay until it is built anew. */
    private int[] slots = new int[8];

    /** How many JIDs there are. */
    int size() {
        return size;
    }

    /** The number of a JID, or {@link #ABSENT}. */
    int get(Jid jid) {
        int entry = slots[slotOf(spell(jid))] - 1;
        return entry < 0 ? ABSENT : values[entry];
    }

    /**
     * Gives a JID this number.
     *
     * @param value from 0 to 127
     * @return the one it had, or {@link #ABSENT}
     */
    int put(Jid jid, int value) {
        byte[] address = spell(jid);
        int slot = slotOf(address);
        int entry = slots[slot] - 1;
        int before = entry < 0 ? ABSENT : values[entry];
        if (entry < 0) {
            append(address);
            entry = entries - 1;
            slots[slot] = entries;
        }
        values[entry] = (byte) value;
        size += before == ABSENT ? 1 : 0;
        if (entries * 4L > slots.length * 3L) {
            index(slotsFor(entries + entries / 4));
        }
        return before;
    }

    /** False where there was none. */
    boolean remove(Jid jid) {
        int entry = slots[slotOf(spell(jid))] - 1;
        if (entry < 0 || values[entry] == ABSENT) {
            return false;
        }
        values[entry] = ABSENT;
        size--;
        compactIfWorthwhile();
        return true;
    }

    /** Those of a bare JID, itself and its resources. */
    List<Jid> of(Jid bare) {
        byte[] address = spell(bare.bare());
        List<Jid> found = new ArrayList<>();
        int slot = hash(address, 0, address.length) & slots.length - 1;
        while (slots[slot] != 0) {
            int entry = slots[slot] - 1;
            if (values[entry] != ABSENT
                    && Arrays.equals(addresses, start(entry), bareEnd(entry), address, 0, address.length)) {
                found.add(jid(addresses, start(entry), ends[entry]));
            }
            slot = slot + 1 & slots.length - 1;
        }
        return found;
    }

    /**
     * Gives each JID the number that is made of the one it has; {@link #ABSENT} takes it out.
     *
     * @return how many were taken out
     */
    int replaceAll(IntUnaryOperator change) {
        int before = size;
        for (int i = 0; i < entries; i++) {
            if (values[i] != ABSENT) {
                values[i] = (byte) change.applyAsInt(values[i]);
                size -= values[i] == ABSENT ? 1 : 0;
            }
        }
        compactIfWorthwhile();
        return before - size;
    }

    /** To go through all JIDs that there are now, with changes in between; what goes meanwhile may still be met. */
    Cursor cursor() {
        return new Cursor(addresses, ends, entries);
    }

    /** See {@link #cursor}: what grows or is compacted moves to new arrays, and this keeps the old ones. */
    static final class Cursor {
        private final byte[] addresses;
        private final int[] ends;
        private final int entries;
        private int next;

        private Cursor(byte[] addresses, int[] ends, int entries) {
            this.addresses = addresses;
            this.ends = ends;
            this.entries = entries;
        }

        Optional<Jid> next() {
            if (next == entries) {
                return Optional.empty();
            }
            int entry = next++;
            return Optional.of(jid(addresses, entry == 0 ? 0 : ends[entry - 1], ends[entry]));
        }
    }

    private void append(byte[] address) {
        int start = start(entries);
        int end = start + address.length;
        if (end > addresses.length) {
            addresses = Arrays.copyOf(addresses, end + end / 8 + 256);
        }
        if (entries == ends.length) {
            int capacity = entries + entries / 8 + 8;
            ends = Arrays.copyOf(ends, capacity);
            values = Arrays.copyOf(values, capacity);
        }
        System.arraycopy(address, 0, addresses, start, address.length);
        ends[entries] = end;
        values[entries] = ABSENT;
        entries++;
    }

    private void compactIfWorthwhile() {
        int gone = entries - size;
        if (gone < LEAST_TO_COMPACT || gone <= size) {
            return;
        }
        byte[] oldAddresses = addresses;
        int[] oldEnds = ends;
        byte[] oldValues = values;
        int oldEntries = entries;
        addresses = new byte[oldAddresses.length / 2];
        ends = new int[size + size / 8];
        values = new byte[ends.length];
        entries = 0;
        for (int i = 0; i < oldEntries; i++) {
            if (oldValues[i] != ABSENT) {
                append(Arrays.copyOfRange(oldAddresses, i == 0 ? 0 : oldEnds[i - 1], oldEnds[i]));
                values[entries - 1] = oldValues[i];
            }
        }
        index(slotsFor(entries));
    }

    private void index(int length) {
        slots = new int[length];
        for (int i = 0; i < entries; i++) {
            slots[slotOf(addresses, start(i), ends[i])] = i + 1;
        }
    }

    private int start(int entry) {
        return entry == 0 ? 0 : ends[entry - 1];
    }

    private int bareEnd(int entry) {
        return bareEnd(addresses, start(entry), ends[entry]);
    }

    private static int bareEnd(byte[] bytes, int from, int to) {
        int end = from;
        while (end < to && bytes[end] != '/') {
            end++;
        }
        return end;
    }

    private int slotOf(byte[] address) {
        return slotOf(address, 0, address.length);
    }

    /** Where this address is, or the free slot where it would be. */
    private int slotOf(byte[] bytes, int from, int to) {
        int slot = hash(bytes, from, bareEnd(bytes, from, to)) & slots.length - 1;
        while (slots[slot] != 0
                && !Arrays.equals(addresses, start(slots[slot] - 1), ends[slots[slot] - 1], bytes, from, to)) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    /** A power of two of which at most three quarters are taken. */
    private static int slotsFor(int entries) {
        return Integer.highestOneBit(Math.max(8, entries + entries / 3)) << 1;
    }

    private static int hash(byte[] bytes, int from, int to) {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash ^ hash >>> 15;
    }

    private static byte[] spell(Jid jid) {
        return jid.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Jid jid(byte[] bytes, int from, int to) {
        return Jid.parse(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }
}
