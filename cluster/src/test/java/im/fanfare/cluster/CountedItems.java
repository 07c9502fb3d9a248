package im.fanfare.cluster;

import im.fanfare.schema.Items;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.Stores;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Items of which it is counted how often they are read. */
final class CountedItems extends ItemsOf {
    private final AtomicInteger lists = new AtomicInteger();
    private final AtomicInteger beginnings = new AtomicInteger();

    private CountedItems(Items items) {
        super(items);
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
                stores.lookup(),
                stores.moved(),
                stores.temporary());
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
    public CompletionStage<List<Listed>> list(NodeKey node, long first, long last) {
        lists.incrementAndGet();
        return super.list(node, first, last);
    }

    @Override
    public CompletionStage<Optional<Instant>> beginning(NodeKey node, long bucket) {
        beginnings.incrementAndGet();
        return super.beginning(node, bucket);
    }
}
