package im.fanfare.fanout;

import java.util.Optional;

/** What those know who speak XMPP, and the fan-out does not. */
public interface Edge {
    /**
     * The {@code <body/>} that stands for the payload of a notification, where there is one: XEP-0060 §13.8.
     *
     * @param notification a message, to anybody
     */
    Optional<String> body(String notification);
}
