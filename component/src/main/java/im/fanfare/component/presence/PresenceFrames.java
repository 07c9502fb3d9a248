package im.fanfare.component.presence;

import im.fanfare.fanout.Frames;
import im.fanfare.pubsub.Jid;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Presence stanzas as a link writes them. */
public final class PresenceFrames implements Frames {
    private final List<byte[]> stanzas;
    private final List<Integer> recipients;

    /** @param stanzas each with the address that it goes to */
    public PresenceFrames(List<XmlElement> stanzas) {
        this.stanzas = stanzas.stream()
                .map(stanza -> stanza.toXml(Stanzas.NS).getBytes(StandardCharsets.UTF_8))
                .toList();
        this.recipients = stanzas.stream()
                .map(stanza -> Stanzas.jid(stanza, "to").map(Jid::bare).hashCode())
                .toList();
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
        return recipients.get(index);
    }
}
