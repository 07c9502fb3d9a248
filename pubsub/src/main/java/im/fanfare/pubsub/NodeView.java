package im.fanfare.pubsub;

import java.util.List;
import java.util.Optional;

/**
 * A node as a rule sees it: what it is, and the facts that the command said it would need. Looking changes nothing and
 * waits for nothing.
 */
public interface NodeView {
    NodeState state();

    /** The revision that the next event will be. */
    long nextRevision();

    /** Of a JID named in {@link NodeCommand#affiliationsNeeded}. */
    Affiliation affiliationOf(Jid jid);

    /** Of a bare JID named in {@link NodeCommand#subscriptionsNeeded}: its own and those of its resources. */
    List<Subscription> subscriptionsOf(Jid bare);

    /** All of the subscriptions that could be asked for so. */
    List<Subscription> knownSubscriptions();

    /** What waits for an owner's word; only where the access model asks for one. */
    List<PendingSubscription> pendingSubscriptions();

    default Optional<PendingSubscription> pendingSubscription(Jid subscriber) {
        return pendingSubscriptions().stream()
                .filter(pending -> pending.subscriber().equals(subscriber))
                .findFirst();
    }

    /** All subscriptions, for a command that {@link NodeCommand#needsAllSubscriptions} of this node. */
    List<Subscription> allSubscriptions();

    ItemIndex items();

    /** The page in which the next subscriber but {@code ahead} finds room. */
    int pageWithRoom(int ahead);

    /** Whether some subscriber may have several subscriptions. */
    boolean hasSeveral();

    /** How many are subscribed, each once. */
    long subscribers();

    /** The nodes above it: XEP-0496 §4.4. */
    default Lineage lineage() {
        return Lineage.NONE;
    }

    /** Why the {@linkplain NodeCommand#requester requester} of a command with {@link NodeCommand#rightAbove} may not. */
    default Optional<PubSubError> refusalAbove(Jid bare, Lineage.Right right) {
        return Optional.empty();
    }

    /** How it is configured, for who looks: with the parent that it has from the node that it links to, XEP-0496 §4.2. */
    default NodeConfig shown() {
        NodeConfig config = state().config();
        return config.relative(ConfigField.LINK)
                .flatMap(link -> lineage().parent())
                .map(config::withParent)
                .orElse(config);
    }
}
