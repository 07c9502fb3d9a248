package im.fanfare.component.pubsub;

import im.fanfare.component.rsm.ResultSet;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.Iq;
import im.fanfare.stanza.StanzaError;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What all elements of XEP-0060 share, and how it says no: §12 and §18.2. */
public final class PubSubStanza {
    public static final String NS = "http://jabber.org/protocol/pubsub";

    static final String OWNER = NS + "#owner";

    private static final String ERRORS = NS + "#errors";

    /** Puts an answer into the {@code <pubsub/>} of its own namespace. */
    static XmlElement wrap(XmlElement answer) {
        return XmlElement.of("pubsub", answer.namespace(), answer);
    }

    /** A list that may have been cut: §6.5.4. */
    static XmlElement wrap(XmlElement list, ResultSet entries) {
        XmlElement wrapped = wrap(list.with(entries.elements()));
        return entries.note().map(wrapped::with).orElse(wrapped);
    }

    /** The part of a list that the request asks for, or all that fits: XEP-0059. */
    static <T> XmlElement wrap(
            PubSubRequest request,
            XmlElement list,
            List<T> entries,
            Function<T, XmlElement> write,
            Function<T, String> uid) {
        return wrap(
                list,
                ResultSet.part(entries, request.paging(), write, uid)
                        .orElseThrow(() -> new BadRequest(PubSubError.ITEM_NOT_FOUND)));
    }

    /** XML Schema's boolean. */
    static Boolean truth(String word) {
        return switch (word) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new BadRequest(PubSubError.BAD_REQUEST);
        };
    }

    static ItemId itemId(String text) {
        return ItemId.of(text).orElseThrow(() -> new BadRequest(PubSubError.BAD_REQUEST));
    }

    /** The one place where our word for a refusal becomes a stanza error. */
    public static Iq refuse(Iq request, PubSubError error) {
        return request.error(stanzaError(error));
    }

    /** The refusal that also says how things are: §8.8.2.4, §8.9.2.4. */
    static Iq refuse(Iq request, PubSubError error, XmlElement present) {
        return new Iq(
                Iq.Type.ERROR,
                request.id(),
                request.to(),
                request.from(),
                Optional.of(wrap(present)),
                Optional.of(stanzaError(error).toElement()));
    }

    /** What a node that refuses any command may say; nothing where it says something else. */
    public static Optional<Iq> refusal(Iq request, NodeReply reply) {
        if (reply instanceof NodeReply.Refused refused) {
            return Optional.of(refuse(request, refused.error()));
        }
        return reply instanceof NodeReply.Moved moved ? Optional.of(refuse(request, moved)) : Optional.empty();
    }

    /** That another node has taken the place of this one: §6.1.3.11. */
    private static Iq refuse(Iq request, NodeReply.Moved moved) {
        XmlElement error = XmlElement.of("error", Stanzas.NS, XmlElement.text("gone", Stanzas.ERRORS, moved.uri()))
                .with("type", "modify");
        return new Iq(Iq.Type.ERROR, request.id(), request.to(), request.from(), Optional.empty(), Optional.of(error));
    }

    static StanzaError stanzaError(PubSubError error) {
        StanzaError.Type type = switch (error.type()) {
            case AUTH -> StanzaError.Type.AUTH;
            case CANCEL -> StanzaError.Type.CANCEL;
            case MODIFY -> StanzaError.Type.MODIFY;
            case WAIT -> StanzaError.Type.WAIT;
        };
        StanzaError refusal = StanzaError.of(type, error.condition());
        if (error.detail().isEmpty()) {
            return refusal;
        }
        return refusal.with(
                error.isUnsupported()
                        ? XmlElement.of("unsupported", ERRORS).with("feature", error.detail())
                        : XmlElement.of(error.detail(), ERRORS));
    }

    private PubSubStanza() {}
}
