/** How much anybody may ask of the service: RFC 6120 §8.3.3.12 and §8.3.3.18. */
@NullMarked
package im.fanfare.component.limits;

import org.jspecify.annotations.NullMarked;
