/** Everything that is written down, and the only code that reads or writes it. */
@NullMarked
package im.fanfare.schema;

import org.jspecify.annotations.NullMarked;
