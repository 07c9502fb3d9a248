package im.fanfare.cluster;

import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.schema.Items;
import im.fanfare.schema.NodeKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The items of a store, for those who change something about them. */
class ItemsOf implements Items {
    private final Items items;

    ItemsOf(Items items) {
        this.items = items;
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
        return items.list(node, first, last);
    }

    @Override
    public CompletionStage<Optional<Instant>> beginning(NodeKey node, long bucket) {
        return items.beginning(node, bucket);
    }
}
