/** The stores in memory, and what any store has to do. */
@NullMarked
package im.fanfare.schema;

import org.jspecify.annotations.NullMarked;
