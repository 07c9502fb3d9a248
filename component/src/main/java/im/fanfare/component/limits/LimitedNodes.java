package im.fanfare.component.limits;

import im.fanfare.component.management.Tally;
import im.fanfare.component.pubsub.NodeService;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.schema.NodeListing;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The nodes, for whoever keeps within the limits of this member. The others are told to wait: {@code policy-violation}
 * where it is their own doing (RFC 6120 §8.3.3.12), {@code resource-constraint} where it may be that of others
 * (§8.3.3.18).
 */
public final class LimitedNodes implements NodeService {
    private record UserAtNode(Jid user, NodeId node) {}

    private final NodeService nodes;
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
        this.nodes = nodes;
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
                : nodes.ask(command);
    }

    /** A read of all that one is subscribed to, so a soft bound: several requests at once do not see one another. */
    private CompletionStage<NodeReply> subscribe(NodeCommand.Subscribe command) {
        Jid subscriber = command.requester().bare();
        return nodes.subscriptionsOf(command.node().service(), subscriber)
                .thenCompose(held -> held.containsKey(command.node())
                                || held.values().stream().mapToInt(Map::size).sum() < limits.subscriptions()
                        ? nodes.ask(command)
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

    @Override
    public CompletionStage<NodeListing.Listed> nodes(
            String service, Predicate<String> types, Paging.Place place, int most) {
        return nodes.nodes(service, types, place, most);
    }

    @Override
    public CompletionStage<Map<NodeId, Map<Jid, SubscriptionState>>> subscriptionsOf(String service, Jid bare) {
        return nodes.subscriptionsOf(service, bare);
    }

    @Override
    public CompletionStage<Map<NodeId, Affiliation>> affiliationsOf(String service, Jid bare) {
        return nodes.affiliationsOf(service, bare);
    }

    @Override
    public CompletionStage<Map<NodeId, Boolean>> ownedBy(String service, Jid bare) {
        return nodes.ownedBy(service, bare);
    }
}
