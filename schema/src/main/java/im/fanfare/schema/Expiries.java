package im.fanfare.schema;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Alarms: which nodes have to be woken because the time of an item or of a subscription is over, and when. A node sets
 * one for the item that is due first, not one for each item, but one for each lease. Minutes are those since 1970.
 */
public interface Expiries {
    /**
     * Whom to wake.
     *
     * @param subscriber whose subscription may be over, or nothing where it is for an item
     */
    record Alarm(NodeId node, Optional<Jid> subscriber) {
        public static Alarm of(NodeId node) {
            return new Alarm(node, Optional.empty());
        }

        public static Alarm of(NodeId node, Jid subscriber) {
            return new Alarm(node, Optional.of(subscriber));
        }
    }

    /** Has the node woken then. Saying the same again changes nothing. */
    CompletionStage<Void> put(Alarm alarm, Instant due);

    /**
     * Hands out the alarms of a minute that are due from {@code from} on and before {@code to}, some at a time, the next
     * once what was made of the last is done.
     */
    CompletionStage<Void> each(long minute, Instant from, Instant to, Function<List<Alarm>, CompletionStage<Void>> use);

    /** Forgets the alarms of a minute, and that there is anything to be done about it and those before it. */
    CompletionStage<Void> clear(long minute);

    /** The last minute that was cleared, if there ever was one. */
    CompletionStage<Optional<Long>> cleared();
}
