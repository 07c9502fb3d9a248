package im.fanfare.pubsub;

import java.util.List;
import java.util.Optional;

/** Owners are asked who may subscribe, and answer: XEP-0060 §6.1.4, §8.6 and §8.7. */
final class Authorizing {
    /**
     * Requests that may wait at one node: they are answered together where the node is opened or closed, which has to
     * fit into one commit.
     */
    private static final int MOST_PENDING = 4_096;

    static Decision request(NodeView node, NodeCommand.Subscribe subscribe, SubscriptionOptions options) {
        if (node.pendingSubscriptions().size() >= MOST_PENDING) {
            return Decision.refuse(PubSubError.TOO_MANY_SUBSCRIPTIONS);
        }
        Changes changes = new Changes(node, subscribe.requester());
        changes.request(new PendingSubscription(subscribe.subscriber(), options));
        return Decision.change(
                changes.events(),
                new NodeReply.Subscribed(
                        subscribe.subscriber(),
                        SubscriptionState.PENDING,
                        options,
                        SubscriptionOption.of(node.state().config()),
                        false));
    }

    static Decision answer(NodeView node, NodeCommand.AnswerRequest answer) {
        if (node.affiliationOf(answer.requester().bare()) != Affiliation.OWNER) {
            return Decision.refuse(PubSubError.FORBIDDEN);
        }
        Optional<PendingSubscription> pending = node.pendingSubscription(answer.subscriber());
        if (pending.isEmpty()) {
            // Asked once, an owner may answer twice, or after another; what was decided first stays.
            boolean subscribed = Subscribing.find(node, answer.subscriber()).isPresent();
            return subscribed == answer.allow()
                    ? Decision.answer(new NodeReply.Done())
                    : Decision.refuse(PubSubError.REQUEST_NOT_FOUND);
        }
        Changes changes = new Changes(node, answer.requester());
        if (answer.allow()) {
            changes.approve(pending.get());
        } else {
            changes.deny(pending.get());
        }
        return Decision.change(changes.events(), new NodeReply.Done());
    }

    static Decision askAgain(NodeView node, NodeCommand.AskAgain again) {
        Jid owner = again.requester().bare();
        if (node.affiliationOf(owner) != Affiliation.OWNER) {
            return Decision.refuse(PubSubError.FORBIDDEN);
        }
        return Decision.change(
                node.pendingSubscriptions().stream()
                        .map(pending -> new NodeEvent.Told(
                                List.of(owner), new Notice.SubscriptionRequest(pending.subscriber())))
                        .toList(),
                new NodeReply.Done());
    }

    private Authorizing() {}
}
