/** What all protocols have in common: every notification is checked, and its latency is in the statistics. */
@NullMarked
package im.fanfare.gatling.notification;

import org.jspecify.annotations.NullMarked;
