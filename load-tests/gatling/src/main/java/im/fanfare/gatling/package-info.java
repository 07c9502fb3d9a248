/**
 * The command {@code load-tests/run}: what it starts, what it hands to a simulation, and what it says at the end.
 *
 * <pre>
 * LoadTest ─► Options ─► Installation (Kafka, Cassandra, members) or the operator's own
 *    └──────► Run ─► Gatling ─► simulation ─► hub | websocket
 *              │                     │
 *              └─► report ◄──────────┘ answer, latencies
 * </pre>
 */
@NullMarked
package im.fanfare.gatling;

import org.jspecify.annotations.NullMarked;
