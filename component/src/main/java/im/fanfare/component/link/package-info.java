/**
 * The links to the host server: XEP-0114 streams, what comes in cut into stanzas, what goes out kept until the host
 * server has taken it.
 *
 * <p>{@code docs/decisions/0002-our-own-component-link.md} says why this is ours.
 */
@NullMarked
package im.fanfare.component.link;

import org.jspecify.annotations.NullMarked;
