package im.fanfare.cluster;

import im.fanfare.pubsub.AccessModel;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Lineage;
import im.fanfare.pubsub.Lineage.Right;
import im.fanfare.pubsub.Lineage.Standing;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.PublishModel;
import im.fanfare.pubsub.Relative;
import im.fanfare.pubsub.Subscription;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.Stores;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/**
 * What the nodes above one say: XEP-0496 §4.4. It is read from the stores, past their entities, so nobody waits for one
 * that is busy, perhaps with deleting whoever asks. What was answered there before is seen here. See decision 25.
 */
final class Ancestors {
    /** Affiliations of a node above that are read together; where it has more, each that is asked for is read. */
    private static final int MOST_BY_HEART = 4_096;

    private static final int AT_ONCE = 128;

    private final Stores stores;

    Ancestors(Stores stores) {
        this.stores = stores;
    }

    /** Reads a step after the other; a node that depends on none costs nothing. */
    CompletionStage<Lineage> of(NodeState node) {
        return node.config().isRelated()
                ? new Walk(node).go(node, false)
                : CompletableFuture.completedFuture(Lineage.NONE);
    }

    /** From a node upwards, by links to a parent, and by parents to the root. */
    private final class Walk {
        private final Set<NodeKey> seen = new HashSet<>();
        private final List<NodeState> above = new ArrayList<>();

        Walk(NodeState node) {
            seen.add(NodeKey.of(node));
        }

        /** @param counts whether the node itself is above the one where the walk began */
        CompletionStage<Lineage> go(NodeState node, boolean counts) {
            if (counts) {
                above.add(node);
            }
            Optional<Relative> next = node.config().relativeUp();
            if (next.isEmpty()) {
                return CompletableFuture.completedFuture(new Lineage(above, true));
            }
            boolean isLink = node.config().relative(ConfigField.LINK).isPresent();
            NodeId id = new NodeId(node.id().service(), next.get().name());
            if (seen.size() > Lineage.MOST
                    || !seen.add(new NodeKey(id, next.get().instance()))) {
                return CompletableFuture.completedFuture(new Lineage(above, false));
            }
            return stores.nodes()
                    .look(id)
                    .thenCompose(found -> found.filter(next.get()::is)
                            .map(there -> go(there, !isLink))
                            .orElseGet(() -> CompletableFuture.completedFuture(new Lineage(above, false))));
        }
    }

    /** Why each of these bare JIDs may not do so below these nodes; those who may are not in it. */
    CompletionStage<Map<Jid, PubSubError>> refusals(Lineage lineage, Set<Jid> jids, Right right) {
        return refusals(lineage, List.copyOf(jids), right, this::affiliation);
    }

    private CompletionStage<Map<Jid, PubSubError>> refusals(
            Lineage lineage,
            List<Jid> jids,
            Right right,
            BiFunction<NodeState, Jid, CompletionStage<Affiliation>> affiliations) {
        Map<Jid, List<CompletionStage<Standing>>> standings = new HashMap<>();
        for (Jid jid : jids) {
            standings.put(
                    jid,
                    lineage.above().stream()
                            .map(above -> affiliations
                                    .apply(above, jid)
                                    .thenCombine(subscribed(above, jid, right), Standing::new))
                            .toList());
        }
        return Commit.all(standings.values().stream().flatMap(List::stream).toList())
                .thenApply(read -> {
                    Map<Jid, PubSubError> refusals = new HashMap<>();
                    standings.forEach((jid, of) -> lineage.refusal(
                                    of.stream()
                                            .map(standing -> standing.toCompletableFuture()
                                                    .join())
                                            .toList(),
                                    right)
                            .ifPresent(error -> refusals.put(jid, error)));
                    return refusals;
                });
    }

    private CompletionStage<Affiliation> affiliation(NodeState above, Jid jid) {
        return above.owners().contains(jid)
                ? CompletableFuture.completedFuture(Affiliation.OWNER)
                : stores.affiliations().of(NodeKey.of(above), jid);
    }

    /** Where it matters. */
    private CompletionStage<Boolean> subscribed(NodeState above, Jid jid, Right right) {
        boolean matters = right == Right.PUBLISH
                ? above.config().publishModel() == PublishModel.SUBSCRIBERS
                : above.config().accessModel() == AccessModel.AUTHORIZE;
        return matters
                ? stores.subscriptions().of(NodeKey.of(above), jid).thenApply(found -> !found.isEmpty())
                : CompletableFuture.completedFuture(false);
    }

    // ------------------------------------------------------------------------------------------- all who are
    // subscribed

    /** Of a page of subscribers, those who may not have access to all nodes above. */
    CompletionStage<List<Subscription>> refused(NodeKey node, int page, Lineage lineage) {
        return stores.subscriptions()
                .page(node, page)
                .thenCompose(subscriptions -> refused(
                                lineage,
                                subscriptions.stream()
                                        .map(subscription ->
                                                subscription.subscriber().bare())
                                        .distinct()
                                        .toList())
                        .thenApply(refused -> subscriptions.stream()
                                .filter(subscription -> refused.contains(
                                        subscription.subscriber().bare()))
                                .toList()));
    }

    /** Of these bare JIDs, those who may not have access to all of these nodes. */
    CompletionStage<Set<Jid>> refused(Lineage lineage, List<Jid> jids) {
        return affiliations(lineage).thenCompose(affiliations -> refused(lineage, jids, affiliations, new HashSet<>()));
    }

    private CompletionStage<Set<Jid>> refused(
            Lineage lineage,
            List<Jid> jids,
            BiFunction<NodeState, Jid, CompletionStage<Affiliation>> affiliations,
            Set<Jid> refused) {
        if (jids.isEmpty()) {
            return CompletableFuture.completedFuture(refused);
        }
        int part = Math.min(AT_ONCE, jids.size());
        return refusals(lineage, jids.subList(0, part), Right.ACCESS, affiliations)
                .thenCompose(some -> {
                    refused.addAll(some.keySet());
                    return refused(lineage, jids.subList(part, jids.size()), affiliations, refused);
                });
    }

    /** As somebody who asks for many of them looks them up: all at once, where there are not too many. */
    private CompletionStage<BiFunction<NodeState, Jid, CompletionStage<Affiliation>>> affiliations(Lineage lineage) {
        Map<NodeKey, CompletableFuture<Map<Jid, Affiliation>>> all = new HashMap<>();
        for (NodeState above : lineage.above()) {
            NodeKey key = NodeKey.of(above);
            all.put(key, stores.affiliations().ofNode(key, MOST_BY_HEART + 1).toCompletableFuture());
        }
        return Commit.all(List.copyOf(all.values())).thenApply(read -> (above, jid) -> {
            Map<Jid, Affiliation> known =
                    Objects.requireNonNull(all.get(NodeKey.of(above))).join();
            return known.size() > MOST_BY_HEART
                    ? affiliation(above, jid)
                    : CompletableFuture.completedFuture(known.getOrDefault(jid, Affiliation.NONE));
        });
    }
}
