/** Software Version: XEP-0092, version 1.1. */
@NullMarked
package im.fanfare.component.version;

import org.jspecify.annotations.NullMarked;
