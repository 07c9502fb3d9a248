/** The insides of Gatling that we use. */
@NullMarked
package im.fanfare.gatling.engine;

import org.jspecify.annotations.NullMarked;
