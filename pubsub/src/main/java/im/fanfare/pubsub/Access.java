package im.fanfare.pubsub;

import java.util.Optional;

/** Whether somebody may see what a node publishes: XEP-0060 §4.5, as subscribing and retrieving both ask it. */
final class Access {
    /** The refusal of §6.1.3 and §6.5.9, or nothing. */
    static Optional<PubSubError> refusal(NodeView node, Jid jid) {
        Affiliation affiliation = node.affiliationOf(jid.bare());
        if (affiliation == Affiliation.OUTCAST || affiliation == Affiliation.PUBLISH_ONLY) {
            return Optional.of(PubSubError.FORBIDDEN);
        }
        return node.state().config().accessModel().admits(affiliation)
                ? Optional.empty()
                : Optional.of(PubSubError.CLOSED_NODE);
    }

    private Access() {}
}
