package im.fanfare.fanout;

import im.fanfare.schema.NodeKey;
import im.fanfare.schema.Publication;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The newest revision of each node that was lately published to, in one partition of {@code publications}.
 *
 * <p>A node that wakes after a crash logs its last batch once more unless it is sure that it was logged. The revisions of
 * a node only go up, so whatever does not is such a repeat, and nobody needs to be told again.
 */
final class NewestRevisions {
    /** Nodes remembered. One that has been forgotten since its entity crashed could be told of twice. */
    private static final int MOST = 10_000;

    private final Map<NodeKey, Long> revisions = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeKey, Long> eldest) {
            return size() > MOST;
        }
    };

    /** False if this revision, or a later one, was seen before. */
    boolean isNew(Publication publication) {
        long revision = publication.revision().number();
        long newest = revisions.getOrDefault(publication.node(), 0L);
        revisions.put(publication.node(), Math.max(newest, revision));
        return revision > newest;
    }
}
