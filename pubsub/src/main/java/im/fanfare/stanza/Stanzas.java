package im.fanfare.stanza;

import im.fanfare.pubsub.Jid;
import java.util.Locale;
import java.util.Optional;

/** What all stanzas share: RFC 6120 §8, in the namespace of XEP-0114. */
public final class Stanzas {
    /** The default namespace of a component's stream: XEP-0114 §3. */
    public static final String NS = "jabber:component:accept";

    public static final String ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";

    /** The address that this attribute of a stanza spells, if it spells one. */
    public static Optional<Jid> jid(XmlElement stanza, String attribute) {
        return stanza.attribute(attribute).flatMap(Jid::of);
    }

    static String lowerCase(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    /** Whether the stanza answers another, which none answers in turn: RFC 6120 §8.2.3 and §8.3. */
    public static boolean isAnswer(XmlElement stanza) {
        return stanza.attribute("type")
                .filter(type -> type.equals("result") || type.equals("error"))
                .isPresent();
    }

    private Stanzas() {}
}
