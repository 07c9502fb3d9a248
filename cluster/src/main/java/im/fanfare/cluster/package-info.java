/** One entity for each pubsub node: its only writer, wherever in the cluster it lives. */
@NullMarked
package im.fanfare.cluster;

import org.jspecify.annotations.NullMarked;
