/** Entity Time: XEP-0202, version 2.0. */
@NullMarked
package im.fanfare.component.time;

import org.jspecify.annotations.NullMarked;
