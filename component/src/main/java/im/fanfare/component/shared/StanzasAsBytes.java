package im.fanfare.component.shared;

import im.fanfare.fanout.Frames;

/** Stanzas that were put together by another member. */
record StanzasAsBytes(int[] ends, byte[] stanzas) implements Frames {
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
        System.arraycopy(stanzas, start, into, at, length);
        return length;
    }

    /** There is one link, so there is nothing to tell apart. */
    @Override
    public int recipient(int index) {
        return 0;
    }
}
