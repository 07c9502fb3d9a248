package im.fanfare.schema;

import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemIndex;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Jid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The items of nodes, kept under the revision that published them. Writing the same again changes nothing.
 */
public interface Items {
    /**
     * An item without its payload.
     *
     * @param created as {@link Item#created}
     */
    record Listed(ItemRef item, Jid publisher, long created, Instant published) {}

    /**
     * Keeps an item.
     *
     * @param timestamp of the write, microseconds; between two writes of one item the later one wins
     */
    CompletionStage<Void> put(NodeKey node, long revision, Item item, long timestamp);

    CompletionStage<Void> delete(NodeKey node, List<ItemRef> items, long timestamp);

    /** Forgets whatever is kept under the revisions from {@code first} to {@code last}. */
    CompletionStage<Void> deleteAll(NodeKey node, long first, long last, long timestamp);

    /** Those of the items that there are, in the order asked for. */
    CompletionStage<List<Item>> fetch(NodeKey node, List<ItemRef> items);

    /** What there is under the revisions from {@code first} to {@code last}, oldest first. */
    CompletionStage<List<Listed>> list(NodeKey node, long first, long last);

    /** When the oldest item was published that there is in a bucket, if there is one: {@link ItemIndex#bucketOf}. */
    CompletionStage<Optional<Instant>> beginning(NodeKey node, long bucket);
}
