package im.fanfare.schema;

import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemRef;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * What a node with many items looks up, as others know it: under which revision an item is kept, and how many items each
 * bucket of revisions has. Writing the same again changes nothing; between two writes the one of the later timestamp
 * wins, and between those of one timestamp the one that forgets.
 */
public interface ItemLookup {
    CompletionStage<Void> put(NodeKey node, List<ItemRef> items, long timestamp);

    CompletionStage<Void> remove(NodeKey node, List<ItemId> items, long timestamp);

    /** The revisions of those of the items that there are. */
    CompletionStage<Map<ItemId, Long>> find(NodeKey node, Set<ItemId> items);

    /** Notes how many items these buckets have; one that has none is forgotten. */
    CompletionStage<Void> count(NodeKey node, Map<Long, Integer> counts, long timestamp);

    /** How many items each bucket has that has any. */
    CompletionStage<Map<Long, Integer>> counts(NodeKey node);

    /** Forgets everything that was written up to then. */
    CompletionStage<Void> clear(NodeKey node, long timestamp);
}
