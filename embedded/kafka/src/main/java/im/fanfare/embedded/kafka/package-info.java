/** The broker's side of {@code EmbeddedKafka}: what runs inside the process that it forks. */
@NullMarked
package im.fanfare.embedded.kafka;

import org.jspecify.annotations.NullMarked;
