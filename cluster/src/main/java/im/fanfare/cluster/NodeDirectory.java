package im.fanfare.cluster;

import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Paging;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.NodeListing;
import im.fanfare.schema.Stores;
import im.fanfare.schema.Subscriptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** What is asked of a service across its nodes; read from the stores, past the entities. */
public final class NodeDirectory {
    private final Stores stores;

    public NodeDirectory(Stores stores) {
        this.stores = stores;
    }

    /** As many nodes of the service as there are at that place, but {@code most}. */
    public CompletionStage<List<NodeListing.Entry>> nodes(String service, Paging.Place place, int most) {
        return stores.listing().list(service, place, most);
    }

    /** XEP-0060 §5.6: what a bare JID and its resources are subscribed to. */
    public CompletionStage<Map<NodeId, List<Jid>>> subscriptionsOf(String service, Jid bare) {
        return stores.subscriptions()
                .of(service, bare)
                .thenCompose(found -> living(
                                found.stream().map(Subscriptions.OfUser::node).toList())
                        .thenApply(living -> {
                            Map<NodeId, List<Jid>> subscriptions = new TreeMap<>();
                            found.stream()
                                    .filter(subscription -> living.contains(subscription.node()))
                                    .forEach(subscription -> subscriptions
                                            .computeIfAbsent(subscription.node().id(), id -> new ArrayList<>())
                                            .add(subscription.subscription().subscriber()));
                            return subscriptions;
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

    /** A deleted node's subscriptions are cleared by the fan-out, a moment after its deletion was answered. */
    private CompletionStage<Set<NodeKey>> living(List<NodeKey> nodes) {
        return stores.nodes().living(nodes.stream().distinct().toList()).thenApply(HashSet::new);
    }
}
