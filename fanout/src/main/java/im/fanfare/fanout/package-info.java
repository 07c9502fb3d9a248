/** From the log to the host server: one publication becomes one delivery a page, and a page becomes stanzas. */
@NullMarked
package im.fanfare.fanout;

import org.jspecify.annotations.NullMarked;
