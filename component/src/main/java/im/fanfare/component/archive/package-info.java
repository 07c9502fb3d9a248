/** Archives of nodes: XEP-0313 and XEP-0442. */
@NullMarked
package im.fanfare.component.archive;

import org.jspecify.annotations.NullMarked;
