/**
 * The OCI image of a member: a Java runtime of the modules that it needs, the C library under that, and the jars, each a
 * layer, so that an upgrade carries the last one only.
 */
@NullMarked
package im.fanfare.image;

import org.jspecify.annotations.NullMarked;
