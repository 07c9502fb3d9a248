/** Publish-Subscribe on the wire: XEP-0060, version 1.30.0. One element, one file; what it means, the rules decide. */
@NullMarked
package im.fanfare.component.pubsub;

import org.jspecify.annotations.NullMarked;
