/** Gatling plays the host server's side of XEP-0114, so that Fanfare alone is measured: users are addresses behind it. */
@NullMarked
package im.fanfare.gatling.hub;

import org.jspecify.annotations.NullMarked;
