package im.fanfare.schema;

import im.fanfare.pubsub.ItemIndex;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Moves;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The items of nodes that are kept in another bucket than the one that they were created in: see {@link Moves}. Writing the
 * same again changes nothing; between two writes the one of the later timestamp wins, and between those of one timestamp the
 * one that forgets.
 */
public interface MovedItems {
    /**
     * Notes that items have moved.
     *
     * @param items where they are kept, by the revisions that created them
     */
    CompletionStage<Void> put(NodeKey node, Map<Long, ItemRef> items, long timestamp);

    /**
     * Forgets items that are no longer there.
     *
     * @param created the revisions that created them
     */
    CompletionStage<Void> remove(NodeKey node, Set<Long> created, long timestamp);

    /** Where those are kept that were created in a bucket, by the revisions that created them: {@link ItemIndex#bucketOf}. */
    CompletionStage<Map<Long, ItemRef>> createdIn(NodeKey node, long bucket);

    /** Notes how many moved items these buckets have to do with; one that has to do with none is forgotten. */
    CompletionStage<Void> count(NodeKey node, Map<Long, Moves.Count> counts, long timestamp);

    /** How many moved items each bucket has to do with. */
    CompletionStage<Map<Long, Moves.Count>> counts(NodeKey node);

    /** Forgets everything that was written up to then, as far as it is counted. */
    CompletionStage<Void> clear(NodeKey node, long timestamp);
}
