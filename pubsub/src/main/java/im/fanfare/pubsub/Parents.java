package im.fanfare.pubsub;

import java.util.Map;
import java.util.Set;

/**
 * How the collections change that a node is in.
 *
 * @param in those it comes into, by which of their lives
 * @param out those it leaves
 */
public record Parents(Map<NodeId, Long> in, Set<NodeId> out) {
    public static final Parents UNCHANGED = new Parents(Map.of(), Set.of());

    public Parents {
        in = Map.copyOf(in);
        out = Set.copyOf(out);
    }
}
