/**
 * Everything on one machine with one command: Kafka, Cassandra, an XMPP server, Fanfare, and a demonstration through a
 * real XMPP client.
 */
@NullMarked
package im.fanfare.quickstart;

import org.jspecify.annotations.NullMarked;
