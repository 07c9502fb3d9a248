package im.fanfare.fanout;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Subscription;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.Subscriptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Subscriptions that answer late, or fail, as the test wants it. */
final class PausingSubscriptions implements Subscriptions {
    private final Subscriptions subscriptions;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private volatile Optional<NodeKey> held = Optional.empty();

    PausingSubscriptions(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    /** Pages of this node are not answered until {@link #release}. */
    void hold(NodeKey node) {
        held = Optional.of(node);
    }

    void release() {
        released.complete(null);
    }

    void failNext(int times) {
        failures.set(times);
    }

    int reads() {
        return reads.get();
    }

    @Override
    public CompletionStage<List<Subscription>> page(NodeKey node, int page) {
        reads.incrementAndGet();
        if (isToFail()) {
            return CompletableFuture.failedFuture(new IllegalStateException("no quorum"));
        }
        return held.filter(node::equals).isPresent()
                ? released.thenCompose(done -> subscriptions.page(node, page))
                : subscriptions.page(node, page);
    }

    @Override
    public CompletionStage<Void> erase(NodeKey node, int page, Predicate<Jid> whose) {
        return isToFail()
                ? CompletableFuture.failedFuture(new IllegalStateException("no quorum"))
                : subscriptions.erase(node, page, whose);
    }

    private boolean isToFail() {
        return failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    @Override
    public CompletionStage<Void> add(NodeKey node, Subscription subscription, long timestamp) {
        return subscriptions.add(node, subscription, timestamp);
    }

    @Override
    public CompletionStage<Void> change(NodeKey node, Subscription subscription, long timestamp) {
        return subscriptions.change(node, subscription, timestamp);
    }

    @Override
    public CompletionStage<Void> remove(NodeKey node, Subscription subscription, long timestamp) {
        return subscriptions.remove(node, subscription, timestamp);
    }

    @Override
    public CompletionStage<List<Subscription>> of(NodeKey node, Jid bare) {
        return subscriptions.of(node, bare);
    }

    @Override
    public CompletionStage<List<OfUser>> of(String service, Jid bare) {
        return subscriptions.of(service, bare);
    }
}
