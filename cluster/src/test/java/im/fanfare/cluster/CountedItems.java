package im.fanfare.cluster;

import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.schema.Items;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.Stores;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Items of which it is counted how often they are read. */
final class CountedItems implements Items {
    private final Items items;
    private final AtomicInteger lists = new AtomicInteger();
    private final AtomicInteger beginnings = new AtomicInteger();

    private CountedItems(Items items) {
        this.items = items;
    }

    static CountedItems of(Stores stores) {
        return new CountedItems(stores.items());
    }

    /** The same stores, with these items. */
    Stores in(Stores stores) {
        return new Stores(
                stores.nodes(),
                stores.listing(),
                stores.journal(),
                this,
                stores.subscriptions(),
                stores.pending(),
                stores.affiliations(),
                stores.bounces(),
                stores.expiries(),
                stores.lookup());
    }

    /** How many buckets were read whole since this was asked last. */
    int takeLists() {
        return lists.getAndSet(0);
    }

    /** Of how many buckets one item was read since this was asked last. */
    int takeBeginnings() {
        return beginnings.getAndSet(0);
    }

    @Override
    public CompletionStage<Void> put(NodeKey node, long revision, Item item, long timestamp) {
        return items.put(node, revision, item, timestamp);
    }

    @Override
    public CompletionStage<Void> delete(NodeKey node, List<ItemRef> gone, long timestamp) {
        return items.delete(node, gone, timestamp);
    }

    @Override
    public CompletionStage<Void> deleteAll(NodeKey node, long first, long last, long timestamp) {
        return items.deleteAll(node, first, last, timestamp);
    }

    @Override
    public CompletionStage<List<Item>> fetch(NodeKey node, List<ItemRef> wanted) {
        return items.fetch(node, wanted);
    }

    @Override
    public CompletionStage<List<Listed>> list(NodeKey node, long first, long last) {
        lists.incrementAndGet();
        return items.list(node, first, last);
    }

    @Override
    public CompletionStage<Optional<Instant>> beginning(NodeKey node, long bucket) {
        beginnings.incrementAndGet();
        return items.beginning(node, bucket);
    }
}
