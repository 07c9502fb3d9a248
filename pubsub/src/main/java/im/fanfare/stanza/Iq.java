package im.fanfare.stanza;

import im.fanfare.pubsub.Jid;
import java.util.Optional;

/**
 * An info/query stanza: RFC 6120 §8.2.3.
 *
 * <p>{@code payload} is the one child that says what is asked or answered; an error's reply keeps it beside the error
 * (RFC 6120 §8.3.1).
 */
public record Iq(Type type, String id, Jid from, Jid to, Optional<XmlElement> payload, Optional<XmlElement> error) {
    public enum Type {
        GET,
        SET,
        RESULT,
        ERROR;

        public boolean isRequest() {
            return this == GET || this == SET;
        }
    }

    public static Iq request(Type type, String id, Jid from, Jid to, XmlElement payload) {
        return new Iq(type, id, from, to, Optional.of(payload), Optional.empty());
    }

    /** The empty result of this request. */
    public Iq result() {
        return new Iq(Type.RESULT, id, to, from, Optional.empty(), Optional.empty());
    }

    public Iq result(XmlElement answer) {
        return new Iq(Type.RESULT, id, to, from, Optional.of(answer), Optional.empty());
    }

    /** The refusal of this request; the request's payload is not sent back, which RFC 6120 §8.3.1 leaves open. */
    public Iq error(StanzaError refusal) {
        return new Iq(Type.ERROR, id, to, from, Optional.empty(), Optional.of(refusal.toElement()));
    }

    public XmlElement toElement() {
        XmlElement iq = XmlElement.of("iq", Stanzas.NS)
                .with("type", Stanzas.lowerCase(type))
                .with("id", id)
                .with("from", from.toString())
                .with("to", to.toString());
        XmlElement filled = payload.map(iq::with).orElse(iq);
        return error.map(filled::with).orElse(filled);
    }
}
