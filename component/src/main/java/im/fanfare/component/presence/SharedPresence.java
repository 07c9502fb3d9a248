package im.fanfare.component.presence;

import im.fanfare.component.presence.PresenceChange.Kind;
import im.fanfare.component.pubsub.NodeService;
import im.fanfare.component.pubsub.NodesBehind;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.SubscriptionState;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Nodes whose new subscribers are asked for their presence, where it matters to the node: XEP-0060 §13.6. They are asked
 * once they are subscribed, whoever subscribed them, and once for all nodes.
 */
public final class SharedPresence extends NodesBehind {
    private final Consumer<PresenceChange> wanted;

    /** @param wanted takes whose presence the service wants to know */
    public SharedPresence(NodeService nodes, Consumer<PresenceChange> wanted) {
        super(nodes);
        this.wanted = wanted;
    }

    @Override
    public CompletionStage<NodeReply> ask(NodeCommand command) {
        CompletionStage<NodeReply> asked = super.ask(command);
        if (command instanceof NodeCommand.Subscribe subscribe) {
            return asked.thenApply(reply -> {
                if (reply instanceof NodeReply.Subscribed subscribed
                        && subscribed.byPresence()
                        && subscribed.state() == SubscriptionState.SUBSCRIBED) {
                    want(subscribe.node(), subscribed.subscriber());
                }
                return reply;
            });
        }
        Set<Jid> subscribers = subscribedBy(command);
        if (!subscribers.isEmpty()) {
            return asked.thenApply(reply -> {
                if (reply instanceof NodeReply.Done) {
                    wantIfItMatters(command, subscribers);
                }
                return reply;
            });
        }
        return asked;
    }

    /** Whom others subscribe by it. */
    private static Set<Jid> subscribedBy(NodeCommand command) {
        if (command instanceof NodeCommand.AnswerRequest answer && answer.allow()) {
            return Set.of(answer.subscriber());
        }
        return command instanceof NodeCommand.ChangeSubscriptions change
                ? change.changes().entrySet().stream()
                        .filter(entry -> entry.getValue() == SubscriptionState.SUBSCRIBED)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    /** The answer to an owner does not wait for it. */
    private void wantIfItMatters(NodeCommand command, Set<Jid> subscribers) {
        super.ask(new NodeCommand.Describe(command.node(), command.node().serviceJid()))
                .thenAccept(reply -> {
                    if (reply instanceof NodeReply.Description there
                            && there.state().config().goesByPresence()) {
                        subscribers.forEach(subscriber -> want(command.node(), subscriber));
                    }
                });
    }

    private void want(NodeId node, Jid subscriber) {
        wanted.accept(PresenceChange.of(node.service(), subscriber.bare(), Kind.WANTED));
    }
}
