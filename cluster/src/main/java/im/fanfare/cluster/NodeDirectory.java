package im.fanfare.cluster;

import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.Subscription;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.NodeListing;
import im.fanfare.schema.Stores;
import im.fanfare.schema.Subscriptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** What is asked of a service across its nodes; read from the stores, past the entities. */
public final class NodeDirectory {
    private final Stores stores;

    public NodeDirectory(Stores stores) {
        this.stores = stores;
    }

    /** As many nodes of these types as there are at that place, but {@code most}. */
    public CompletionStage<NodeListing.Listed> nodes(
            String service, Predicate<String> types, Paging.Place place, int most) {
        return stores.listing().list(service, types, place, most);
    }

    /**
     * One's own subscription, or request for one.
     *
     * @param subscriber as subscribed
     */
    public record OwnSubscription(Jid subscriber, SubId subId, SubscriptionState state) {}

    private record Own(NodeKey node, OwnSubscription subscription) {}

    /** What tells one's own subscriptions to a node apart. */
    private record Name(Jid subscriber, SubId subId) {}

    /**
     * XEP-0060 §5.6: what a bare JID and its resources are subscribed to, or wait for; by subscriber, and the oldest first of
     * each.
     */
    public CompletionStage<Map<NodeId, List<OwnSubscription>>> subscriptionsOf(String service, Jid bare) {
        return own(service, bare)
                .thenCompose(found -> living(found.stream().map(Own::node).toList())
                        .thenApply(living -> {
                            Map<NodeId, Map<Name, OwnSubscription>> subscriptions = new TreeMap<>();
                            found.stream()
                                    .filter(own -> living.contains(own.node()))
                                    .forEach(own -> subscriptions
                                            .computeIfAbsent(own.node().id(), id -> new LinkedHashMap<>())
                                            .merge(
                                                    new Name(
                                                            own.subscription().subscriber(),
                                                            own.subscription().subId()),
                                                    own.subscription(),
                                                    NodeDirectory::further));
                            return bySubscriber(subscriptions);
                        }));
    }

    private static Map<NodeId, List<OwnSubscription>> bySubscriber(
            Map<NodeId, Map<Name, OwnSubscription>> subscriptions) {
        Map<NodeId, List<OwnSubscription>> sorted = new TreeMap<>();
        subscriptions.forEach((node, own) -> sorted.put(
                node,
                own.values().stream()
                        .sorted(Comparator.comparing(OwnSubscription::subscriber))
                        .toList()));
        return sorted;
    }

    private CompletionStage<List<Own>> own(String service, Jid bare) {
        return stores.subscriptions()
                .of(service, bare)
                .thenCombine(stores.pending().of(service, bare), (found, asked) -> {
                    List<Own> own = new ArrayList<>();
                    for (Subscriptions.OfUser of : found) {
                        for (Subscription.One one : of.subscription().all()) {
                            own.add(new Own(
                                    of.node(),
                                    new OwnSubscription(
                                            of.subscription().subscriber(),
                                            one.subId(),
                                            SubscriptionState.SUBSCRIBED)));
                        }
                    }
                    asked.forEach(of -> own.add(new Own(
                            of.node(),
                            new OwnSubscription(of.pending().subscriber(), SubId.FIRST, SubscriptionState.PENDING))));
                    return own;
                });
    }

    /** Read one after the other, a request may be seen before its approval and the subscription behind it. */
    private static OwnSubscription further(OwnSubscription one, OwnSubscription other) {
        return one.state() == SubscriptionState.SUBSCRIBED ? one : other;
    }

    /** XEP-0060 §8.7: the nodes of an owner; true for those at which somebody waits for an owner's word. */
    public CompletionStage<Map<NodeId, Boolean>> ownedBy(String service, Jid bare) {
        return stores.affiliations()
                .ofUser(service, bare)
                .thenCompose(found -> living(found.entrySet().stream()
                        .filter(affiliation -> affiliation.getValue() == Affiliation.OWNER)
                        .map(Map.Entry::getKey)
                        .toList()))
                .thenCompose(owned -> stores.pending().among(List.copyOf(owned)).thenApply(waiting -> {
                    Map<NodeId, Boolean> nodes = new TreeMap<>();
                    owned.forEach(node -> nodes.put(node.id(), waiting.contains(node)));
                    return nodes;
                }));
    }

    /** XEP-0060 §5.7: what a bare JID is to which nodes. */
    public CompletionStage<Map<NodeId, Affiliation>> affiliationsOf(String service, Jid bare) {
        return stores.affiliations()
                .ofUser(service, bare)
                .thenCompose(found -> living(List.copyOf(found.keySet())).thenApply(living -> {
                    Map<NodeId, Affiliation> affiliations = new TreeMap<>();
                    living.forEach(node -> affiliations.put(node.id(), found.getOrDefault(node, Affiliation.NONE)));
                    return affiliations;
                }));
    }

    /**
     * XEP-0060 §5.4: who is a publisher to a node.
     *
     * @param among so many who are anything to it; nobody knows where there are more
     */
    public CompletionStage<Optional<List<Jid>>> publishersOf(NodeKey node, int among) {
        return stores.affiliations()
                .ofNode(node, among + 1)
                .thenApply(found -> found.size() > among
                        ? Optional.empty()
                        : Optional.of(found.entrySet().stream()
                                .filter(affiliation -> affiliation.getValue() == Affiliation.PUBLISHER)
                                .map(Map.Entry::getKey)
                                .sorted()
                                .toList()));
    }

    /** A deleted node's subscriptions are cleared by the fan-out, a moment after its deletion was answered. */
    private CompletionStage<Set<NodeKey>> living(List<NodeKey> nodes) {
        return stores.nodes().living(nodes.stream().distinct().toList()).thenApply(HashSet::new);
    }
}
