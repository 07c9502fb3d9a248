package im.fanfare.component.message;

import im.fanfare.stanza.Message;
import im.fanfare.stanza.StanzaError;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One protocol extension's share of the messages to the service. */
public interface MessageHandler {
    /** Whether the message is for it. */
    boolean understands(Message message);

    /**
     * Takes a message that it understands.
     *
     * @return why it is refused, or nothing; the stage fails only where something is broken
     */
    CompletionStage<Optional<StanzaError>> take(Message message);
}
