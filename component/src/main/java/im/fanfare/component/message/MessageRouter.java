package im.fanfare.component.message;

import im.fanfare.pubsub.Jid;
import im.fanfare.stanza.Message;
import im.fanfare.stanza.StanzaError;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds who takes a message to the service. What nobody understands gets no answer: it may be a bounce, or somebody who
 * talks to himself. What is understood and refused is bounced with the reason.
 */
public final class MessageRouter {
    private static final Logger logger = LoggerFactory.getLogger(MessageRouter.class);

    private static final StanzaError BROKEN = StanzaError.of(StanzaError.Type.CANCEL, "internal-server-error");

    private final List<MessageHandler> handlers;

    public MessageRouter(List<? extends MessageHandler> handlers) {
        this.handlers = List.copyOf(handlers);
    }

    /**
     * Has a stanza from the host server taken, if it is a message that somebody understands.
     *
     * @return what to send back, if anything; the stage never fails
     */
    public CompletionStage<Optional<XmlElement>> route(XmlElement stanza) {
        Optional<Message> message = message(stanza);
        Optional<MessageHandler> handler = message.flatMap(this::handler);
        if (message.isEmpty() || handler.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return take(handler.get(), message.get())
                .exceptionally(fault -> {
                    logger.error(
                            "a message was not taken: from={} id={}",
                            message.get().from(),
                            message.get().id().orElse(""),
                            fault);
                    return Optional.of(BROKEN);
                })
                .thenApply(refusal -> refusal.map(message.get()::error));
    }

    /** The refusal of a stanza that is not taken, if it is a message that somebody understands. */
    public Optional<XmlElement> refuse(XmlElement stanza, StanzaError error) {
        return message(stanza).filter(message -> handler(message).isPresent()).map(message -> message.error(error));
    }

    private Optional<MessageHandler> handler(Message message) {
        return handlers.stream().filter(handler -> handler.understands(message)).findFirst();
    }

    private static CompletionStage<Optional<StanzaError>> take(MessageHandler handler, Message message) {
        try {
            return handler.take(message);
        } catch (RuntimeException defect) {
            return CompletableFuture.failedFuture(defect);
        }
    }

    /** The message, if it is one to the service itself and no bounce. */
    private static Optional<Message> message(XmlElement stanza) {
        Optional<Jid> from = jid(stanza, "from");
        Optional<Jid> to = jid(stanza, "to").filter(service -> service.local().isEmpty() && service.isBare());
        if (!stanza.is("message", Stanzas.NS) || from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        Message message =
                new Message(stanza.attribute("type"), stanza.attribute("id"), from.get(), to.get(), stanza.children());
        return message.isError() ? Optional.empty() : Optional.of(message);
    }

    private static Optional<Jid> jid(XmlElement stanza, String attribute) {
        try {
            return stanza.attribute(attribute).map(Jid::parse);
        } catch (IllegalArgumentException spellsNone) {
            return Optional.empty();
        }
    }
}
