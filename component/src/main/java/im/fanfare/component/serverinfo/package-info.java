/** What a service says of itself at a node of its own, where its operator wants that: XEP-0485. */
@NullMarked
package im.fanfare.component.serverinfo;

import org.jspecify.annotations.NullMarked;
