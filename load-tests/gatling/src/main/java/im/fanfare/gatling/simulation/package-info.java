/** The questions that operators ask, each a simulation. */
@NullMarked
package im.fanfare.gatling.simulation;

import org.jspecify.annotations.NullMarked;
