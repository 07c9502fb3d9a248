/** Service Discovery: XEP-0030, version 2.5.0; and its extensions: XEP-0128, version 1.0.1. */
@NullMarked
package im.fanfare.component.disco;

import org.jspecify.annotations.NullMarked;
