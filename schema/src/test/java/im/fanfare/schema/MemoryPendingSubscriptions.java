package im.fanfare.schema;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.PendingSubscription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@link PendingSubscriptions} in memory. */
public final class MemoryPendingSubscriptions implements PendingSubscriptions {
    private record User(String service, Jid bare) {}

    private final Map<NodeKey, Cells<PendingSubscription, PendingSubscription>> nodes = new HashMap<>();
    private final Map<User, Cells<OfUser, OfUser>> users = new HashMap<>();

    @Override
    public synchronized CompletionStage<Void> add(NodeKey node, PendingSubscription pending, long timestamp) {
        OfUser own = new OfUser(node, pending);
        cells(node).put(pending, pending, timestamp);
        user(node.id().service(), pending.subscriber().bare()).put(own, own, timestamp);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> remove(NodeKey node, PendingSubscription pending, long timestamp) {
        cells(node).delete(pending, timestamp);
        user(node.id().service(), pending.subscriber().bare()).delete(new OfUser(node, pending), timestamp);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<List<PendingSubscription>> ofNode(NodeKey node) {
        return CompletableFuture.completedFuture(List.copyOf(cells(node).all().keySet()));
    }

    @Override
    public synchronized CompletionStage<List<NodeKey>> among(List<NodeKey> wanted) {
        return CompletableFuture.completedFuture(
                wanted.stream().filter(node -> !cells(node).all().isEmpty()).toList());
    }

    @Override
    public synchronized CompletionStage<List<OfUser>> of(String service, Jid bare) {
        return CompletableFuture.completedFuture(
                List.copyOf(user(service, bare).all().keySet()));
    }

    @Override
    public synchronized CompletionStage<Void> erase(NodeKey node, long timestamp) {
        cells(node)
                .all()
                .keySet()
                .forEach(pending -> user(
                                node.id().service(), pending.subscriber().bare())
                        .delete(new OfUser(node, pending), timestamp));
        cells(node).deleteAll(pending -> true, timestamp);
        return CompletableFuture.completedFuture(null);
    }

    private Cells<PendingSubscription, PendingSubscription> cells(NodeKey node) {
        return nodes.computeIfAbsent(node, same -> new Cells<>());
    }

    private Cells<OfUser, OfUser> user(String service, Jid bare) {
        return users.computeIfAbsent(new User(service, bare), same -> new Cells<>());
    }
}
