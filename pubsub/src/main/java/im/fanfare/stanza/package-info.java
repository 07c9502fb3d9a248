/** Immutable XML and the stanzas of RFC 6120; no protocol extension is known here. */
@NullMarked
package im.fanfare.stanza;

import org.jspecify.annotations.NullMarked;
