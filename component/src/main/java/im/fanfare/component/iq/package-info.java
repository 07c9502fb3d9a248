/** Requests and who answers them: RFC 6120 §8.2.3. Which extensions there are is not known here. */
@NullMarked
package im.fanfare.component.iq;

import org.jspecify.annotations.NullMarked;
