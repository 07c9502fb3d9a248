package im.fanfare.pubsub;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Tell of what was published in a while at once: the options {@code pubsub#digest} and {@code pubsub#digest_frequency} of
 * XEP-0060 §17.4.3.
 */
final class Digesting {
    /** Of items in one digest; what is left comes at once, in another. */
    static final int MOST = 64;

    /** Long ago, so that the next one is due. */
    private static final Optional<Instant> AT_ONCE = Optional.of(Instant.EPOCH);

    /** The digests that are due for a subscriber, and how far they have come then. */
    static Decision decide(NodeView node, Jid subscriber, Instant now) {
        Changes changes = new Changes(node, node.state().id().serviceJid());
        List<Instant> later = new ArrayList<>();
        for (Subscription subscription : node.subscriptionsOf(subscriber.bare())) {
            if (subscription.subscriber().equals(subscriber)) {
                subscription.all().stream()
                        .filter(one -> one.options().isDigestDue(now))
                        .forEach(one ->
                                tell(node, changes, subscription, one, now).ifPresent(later::add));
            }
        }
        return changes.events().isEmpty() && !later.isEmpty()
                ? new Decision.Later(subscriber, Collections.min(later), new NodeReply.Done())
                : Decision.change(changes.events(), new NodeReply.Done()); // which sets an alarm for all of them
    }

    /** What has to be read for it. */
    static ItemIndex.Unknown unknown(NodeView node, Jid subscriber) {
        return node.subscriptionsOf(subscriber.bare()).stream()
                .filter(subscription -> subscription.subscriber().equals(subscriber))
                .flatMap(subscription -> subscription.all().stream())
                .flatMap(one -> one.options().digest().stream())
                .map(digest -> node.items().unknownBehind(digest.upTo(), MOST))
                .reduce(ItemIndex.Unknown.NOTHING, ItemIndex.Unknown::and);
    }

    /** When to look again, where that is all there is to do. */
    private static Optional<Instant> tell(
            NodeView node, Changes changes, Subscription subscription, Subscription.One one, Instant now) {
        Digest digest = one.options().digest().orElseThrow();
        long end = digest.until().orElse(node.nextRevision() - 1);
        List<ItemRef> items = node.items().behind(digest.upTo(), MOST).stream()
                .takeWhile(item -> item.revision() <= end)
                .toList();
        boolean isAll = items.size() < MOST
                && node.items().unknownBehind(digest.upTo(), MOST).isNothing();
        if (!isAll && items.isEmpty()) {
            return Optional.empty(); // others have changed what was read for this; the alarm goes off again
        }
        Optional<Instant> next = one.options().nextDigest(now).filter(any -> items.isEmpty());
        if (next.isPresent()) {
            return next;
        }
        long upTo = isAll ? end : items.get(items.size() - 1).revision();
        if (!items.isEmpty() && one.options().deliver()) {
            changes.add(new NodeEvent.DigestSent(items, List.of(), subscription, one.subId()));
        }
        Optional<Instant> last = isAll ? Optional.of(now.truncatedTo(ChronoUnit.SECONDS)) : AT_ONCE;
        changes.configure(subscription, one, one.options().with(digest.told(upTo, last)));
        return Optional.empty();
    }

    private Digesting() {}
}
