/** What becomes of those whose notifications come back: XEP-0060 §13.4. */
@NullMarked
package im.fanfare.component.bounces;

import org.jspecify.annotations.NullMarked;
