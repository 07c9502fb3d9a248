/** The manifests of {@code k8s/}, rendered and held against what their readers understand and what we ask of them. */
@NullMarked
package im.fanfare.k8s;

import org.jspecify.annotations.NullMarked;
