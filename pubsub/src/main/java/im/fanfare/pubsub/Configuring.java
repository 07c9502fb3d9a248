package im.fanfare.pubsub;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Configure a node: XEP-0060 §8.2. */
final class Configuring {
    /**
     * Subscriptions that one change of configuration may end or change: they are one commit, which has to fit into one row. The
     * owner of a larger node is refused rather than half obeyed.
     */
    private static final int MOST_CHANGED = 16_384;

    static Decision decide(NodeView node, NodeCommand.Configure configure) {
        if (!mayConfigure(node, configure)) {
            return Decision.refuse(PubSubError.FORBIDDEN);
        }
        NodeConfig before = node.state().config();
        Optional<NodeConfig> after = before.with(configure.config());
        if (after.isEmpty()) {
            return Decision.refuse(NodeConfig.refusal(configure.config()));
        }
        if (after.get().isCollection() != before.isCollection()) {
            return Decision.refuse(PubSubError.NO_SUCH_GRAPH); // XEP-0248 §7.2.3.4
        }
        if (isTwice(after.get())) {
            return Decision.refuse(PubSubError.NO_SUCH_RELATION);
        }
        Changes changes = new Changes(node, configure.requester());
        if (!Associating.move(node, configure.parents(), changes)) {
            return Decision.refuse(PubSubError.TOO_MANY_CHILDREN);
        }
        if (after.get().equals(before)) {
            return Decision.change(changes.events(), new NodeReply.Done());
        }
        changes.add(new NodeEvent.NodeConfigured(after.get(), before.relativesNotIn(after.get())));
        if (node.state().followed() || before.isRelated() || after.get().isRelated()) {
            metadataChanged(before, after.get()).ifPresent(changes::add);
        }
        answerAll(node, after.get(), changes);
        if (changesSubscriptions(before, after.get())) {
            if (node.subscribers() > MOST_CHANGED || subscriptions(node) > MOST_CHANGED) {
                return Decision.refuse(PubSubError.NOT_ACCEPTABLE);
            }
            changeAll(node, before, after.get(), changes);
        }
        return Decision.change(changes.events(), new NodeReply.Done());
    }

    /** XEP-0497 §4.2.2. What was there before is {@link NodeConfig#STANDARD} of a node that has just come. */
    static Optional<NodeEvent> metadataChanged(NodeConfig before, NodeConfig after) {
        Set<ConfigField> changed = EnumSet.allOf(ConfigField.class);
        changed.removeIf(field -> !field.isMetadata()
                || !field.isFor(after.isCollection())
                || before.value(field).equals(after.value(field)));
        return changed.isEmpty() ? Optional.empty() : Optional.of(new NodeEvent.MetadataChanged(changed));
    }

    /** The service itself takes back what it finds not to hold: a relation to a node that has gone, or a circle. */
    private static boolean mayConfigure(NodeView node, NodeCommand.Configure configure) {
        boolean isService = configure.requester().equals(node.state().id().serviceJid());
        return isService && configure.config().keySet().stream().allMatch(ConfigField::isRelation)
                || node.affiliationOf(configure.requester().bare()).may(Privilege.CONFIGURE);
    }

    /** XEP-0496 §4.2: what links to a node has the parent of that node, and none of its own. */
    static boolean isTwice(NodeConfig config) {
        return config.relative(ConfigField.LINK).isPresent()
                && config.relative(ConfigField.PARENT).isPresent();
    }

    /** Whether those who are subscribed have to be looked at, one by one. */
    static boolean looksAtSubscribers(NodeView node, NodeCommand.Configure configure) {
        NodeConfig before = node.state().config();
        return node.subscribers() <= MOST_CHANGED
                && before.with(configure.config())
                        .filter(after -> changesSubscriptions(before, after))
                        .isPresent();
    }

    private static boolean changesSubscriptions(NodeConfig before, NodeConfig after) {
        return closes(before, after) || after.isSet(ConfigField.TEMPSUB) && !before.isSet(ConfigField.TEMPSUB);
    }

    private static boolean closes(NodeConfig before, NodeConfig after) {
        return before.accessModel() != AccessModel.WHITELIST && after.accessModel() == AccessModel.WHITELIST;
    }

    private static int subscriptions(NodeView node) {
        return node.allSubscriptions().stream()
                .mapToInt(subscription -> subscription.all().size())
                .sum();
    }

    /** §15.3: nobody may go on being told what they may no longer ask for. §13.5: the rest may become temporary. */
    private static void changeAll(NodeView node, NodeConfig before, NodeConfig after, Changes changes) {
        for (Subscription subscription : node.allSubscriptions()) {
            Affiliation affiliation =
                    node.affiliationOf(subscription.subscriber().bare());
            if (closes(before, after) && !after.accessModel().admits(affiliation)) {
                changes.unsubscribe(subscription);
            } else {
                subscription
                        .all()
                        .forEach(one -> changes.configure(
                                subscription, one, one.options().at(after)));
            }
        }
    }

    /** Nobody is asked any more who may subscribe: what waits is answered by the new model. */
    private static void answerAll(NodeView node, NodeConfig after, Changes changes) {
        switch (after.accessModel()) {
            case OPEN ->
                node.pendingSubscriptions()
                        .forEach(pending -> changes.approve(new PendingSubscription(
                                pending.subscriber(), pending.options().at(after))));
            case WHITELIST -> node.pendingSubscriptions().forEach(changes::deny);
            case AUTHORIZE -> {} // they wait on
        }
    }

    static Decision read(NodeView node, NodeCommand.ReadConfig read) {
        if (!node.affiliationOf(read.requester().bare()).may(Privilege.CONFIGURE)) {
            return Decision.refuse(PubSubError.FORBIDDEN);
        }
        return Decision.answer(new NodeReply.Config(node.shown(), node.state().parents()));
    }

    private Configuring() {}
}
