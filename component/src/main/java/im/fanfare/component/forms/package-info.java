/** Data Forms: XEP-0004, version 2.13.2; their types: XEP-0068, version 1.3.0; and the forms of XEP-0060 §17.4. */
@NullMarked
package im.fanfare.component.forms;

import org.jspecify.annotations.NullMarked;
