/** Whom a service takes nothing from: XEP-0133 §4.11, version 1.2.0, inbound. */
@NullMarked
package im.fanfare.component.blacklist;

import org.jspecify.annotations.NullMarked;
