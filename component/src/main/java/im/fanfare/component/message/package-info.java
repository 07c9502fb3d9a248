/** Messages to the service, and who takes them: RFC 6121 §5. Which extensions there are is not known here. */
@NullMarked
package im.fanfare.component.message;

import org.jspecify.annotations.NullMarked;
