/** What an operator sees of a member: its metrics, and whether it lives and serves. */
@NullMarked
package im.fanfare.component.management;

import org.jspecify.annotations.NullMarked;
