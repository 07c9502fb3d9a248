package im.fanfare.pubsub;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * End what is over: items ({@code item_expire} of XEP-0060 §17.4.4) and leased subscriptions (§13.19). An item's time
 * counts from its last publication, by the configuration as it is now, also for items that were published under another
 * one.
 */
public final class Expiring {
    /** Of items in one event: with the longest of ids, one notification of it still is a stanza. */
    private static final int MOST_IN_EVENT = 64;

    /** Of items that go in one commit; what is left goes in the next. */
    private static final int MOST = 2_048;

    /** How the oldest items go whose time is over, and what is known of such subscriptions. */
    public static List<NodeEvent> decide(NodeView node, Instant now) {
        NodeConfig config = node.state().config();
        List<ItemRef> over = config.itemExpire()
                .map(lifetime -> node.items().publishedBy(now.minus(lifetime), MOST))
                .orElse(List.of());
        List<NodeEvent> events = new ArrayList<>();
        for (int from = 0; from < over.size(); from += MOST_IN_EVENT) {
            List<ItemRef> gone = over.subList(from, Math.min(from + MOST_IN_EVENT, over.size()));
            events.add(new NodeEvent.ItemsRetracted(gone, config.isSet(ConfigField.NOTIFY_RETRACT)));
        }
        events.addAll(endedLeases(node, now));
        return events;
    }

    private static List<NodeEvent> endedLeases(NodeView node, Instant now) {
        List<Subscription> over = node.knownSubscriptions().stream()
                .filter(subscription -> subscription.all().stream()
                        .anyMatch(one -> one.options().areOver(now)))
                .toList();
        if (over.isEmpty()) {
            return List.of(); // of nearly every turn
        }
        Changes changes = new Changes(node, node.state().id().serviceJid());
        for (Subscription subscription : over) {
            subscription.all().stream()
                    .filter(one -> one.options().areOver(now))
                    .forEach(one -> changes.unsubscribe(subscription, one.subId()));
        }
        return changes.events();
    }

    /** When the time of the oldest item is over; it may be already. */
    public static Optional<Instant> next(NodeView node) {
        return node.state()
                .config()
                .itemExpire()
                .flatMap(lifetime -> node.items().firstPublished().map(published -> published.plus(lifetime)));
    }

    /** Whether the time of an item is over. */
    public static boolean isOver(Item item, NodeConfig config, Instant now) {
        return config.itemExpire()
                .filter(lifetime -> !item.published().plus(lifetime).isAfter(now))
                .isPresent();
    }

    private Expiring() {}
}
