package im.fanfare.component.link;

import im.fanfare.fanout.Frames;
import java.util.List;

/** Stanzas that have been put together already. Unless one says otherwise, they are for whom no order is to be kept. */
public class ReadyFrames implements Frames {
    private final List<byte[]> stanzas;

    public ReadyFrames(List<byte[]> stanzas) {
        this.stanzas = List.copyOf(stanzas);
    }

    @Override
    public int size() {
        return stanzas.size();
    }

    @Override
    public int write(int index, byte[] into, int at) {
        byte[] stanza = stanzas.get(index);
        if (into.length - at < stanza.length) {
            return -1;
        }
        System.arraycopy(stanza, 0, into, at, stanza.length);
        return stanza.length;
    }

    @Override
    public int recipient(int index) {
        return 0;
    }

    final long bytes() {
        return stanzas.stream().mapToLong(stanza -> stanza.length).sum();
    }
}
