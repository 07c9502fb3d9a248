/** The XMPP edge, and the main class that puts all parts together. */
@NullMarked
package im.fanfare.component;

import org.jspecify.annotations.NullMarked;
