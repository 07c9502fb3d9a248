package im.fanfare.component.presence;

import im.fanfare.component.presence.PresenceChange.Kind;
import im.fanfare.component.pubsub.NodeService;
import im.fanfare.component.pubsub.NodesBehind;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionOptions;
import im.fanfare.pubsub.SubscriptionState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Nodes whose new subscribers are asked for their presence, where it matters to the node or to the subscription: XEP-0060
 * §13.5 and §13.6. They are asked once they are subscribed, whoever subscribed them, and once for all nodes.
 *
 * <p>A subscription that ends when the subscriber goes offline is answered only once somebody looks after that.
 */
public final class SharedPresence extends NodesBehind {
    /** Of a list of subscribers, read at a time. */
    private static final int PART = 1_000;

    private final Consumer<PresenceChange> wanted;
    private final Function<List<PresenceChange>, CompletionStage<Void>> temporary;

    /**
     * Puts itself before the nodes.
     *
     * @param wanted takes whose presence the service wants to know
     * @param temporary takes who has subscriptions that end with their presence; done once that is known where it is
     *     looked after
     */
    public SharedPresence(
            NodeService nodes,
            Consumer<PresenceChange> wanted,
            Function<List<PresenceChange>, CompletionStage<Void>> temporary) {
        super(nodes);
        this.wanted = wanted;
        this.temporary = temporary;
    }

    @Override
    public CompletionStage<NodeReply> ask(NodeCommand command) {
        CompletionStage<NodeReply> asked = super.ask(command);
        if (command instanceof NodeCommand.Subscribe subscribe) {
            return asked.thenCompose(reply -> reply instanceof NodeReply.Subscribed subscribed
                    ? looked(subscribe.node(), subscribed)
                    : done(reply));
        }
        if (command instanceof NodeCommand.Publish publish) {
            return asked.thenCompose(reply -> reply instanceof NodeReply.Published published && published.byPresence()
                    ? temporary(publish.node(), List.of(publish.requester())).thenApply(looked -> reply)
                    : done(reply));
        }
        if (command instanceof NodeCommand.ChangeOptions change && areTemporary(change.options())) {
            return whereDone(asked, () -> temporary(change.node(), List.of(change.subscriber())));
        }
        if (command instanceof NodeCommand.ChangeOptions change
                && change.options().containsKey(SubscriptionOption.SHOW_VALUES)) {
            return whereDone(asked, () -> lookAfter(change.node(), change.subscriber()));
        }
        if (command instanceof NodeCommand.Configure configure && makesTemporary(configure.config())) {
            return whereDone(asked, () -> allAreTemporary(configure, new Paging.First()));
        }
        Set<Jid> subscribers = subscribedBy(command);
        return subscribers.isEmpty()
                ? asked
                : whereDone(asked, () -> {
                    wantIfItMatters(command, subscribers);
                    return all(subscribers.stream()
                            .map(subscriber -> lookAfter(command.node(), subscriber))
                            .toList());
                });
    }

    private static CompletionStage<NodeReply> done(NodeReply reply) {
        return CompletableFuture.completedFuture(reply);
    }

    private static CompletionStage<NodeReply> whereDone(
            CompletionStage<NodeReply> asked, Supplier<CompletionStage<Void>> then) {
        return asked.thenCompose(
                reply -> reply instanceof NodeReply.Done ? then.get().thenApply(looked -> reply) : done(reply));
    }

    private CompletionStage<NodeReply> looked(NodeId node, NodeReply.Subscribed subscribed) {
        if (subscribed.options().endsWithPresence()) {
            return temporary(node, List.of(subscribed.subscriber())).thenApply(looked -> subscribed);
        }
        if ((subscribed.byPresence() || subscribed.options().goByPresence())
                && subscribed.state() == SubscriptionState.SUBSCRIBED) {
            want(node, subscribed.subscriber());
        }
        return done(subscribed);
    }

    private static boolean areTemporary(Map<SubscriptionOption, String> options) {
        return SubscriptionOptions.PRESENCE.equals(options.get(SubscriptionOption.EXPIRE));
    }

    private static boolean makesTemporary(Map<ConfigField, String> config) {
        return NodeConfig.STANDARD
                .with(config)
                .filter(changed -> changed.isSet(ConfigField.TEMPSUB))
                .isPresent();
    }

    /** All who are subscribed by now: a node that has more than it may change at once says so and changes nothing. */
    private CompletionStage<Void> allAreTemporary(NodeCommand.Configure configure, Paging.Place from) {
        Paging part = new Paging(from, Optional.of(PART));
        return super.ask(new NodeCommand.ListSubscriptions(configure.node(), configure.requester(), Optional.of(part)))
                .thenCompose(reply -> {
                    if (!(reply instanceof NodeReply.Subscriptions list)) {
                        throw new IllegalStateException("the subscribers are not known: " + reply);
                    }
                    List<Jid> last = list.subscribers().isEmpty() ? list.pending() : list.subscribers();
                    CompletionStage<Void> told = temporary(configure.node(), list.subscribers());
                    return list.subscribers().size() + list.pending().size() < PART
                            ? told
                            : told.thenCompose(some -> allAreTemporary(
                                    configure,
                                    new Paging.After(last.get(last.size() - 1).toString())));
                });
    }

    /** Whom others subscribe by it. */
    private static Set<Jid> subscribedBy(NodeCommand command) {
        if (command instanceof NodeCommand.AnswerRequest answer && answer.allow()) {
            return Set.of(answer.subscriber());
        }
        return command instanceof NodeCommand.ChangeSubscriptions change
                ? change.changes().entrySet().stream()
                        .filter(entry -> entry.getValue() == SubscriptionState.SUBSCRIBED)
                        .map(entry -> entry.getKey().subscriber())
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

    /** Where the subscription goes by presence, as they may have asked when it had to wait. */
    private CompletionStage<Void> lookAfter(NodeId node, Jid subscriber) {
        return super.ask(new NodeCommand.ReadOptions(node, subscriber, subscriber, Optional.of(SubId.FIRST)))
                .thenCompose(reply -> {
                    if (reply instanceof NodeReply.Options own && own.options().endsWithPresence()) {
                        return temporary(node, List.of(subscriber));
                    }
                    if (reply instanceof NodeReply.Options own && own.options().goByPresence()) {
                        want(node, subscriber);
                    }
                    return CompletableFuture.completedFuture(null);
                });
    }

    private void want(NodeId node, Jid subscriber) {
        wanted.accept(PresenceChange.of(node.service(), subscriber.bare(), Kind.WANTED));
    }

    private CompletionStage<Void> temporary(NodeId node, Collection<Jid> subscribers) {
        return temporary.apply(subscribers.stream()
                .map(Jid::bare)
                .distinct()
                .map(bare -> PresenceChange.of(node.service(), bare, Kind.TEMPORARY))
                .toList());
    }

    private static CompletionStage<Void> all(List<CompletionStage<Void>> stages) {
        return CompletableFuture.allOf(
                stages.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }
}
