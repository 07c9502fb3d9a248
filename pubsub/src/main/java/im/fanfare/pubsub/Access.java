package im.fanfare.pubsub;

import java.util.Optional;
import java.util.Set;

/** Whether somebody may see what a node publishes: XEP-0060 §4.5, as subscribing and retrieving both ask it. */
final class Access {
    /** Why somebody may not even ask to subscribe: §6.1.3; or nothing. */
    static Optional<PubSubError> refusal(NodeView node, Jid jid) {
        return refusal(node, node.affiliationOf(jid.bare()));
    }

    /** What somebody would be told who had that affiliation. */
    static Optional<PubSubError> refusal(NodeView node, Affiliation affiliation) {
        return refusal(node.state().config().accessModel(), affiliation);
    }

    static Optional<PubSubError> refusal(AccessModel model, Affiliation affiliation) {
        if (affiliation == Affiliation.OUTCAST || affiliation == Affiliation.PUBLISH_ONLY) {
            return Optional.of(PubSubError.FORBIDDEN);
        }
        return model == AccessModel.WHITELIST && !model.admits(affiliation)
                ? Optional.of(PubSubError.CLOSED_NODE)
                : Optional.empty();
    }

    /** Whether an owner has to be asked before somebody is subscribed who may ask for it: §6.1.4. */
    static boolean needsApproval(NodeView node, Jid jid) {
        return !node.state().config().accessModel().admits(node.affiliationOf(jid.bare()));
    }

    /** Why somebody may not retrieve: §6.5.9; or nothing. The service itself may, for its operator. */
    static Optional<PubSubError> refusalToRetrieve(NodeView node, Jid jid) {
        if (jid.equals(node.state().id().serviceJid())) {
            return Optional.empty();
        }
        Optional<PubSubError> refusal = refusal(node, jid);
        return refusal.isEmpty()
                        && needsApproval(node, jid)
                        && node.subscriptionsOf(jid.bare()).isEmpty()
                ? Optional.of(PubSubError.SUBSCRIPTION_REQUIRED)
                : refusal;
    }

    /** Whose subscriptions {@link #refusalToRetrieve} asks for at a node so configured. */
    static Set<Jid> subscriptionsNeeded(NodeConfig config, Jid jid) {
        return config.accessModel() == AccessModel.AUTHORIZE ? Set.of(jid.bare()) : Set.of();
    }

    private Access() {}
}
