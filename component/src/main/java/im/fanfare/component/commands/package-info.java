/** Ad-Hoc Commands: XEP-0050, version 1.3.0. Which commands there are is not known here. */
@NullMarked
package im.fanfare.component.commands;

import org.jspecify.annotations.NullMarked;
