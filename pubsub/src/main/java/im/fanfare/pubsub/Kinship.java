package im.fanfare.pubsub;

import java.util.List;

/**
 * How the node to which something has happened stands to one whose subscribers may want to be told of it: XEP-0497.
 *
 * @param linked whether it is one that links to another: XEP-0496 §4.2
 * @param within the node itself, its parent, the parent of that, and so on up to below that one: who has no access to one of
 *     them is not told (§8)
 * @param had of a node that is gone: who had access to each of these; otherwise empty
 */
public record Kinship(boolean linked, List<Relative> within, List<Admitted> had) {
    public Kinship {
        within = List.copyOf(within);
        had = List.copyOf(had);
    }

    /** To nodes that are there. */
    public Kinship(boolean linked, List<Relative> within) {
        this(linked, within, List.of());
    }

    /** Where it is gone. */
    public Kinship gone(List<Admitted> from) {
        return new Kinship(linked, within, from);
    }

    /** Whether it was gone when this was said. */
    public boolean isGone() {
        return !had.isEmpty();
    }

    /** Whether a bare JID had access to all of them. */
    public boolean had(Jid jid) {
        return had.stream().allMatch(each -> each.includes(jid));
    }
}
