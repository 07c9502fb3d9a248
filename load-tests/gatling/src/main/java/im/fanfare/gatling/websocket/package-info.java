/** Real users of a real server, over WebSocket (RFC 7395): Gatling's own, with XMPP in its frames. */
@NullMarked
package im.fanfare.gatling.websocket;

import org.jspecify.annotations.NullMarked;
