package im.fanfare.stanza;

import im.fanfare.pubsub.Jid;
import java.util.List;
import java.util.Optional;

/**
 * A presence stanza: RFC 6121 §4.
 *
 * @param type as RFC 6121 §4.7.1 spells it; absent where the sender is available
 */
public record Presence(Optional<String> type, Jid from, Jid to, List<XmlElement> children) {
    public Presence {
        children = List.copyOf(children);
    }

    /** One of no type or of this, without any content. */
    public static XmlElement write(Optional<String> type, String from, Jid to) {
        return XmlElement.of("presence", Stanzas.NS)
                .with("type", type)
                .with("from", from)
                .with("to", to.toString());
    }

    public boolean isError() {
        return type.filter("error"::equals).isPresent();
    }

    public Optional<XmlElement> child(String name, String namespace) {
        return children.stream().filter(child -> child.is(name, namespace)).findFirst();
    }
}
