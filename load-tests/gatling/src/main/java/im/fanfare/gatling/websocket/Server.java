package im.fanfare.gatling.websocket;

import java.net.URI;
import java.util.Optional;

/**
 * A real XMPP server, and the publish-subscribe service that its users are measured with.
 *
 * @param webSocket where it serves RFC 7395
 * @param domain of the users who have an account
 * @param password of all of them
 * @param guests the domain at which anybody logs in by SASL ANONYMOUS, if there is one
 * @param service address of the publish-subscribe service
 */
public record Server(URI webSocket, String domain, String password, Optional<String> guests, String service) {}
