/** XMPP Ping: XEP-0199, version 2.0.1. */
@NullMarked
package im.fanfare.component.ping;

import org.jspecify.annotations.NullMarked;
