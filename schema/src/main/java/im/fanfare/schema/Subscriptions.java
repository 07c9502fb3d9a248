package im.fanfare.schema;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Subscription;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Who is subscribed to what, by page of a node and by user. Writing the same again changes nothing. */
public interface Subscriptions {
    /** A subscription of a user, and to what. */
    record OfUser(NodeKey node, Subscription subscription) {}

    /**
     * Adds a subscriber to the page that the subscription names.
     *
     * @param timestamp of the write, microseconds; between two writes of one subscription the later one wins
     */
    CompletionStage<Void> add(NodeKey node, Subscription subscription, long timestamp);

    /** Changes the options of a subscriber who is there. */
    CompletionStage<Void> change(NodeKey node, Subscription subscription, long timestamp);

    CompletionStage<Void> remove(NodeKey node, Subscription subscription, long timestamp);

    /** The subscriptions of a bare JID and its resources to a node. */
    CompletionStage<List<Subscription>> of(NodeKey node, Jid bare);

    /** The same for many bare JIDs; there is an entry for each of them. */
    default CompletionStage<Map<Jid, List<Subscription>>> of(NodeKey node, Set<Jid> bare) {
        List<Jid> all = List.copyOf(bare);
        return Lanes.each(all, all.size(), jid -> of(node, jid).thenApply(found -> Map.entry(jid, found)))
                .thenApply(found -> found.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** The subscriptions of a bare JID and its resources to any node of the service, also to nodes deleted since. */
    CompletionStage<List<OfUser>> of(String service, Jid bare);

    /** All of one page. */
    CompletionStage<List<Subscription>> page(NodeKey node, int page);

    /**
     * Ends those of one page that are meant, after its node was deleted. With the last of them goes the page, for good.
     *
     * @param whose which subscribers; the others have somebody of their own to end them
     */
    CompletionStage<Void> erase(NodeKey node, int page, Predicate<Jid> whose);
}
