/** What a run has found: latencies, what Fanfare said of itself meanwhile, and how both are shown. */
@NullMarked
package im.fanfare.gatling.report;

import org.jspecify.annotations.NullMarked;
