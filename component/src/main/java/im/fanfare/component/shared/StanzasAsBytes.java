package im.fanfare.component.shared;

import im.fanfare.fanout.Frames;

/** Stanzas that were put together by another member. */
final class StanzasAsBytes implements Frames {
    private final int[] ends;
    private final byte[] bytes;

    /**
     * Takes both over; they must not change.
     *
     * @param ends where each stanza ends in {@code bytes}
     */
    StanzasAsBytes(int[] ends, byte[] bytes) {
        this.ends = ends;
        this.bytes = bytes;
    }

    int end(int index) {
        return ends[index];
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public int size() {
        return ends.length;
    }

    @Override
    public int write(int index, byte[] into, int at) {
        int start = index == 0 ? 0 : ends[index - 1];
        int length = ends[index] - start;
        if (length > into.length - at) {
            return -1;
        }
        System.arraycopy(bytes, start, into, at, length);
        return length;
    }

    /** There is one link, so there is nothing to tell apart. */
    @Override
    public int recipient(int index) {
        return 0;
    }
}
