package im.fanfare.component.iq;

import im.fanfare.pubsub.Jid;
import im.fanfare.stanza.Iq;
import im.fanfare.stanza.StanzaError;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.xml.namespace.QName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds who answers a stanza: RFC 6120 §8.2.3 and §8.4.
 *
 * <p>Every get and every set gets exactly one answer, whatever happens, unless there is no telling where it should go.
 * Answers that nobody waits for here, messages and presence get none.
 */
public final class IqRouter {
    private static final Logger logger = LoggerFactory.getLogger(IqRouter.class);

    private static final StanzaError UNAVAILABLE = StanzaError.of(StanzaError.Type.CANCEL, "service-unavailable");
    private static final StanzaError BROKEN = StanzaError.of(StanzaError.Type.CANCEL, "internal-server-error");

    private final Map<QName, IqHandler> handlers = new HashMap<>();

    public IqRouter(List<? extends IqHandler> handlers) {
        for (IqHandler handler : handlers) {
            handler.payloads().forEach(payload -> this.handlers.put(payload, handler));
        }
    }

    /**
     * Answers a stanza from the host server.
     *
     * @return what to send back, if anything, the answer itself last; the stage never fails
     */
    public CompletionStage<List<XmlElement>> route(XmlElement stanza) {
        Optional<Jid> from = Stanzas.jid(stanza, "from");
        Optional<Jid> to = Stanzas.jid(stanza, "to");
        Optional<String> type = stanza.attribute("type");
        if (!stanza.is("iq", Stanzas.NS) || from.isEmpty() || to.isEmpty() || isAnswer(type)) {
            return CompletableFuture.completedFuture(List.of());
        }
        Optional<Iq> request = request(stanza, type, from.get(), to.get());
        return request.isPresent()
                ? answer(request.get()).thenApply(Answer::stanzas)
                : CompletableFuture.completedFuture(
                        List.of(refusal(stanza, from.get(), to.get(), IqHandler.BAD_REQUEST)));
    }

    private static boolean isAnswer(Optional<String> type) {
        return type.filter(word -> word.equals("result") || word.equals("error"))
                .isPresent();
    }

    /** The request, if it is one: it has an id and exactly one payload. */
    private static Optional<Iq> request(XmlElement stanza, Optional<String> type, Jid from, Jid to) {
        List<XmlElement> children = stanza.children();
        return stanza.attribute("id")
                .filter(id -> !id.isEmpty() && children.size() == 1)
                .flatMap(id -> type.flatMap(IqRouter::requestType)
                        .map(wanted -> Iq.request(wanted, id, from, to, children.get(0))));
    }

    private static Optional<Iq.Type> requestType(String word) {
        return switch (word) {
            case "get" -> Optional.of(Iq.Type.GET);
            case "set" -> Optional.of(Iq.Type.SET);
            default -> Optional.empty();
        };
    }

    private CompletionStage<Answer> answer(Iq request) {
        Optional<IqHandler> handler = request.payload()
                .map(payload -> new QName(payload.namespace(), payload.name()))
                .flatMap(name -> Optional.ofNullable(handlers.get(name)));
        // We are a domain: no accounts and no resources live here (RFC 6121 §8.5.1, RFC 6120 §10.5.3).
        boolean isForUs = request.to().local().isEmpty() && request.to().isBare();
        if (handler.isEmpty() || !isForUs) {
            return CompletableFuture.completedFuture(Answer.of(request.error(UNAVAILABLE)));
        }
        return handle(handler.get(), request).exceptionally(fault -> {
            logger.error(
                    "no answer to a request: from={} id={} payload={}",
                    request.from(),
                    request.id(),
                    request.payload().map(XmlElement::namespace).orElse(""),
                    fault);
            return Answer.of(request.error(BROKEN));
        });
    }

    private static CompletionStage<Answer> handle(IqHandler handler, Iq request) {
        try {
            return handler.answer(request);
        } catch (RuntimeException defect) {
            return CompletableFuture.failedFuture(defect);
        }
    }

    /** The refusal of a stanza that is not even looked at, if it is one that is answered. */
    public static Optional<XmlElement> refuse(XmlElement stanza, StanzaError error) {
        Optional<Jid> from = Stanzas.jid(stanza, "from");
        Optional<Jid> to = Stanzas.jid(stanza, "to");
        boolean answered = stanza.is("iq", Stanzas.NS) && !isAnswer(stanza.attribute("type"));
        return answered && from.isPresent() && to.isPresent()
                ? Optional.of(refusal(stanza, from.get(), to.get(), error))
                : Optional.empty();
    }

    /** A reply to what may not even be a request: it may have no id to reply to. */
    private static XmlElement refusal(XmlElement stanza, Jid from, Jid to, StanzaError error) {
        return XmlElement.of("iq", Stanzas.NS)
                .with("type", Iq.Type.ERROR.name().toLowerCase(Locale.ROOT))
                .with("id", stanza.attribute("id"))
                .with("from", to.toString())
                .with("to", from.toString())
                .with(error.toElement());
    }
}
