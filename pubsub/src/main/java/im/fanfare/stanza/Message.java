package im.fanfare.stanza;

import im.fanfare.pubsub.Jid;
import java.util.List;
import java.util.Optional;

/**
 * A message stanza: RFC 6121 §5.
 *
 * @param type as RFC 6121 §5.2.2 spells it, where it says so
 */
public record Message(Optional<String> type, Optional<String> id, Jid from, Jid to, List<XmlElement> children) {
    public Message {
        children = List.copyOf(children);
    }

    public boolean isError() {
        return type.filter("error"::equals).isPresent();
    }

    /** The refusal of this message. */
    public XmlElement error(StanzaError refusal) {
        return XmlElement.of("message", Stanzas.NS)
                .with("type", "error")
                .with("id", id)
                .with("from", to.toString())
                .with("to", from.toString())
                .with(refusal.toElement());
    }
}
