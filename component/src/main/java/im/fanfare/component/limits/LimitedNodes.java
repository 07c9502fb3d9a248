package im.fanfare.component.limits;

import im.fanfare.component.management.Tally;
import im.fanfare.component.pubsub.NodeService;
import im.fanfare.component.pubsub.NodesBehind;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * The nodes, for whoever keeps within the limits of this member. The others are told to wait: {@code policy-violation}
 * where it is their own doing (RFC 6120 §8.3.3.12), {@code resource-constraint} where it may be that of others
 * (§8.3.3.18).
 */
public final class LimitedNodes extends NodesBehind {
    private record UserAtNode(Jid user, NodeId node) {}

    private final Limits limits;
    private final Pace<Jid> publishers;
    private final Pace<String> domains;
    private final Pace<Jid> bytes;
    private final Pace<String> bytesOfDomains;
    private final Pace<NodeId> publishedTo;
    private final Pace<String> services;
    private final Pace<UserAtNode> subscribers;
    private final Tally<Limit> refused;
    private volatile LongSupplier backlog = () -> 0;

    /**
     * @param refused counts those who are kept out
     * @param nanos a clock that never goes back
     */
    public LimitedNodes(NodeService nodes, Limits limits, Tally<Limit> refused, LongSupplier nanos) {
        super(nodes);
        this.limits = limits;
        this.refused = refused;
        this.publishers = new Pace<>(limits.ofJid().publishes(), nanos);
        this.domains = Pace.ofMany(limits.ofDomain().publishes(), nanos);
        this.bytes = new Pace<>(limits.ofJid().bytes(), nanos);
        this.bytesOfDomains = Pace.ofMany(limits.ofDomain().bytes(), nanos);
        this.publishedTo = new Pace<>(limits.toNode(), nanos);
        this.services = new Pace<>(limits.toService(), nanos);
        this.subscribers = new Pace<>(limits.subscribes(), nanos);
    }

    /** Has publishers wait for those who are told, from now on. */
    public void watchBacklog(LongSupplier deliveries) {
        backlog = deliveries;
    }

    @Override
    public CompletionStage<NodeReply> ask(NodeCommand command) {
        Optional<Limit> reached = reached(command);
        if (reached.isPresent()) {
            return CompletableFuture.completedFuture(refuse(reached.get()));
        }
        return command instanceof NodeCommand.Subscribe subscribe && limits.subscriptions() > 0
                ? subscribe(subscribe)
                : super.ask(command);
    }

    /**
     * A read of all that one is subscribed to, so a soft bound: several requests at once do not see one another. Whoever is
     * subscribed to the node already may want nothing but the same, or up to sixteen subscriptions to it.
     */
    private CompletionStage<NodeReply> subscribe(NodeCommand.Subscribe command) {
        Jid subscriber = command.requester().bare();
        return subscriptionsOf(command.node().service(), subscriber)
                .thenCompose(held -> held.containsKey(command.node())
                                || held.values().stream().mapToInt(List::size).sum() < limits.subscriptions()
                        ? super.ask(command)
                        : CompletableFuture.completedFuture(refuse(Limit.SUBSCRIPTIONS)));
    }

    private NodeReply refuse(Limit reached) {
        refused.count(reached);
        return new NodeReply.Refused(reached.error());
    }

    private Optional<Limit> reached(NodeCommand command) {
        if (command instanceof NodeCommand.Subscribe) {
            // Each may send every owner a form, and taken back it could be asked again at once: XEP-0060 §6.1.4.
            return subscribers.admits(new UserAtNode(command.requester().bare(), command.node()))
                    ? Optional.empty()
                    : Optional.of(Limit.SUBSCRIBER);
        }
        if (!isTold(command)) {
            return Optional.empty();
        }
        if (limits.backlog() > 0 && backlog.getAsLong() > limits.backlog()) {
            return Optional.of(Limit.BACKLOG);
        }
        Jid publisher = command.requester().bare();
        if (!publishers.admits(publisher)) {
            return Optional.of(Limit.PUBLISHER);
        }
        if (!domains.admits(publisher.domain())) {
            return Optional.of(Limit.PUBLISHING_DOMAIN);
        }
        int payload = command.payloadBytes();
        if (!bytes.admits(publisher, payload)) {
            return Optional.of(Limit.PUBLISHER_BYTES);
        }
        if (!bytesOfDomains.admits(publisher.domain(), payload)) {
            return Optional.of(Limit.PUBLISHING_DOMAIN_BYTES);
        }
        if (!publishedTo.admits(command.node())) {
            return Optional.of(Limit.NODE);
        }
        return services.admits(command.node().service()) ? Optional.empty() : Optional.of(Limit.SERVICE);
    }

    /** Whether all subscribers are told of it, and it may be done again and again. */
    private static boolean isTold(NodeCommand command) {
        return command instanceof NodeCommand.Publish
                || command instanceof NodeCommand.Retract
                || command instanceof NodeCommand.Purge
                || command instanceof NodeCommand.Configure
                || command instanceof NodeCommand.ChangeParents
                        && !command.requester().equals(command.node().serviceJid());
    }
}
