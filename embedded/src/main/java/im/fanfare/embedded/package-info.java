/**
 * Real servers in processes of their own, for the quickstart and the tests: Kafka, Cassandra, and the XMPP servers that
 * Fanfare attaches to.
 *
 * <p>Every one listens on loopback only, ends with the process that started it even if that is killed, and can itself be
 * killed and started again on the same data and the same ports. Tests take the shared ones from {@link
 * im.fanfare.embedded.Servers} unless they mean to kill them.
 */
@NullMarked
package im.fanfare.embedded;

import org.jspecify.annotations.NullMarked;
