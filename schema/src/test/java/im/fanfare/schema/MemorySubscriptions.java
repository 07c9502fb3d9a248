package im.fanfare.schema;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Subscription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** {@link Subscriptions} in memory. */
public final class MemorySubscriptions implements Subscriptions {
    private record Page(NodeKey node, int number) {}

    private record User(String service, Jid bare) {}

    private record OfNode(NodeKey node, Jid subscriber) {}

    private final Map<Page, Cells<Jid, Subscription>> pages = new HashMap<>();
    private final Map<User, Cells<OfNode, Subscription>> users = new HashMap<>();

    @Override
    public synchronized CompletionStage<Void> add(NodeKey node, Subscription subscription, long timestamp) {
        Jid subscriber = subscription.subscriber();
        in(node, subscription.page()).put(subscriber, subscription, timestamp);
        user(node.id().service(), subscriber).put(new OfNode(node, subscriber), subscription, timestamp);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> change(NodeKey node, Subscription subscription, long timestamp) {
        return add(node, subscription, timestamp);
    }

    @Override
    public synchronized CompletionStage<Void> remove(NodeKey node, Subscription subscription, long timestamp) {
        Jid subscriber = subscription.subscriber();
        in(node, subscription.page()).delete(subscriber, timestamp);
        user(node.id().service(), subscriber).delete(new OfNode(node, subscriber), timestamp);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<List<Subscription>> of(NodeKey node, Jid bare) {
        return CompletableFuture.completedFuture(user(node.id().service(), bare).all().entrySet().stream()
                .filter(subscription -> subscription.getKey().node().equals(node))
                .map(Map.Entry::getValue)
                .toList());
    }

    @Override
    public synchronized CompletionStage<List<OfUser>> of(String service, Jid bare) {
        return CompletableFuture.completedFuture(user(service, bare).all().entrySet().stream()
                .map(subscription -> new OfUser(subscription.getKey().node(), subscription.getValue()))
                .toList());
    }

    @Override
    public synchronized CompletionStage<List<Subscription>> page(NodeKey node, int page) {
        return CompletableFuture.completedFuture(
                List.copyOf(in(node, page).all().values()));
    }

    @Override
    public synchronized CompletionStage<Void> erase(NodeKey node, int page, Predicate<Jid> whose) {
        Cells<Jid, Subscription> erased = in(node, page);
        List<Jid> meant = erased.all().keySet().stream().filter(whose).toList();
        meant.forEach(subscriber -> {
            user(node.id().service(), subscriber).delete(new OfNode(node, subscriber), erased.written(subscriber));
            erased.delete(subscriber, Long.MAX_VALUE);
        });
        if (erased.all().isEmpty()) {
            erased.deleteAll(subscriber -> true, Long.MAX_VALUE);
        }
        return CompletableFuture.completedFuture(null);
    }

    private Cells<Jid, Subscription> in(NodeKey node, int page) {
        return pages.computeIfAbsent(new Page(node, page), same -> new Cells<>());
    }

    private Cells<OfNode, Subscription> user(String service, Jid subscriber) {
        return users.computeIfAbsent(new User(service, subscriber.bare()), same -> new Cells<>());
    }
}
