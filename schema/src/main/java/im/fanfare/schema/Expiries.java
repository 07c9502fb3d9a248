package im.fanfare.schema;

import im.fanfare.pubsub.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Alarms: which nodes have to be woken because the time of an item is over, and when. A node sets one for the item that
 * is due first, not one for each item. Minutes are those since 1970.
 */
public interface Expiries {
    /** Has the node woken then. Saying the same again changes nothing. */
    CompletionStage<Void> put(NodeId node, Instant due);

    /**
     * Hands out the nodes of a minute that are due from {@code from} on and before {@code to}, some at a time, the next
     * once what was made of the last is done.
     */
    CompletionStage<Void> each(
            long minute, Instant from, Instant to, Function<List<NodeId>, CompletionStage<Void>> use);

    /** Forgets the alarms of a minute, and that there is anything to be done about it and those before it. */
    CompletionStage<Void> clear(long minute);

    /** The last minute that was cleared, if there ever was one. */
    CompletionStage<Optional<Long>> cleared();
}
