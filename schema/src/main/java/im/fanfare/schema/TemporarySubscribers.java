package im.fanfare.schema;

import im.fanfare.pubsub.Jid;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Who has, or has had, subscriptions that end when they go offline: XEP-0060 §13.5. Whoever follows presences looks for
 * the subscriptions of these and of nobody else.
 */
public interface TemporarySubscribers {
    /**
     * Somebody has one.
     *
     * @param timestamp of the write, microseconds; between two writes of one JID the later one wins
     */
    CompletionStage<Void> put(String service, Jid bare, long timestamp);

    /** They have none any more. */
    CompletionStage<Void> remove(String service, Jid bare, long timestamp);

    /** All of one of the shares that {@link Sharers#share} makes. */
    CompletionStage<Set<Jid>> of(String service, int share);
}
