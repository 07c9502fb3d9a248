/**
 * What members tell each other about links: notifications on their way to the member that holds the link, and barriers
 * that came back at another member than the one that waits for them.
 */
@NullMarked
package im.fanfare.component.shared;

import org.jspecify.annotations.NullMarked;
