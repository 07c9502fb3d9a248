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
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds who takes a message to the service. What nobody understands gets no answer: it may be somebody who talks to
 * himself. What is understood and refused is bounced with the reason. A message of ours that comes back is nobody's
 * request, and never answered (RFC 6120 §8.3.1).
 */
public final class MessageRouter {
    private static final Logger logger = LoggerFactory.getLogger(MessageRouter.class);

    private static final StanzaError BROKEN = StanzaError.of(StanzaError.Type.CANCEL, "internal-server-error");

    private final List<MessageHandler> handlers;
    private final Consumer<Message> bounces;

    /** @param bounces takes the messages that come back, and must not block */
    public MessageRouter(List<? extends MessageHandler> handlers, Consumer<Message> bounces) {
        this.handlers = List.copyOf(handlers);
        this.bounces = bounces;
    }

    /**
     * Has a stanza from the host server taken, if it is a message that somebody understands.
     *
     * @return what to send back, if anything; the stage never fails
     */
    public CompletionStage<Optional<XmlElement>> route(XmlElement stanza) {
        Optional<Message> message = message(stanza);
        message.filter(Message::isError).ifPresent(bounces);
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
        return handlers.stream()
                .filter(handler -> !message.isError() && handler.understands(message))
                .findFirst();
    }

    private static CompletionStage<Optional<StanzaError>> take(MessageHandler handler, Message message) {
        try {
            return handler.take(message);
        } catch (RuntimeException defect) {
            return CompletableFuture.failedFuture(defect);
        }
    }

    /** The message, if it is one to the service itself. */
    private static Optional<Message> message(XmlElement stanza) {
        Optional<Jid> from = Stanzas.jid(stanza, "from");
        Optional<Jid> to =
                Stanzas.jid(stanza, "to").filter(service -> service.local().isEmpty() && service.isBare());
        if (!stanza.is("message", Stanzas.NS) || from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Message(stanza.attribute("type"), stanza.attribute("id"), from.get(), to.get(), stanza.children()));
    }
}
