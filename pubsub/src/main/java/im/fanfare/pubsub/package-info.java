/**
 * The words and rules of XEP-0060 (version 1.30.0, the version that all section numbers here mean).
 *
 * <p>Nothing here does anything: a rule looks at a node and a command and says what should be answered and what has
 * changed. No clock, no randomness, no XML, no store.
 */
@NullMarked
package im.fanfare.pubsub;

import org.jspecify.annotations.NullMarked;
