package im.fanfare.pubsub;

import java.util.List;
import java.util.Optional;

/**
 * The nodes above one, which may limit who has access to it: XEP-0496 §4.4.
 *
 * @param above its parent, the parent of that, and so on up to the root; where it links to a node, the parents are those
 *     of that node (§4.2)
 * @param whole whether that is all: a node may be gone whose dependants are about to go, or be above itself for the moment
 *     in which somebody finds out
 */
public record Lineage(List<NodeState> above, boolean whole) {
    /** Of a node that depends on no other. */
    public static final Lineage NONE = new Lineage(List.of(), true);

    /** How far a node may be from its root; each step is read whenever the node is used. */
    public static final int MOST = 64;

    public Lineage {
        above = List.copyOf(above);
    }

    /** What somebody wants to do at a node, and therefore has to be allowed at those above. */
    public enum Right {
        /** To subscribe, to retrieve, and to know of it. */
        ACCESS,
        PUBLISH
    }

    /** What a bare JID is to one of these nodes. */
    public record Standing(Affiliation affiliation, boolean subscribed) {}

    /** The parent, as far as there is one. */
    public Optional<Relative> parent() {
        return above.stream().findFirst().map(Relative::of);
    }

    /**
     * Why somebody may not do this below these nodes, or nothing.
     *
     * @param standings at each of them, in their order
     */
    public Optional<PubSubError> refusal(List<Standing> standings, Right right) {
        if (!whole) {
            return Optional.of(PubSubError.FORBIDDEN);
        }
        for (int i = 0; i < above.size(); i++) {
            Optional<PubSubError> refusal = refusal(above.get(i).config(), standings.get(i), right);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private static Optional<PubSubError> refusal(NodeConfig config, Standing standing, Right right) {
        if (right == Right.PUBLISH) {
            return config.publishModel().admits(standing.affiliation(), standing.subscribed())
                    ? Optional.empty()
                    : Optional.of(PubSubError.FORBIDDEN);
        }
        Optional<PubSubError> refusal = Access.refusal(config.accessModel(), standing.affiliation());
        return refusal.isEmpty() && !config.accessModel().admits(standing.affiliation()) && !standing.subscribed()
                ? Optional.of(PubSubError.SUBSCRIPTION_REQUIRED)
                : refusal;
    }

    /**
     * Another one as soon as somebody who had access above may have it no longer: then the subscribers have to be looked
     * at anew. Never 0.
     */
    public long mark() {
        long mark = whole ? 1 : 2;
        for (NodeState node : above) {
            for (long part : new long[] {
                node.instance(), node.narrowed(), node.id().name().hashCode()
            }) {
                mark = (mark ^ part) * 0x100000001b3L; // as FNV-1a
                mark ^= mark >>> 32;
            }
        }
        return mark == 0 ? 1 : mark;
    }
}
