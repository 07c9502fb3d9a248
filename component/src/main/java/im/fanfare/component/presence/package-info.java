/**
 * Presence of those who share it with the service: RFC 6121 §3 and §4. It is spread over the members, and only who shares it
 * is stored: see decision 20.
 */
@NullMarked
package im.fanfare.component.presence;

import org.jspecify.annotations.NullMarked;
