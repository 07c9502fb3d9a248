package im.fanfare.pubsub;

import java.util.Optional;

/** Whether somebody may see what a node publishes: XEP-0060 §4.5, as subscribing and retrieving both ask it. */
final class Access {
    /** The refusal of §6.1.3 and §6.5.9, or nothing. */
    static Optional<PubSubError> refusal(NodeView node, Jid jid) {
        return refusal(node, node.affiliationOf(jid.bare()));
    }

    /** What somebody would be told who had that affiliation. */
    static Optional<PubSubError> refusal(NodeView node, Affiliation affiliation) {
        if (affiliation == Affiliation.OUTCAST || affiliation == Affiliation.PUBLISH_ONLY) {
            return Optional.of(PubSubError.FORBIDDEN);
        }
        return node.state().config().accessModel().admits(affiliation)
                ? Optional.empty()
                : Optional.of(PubSubError.CLOSED_NODE);
    }

    private Access() {}
}
