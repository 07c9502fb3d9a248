package im.fanfare.component.presence;

import im.fanfare.component.link.ReadyFrames;
import im.fanfare.pubsub.Jid;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Presence stanzas as a link writes them. */
public final class PresenceFrames extends ReadyFrames {
    private final List<Integer> recipients;

    /** @param stanzas each with the address that it goes to */
    public PresenceFrames(List<XmlElement> stanzas) {
        super(stanzas.stream()
                .map(stanza -> stanza.toXml(Stanzas.NS).getBytes(StandardCharsets.UTF_8))
                .toList());
        this.recipients = stanzas.stream()
                .map(stanza -> Stanzas.jid(stanza, "to").map(Jid::bare).hashCode())
                .toList();
    }

    @Override
    public int recipient(int index) {
        return recipients.get(index);
    }
}
