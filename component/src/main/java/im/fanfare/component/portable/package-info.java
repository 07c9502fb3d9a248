/** A node as a file: the pubsub part of XEP-0227, which Prosody and ejabberd speak of users' data. */
@NullMarked
package im.fanfare.component.portable;

import org.jspecify.annotations.NullMarked;
