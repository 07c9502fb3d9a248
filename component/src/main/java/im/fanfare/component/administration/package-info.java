/** What an operator asks of an installation, and the ways by which he asks: HTTP, and the command {@code fanfare}. */
@NullMarked
package im.fanfare.component.administration;

import org.jspecify.annotations.NullMarked;
