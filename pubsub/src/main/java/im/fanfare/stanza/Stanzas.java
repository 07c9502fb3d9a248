package im.fanfare.stanza;

import java.util.Locale;

/** What all stanzas share: RFC 6120 §8, in the namespace of XEP-0114. */
public final class Stanzas {
    /** The default namespace of a component's stream: XEP-0114 §3. */
    public static final String NS = "jabber:component:accept";

    public static final String ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";

    static String lowerCase(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private Stanzas() {}
}
