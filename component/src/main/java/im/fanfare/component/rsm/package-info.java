/** Result Set Management: XEP-0059, version 1.0. Only said, not yet understood: long lists are cut, not paged. */
@NullMarked
package im.fanfare.component.rsm;

import org.jspecify.annotations.NullMarked;
