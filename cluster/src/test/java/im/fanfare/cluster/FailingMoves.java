package im.fanfare.cluster;

import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Moves;
import im.fanfare.schema.MovedItems;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.Stores;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Moved items that can be written so many times, and then no more. */
final class FailingMoves implements MovedItems {
    private final MovedItems moved;
    private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

    FailingMoves(MovedItems moved) {
        this.moved = moved;
    }

    /** The same stores, with these. */
    Stores in(Stores stores) {
        return new Stores(
                stores.nodes(),
                stores.listing(),
                stores.journal(),
                stores.items(),
                stores.subscriptions(),
                stores.pending(),
                stores.affiliations(),
                stores.bounces(),
                stores.expiries(),
                stores.lookup(),
                this,
                stores.temporary());
    }

    void failAfter(int writes) {
        left.set(writes);
    }

    void failNever() {
        failAfter(Integer.MAX_VALUE);
    }

    private CompletionStage<Void> write(Supplier<CompletionStage<Void>> write) {
        return left.getAndDecrement() > 0
                ? write.get()
                : CompletableFuture.failedFuture(new IllegalStateException("no write more"));
    }

    @Override
    public CompletionStage<Void> put(NodeKey node, Map<Long, ItemRef> items, long timestamp) {
        return write(() -> moved.put(node, items, timestamp));
    }

    @Override
    public CompletionStage<Void> remove(NodeKey node, Set<Long> created, long timestamp) {
        return write(() -> moved.remove(node, created, timestamp));
    }

    @Override
    public CompletionStage<Map<Long, ItemRef>> createdIn(NodeKey node, long bucket) {
        return moved.createdIn(node, bucket);
    }

    @Override
    public CompletionStage<Void> count(NodeKey node, Map<Long, Moves.Count> counts, long timestamp) {
        return write(() -> moved.count(node, counts, timestamp));
    }

    @Override
    public CompletionStage<Map<Long, Moves.Count>> counts(NodeKey node) {
        return moved.counts(node);
    }

    @Override
    public CompletionStage<Void> clear(NodeKey node, long timestamp) {
        return write(() -> moved.clear(node, timestamp));
    }
}
