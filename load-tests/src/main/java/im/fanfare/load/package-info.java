/**
 * The fan-out under load. It plays the host server (XEP-0114), so that nothing but Fanfare is measured; publishes,
 * subscribes, and checks that every subscriber is told of every item once, whole, and in order.
 *
 * <pre>
 * Fanout ─► Installation (Kafka, Cassandra, a member)
 *    └────► Row … ─► Stage ─► Requests ─► ComponentStream ══ member
 *             │                               │
 *             ▼                               ▼
 *           Report                    StanzaReader ─► Checker
 * </pre>
 */
@NullMarked
package im.fanfare.load;

import org.jspecify.annotations.NullMarked;
