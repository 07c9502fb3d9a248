package im.fanfare.cluster;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.PendingSubscription;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.Subscription;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.schema.Subscriptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an owner sees of who is subscribed, or a part of it: XEP-0060 §8.8.1, XEP-0059 §2.
 *
 * <p>What waits for the owner comes first, then the pages, and in each of them the addresses in their order. Nobody ever
 * moves to another page, so a part goes on where the last one ended, whoever comes and goes meanwhile; and a part costs
 * as many pages as it spans.
 */
final class SubscriberList {
    /** Of one reply; the pages behind are not read. */
    private static final int MOST = 10_000;

    private static final List<SubId> ONLY = List.of(SubId.FIRST);

    /** The page, as it were, of those who wait. */
    private static final int WAITING = -1;

    /** Somebody, with all subscriptions. */
    private record Entry(Jid subscriber, SubscriptionState state, List<SubId> subIds) {
        static Entry of(Subscription subscription) {
            return new Entry(
                    subscription.subscriber(),
                    SubscriptionState.SUBSCRIBED,
                    subscription.all().stream().map(Subscription.One::subId).toList());
        }

        static Entry of(PendingSubscription pending) {
            return new Entry(pending.subscriber(), SubscriptionState.PENDING, ONLY);
        }
    }

    /** An entry's place: so many stand before it in its page. */
    private record Place(int page, int index) {}

    private final Subscriptions subscriptions;
    private final NodeMemory node;

    SubscriberList(Subscriptions subscriptions, NodeMemory node) {
        this.subscriptions = subscriptions;
        this.node = node;
    }

    CompletionStage<NodeReply> read(Optional<Paging> asked) {
        Paging.Place place = asked.map(Paging::place).orElseGet(Paging.First::new);
        int most = Math.min(MOST, asked.flatMap(Paging::max).orElse(MOST));
        if (place instanceof Paging.After after) {
            return find(after.uid())
                    .thenCompose(found -> found.isPresent()
                            ? from(found.get().page(), found.get().index() + 1, most)
                                    .thenApply(entries -> reply(entries, indexBehind(found.get())))
                            : refused(PubSubError.ITEM_NOT_FOUND));
        }
        if (place instanceof Paging.Before before) {
            return find(before.uid())
                    .thenCompose(found -> found.isPresent()
                            ? upTo(found.get().page(), found.get().index(), most)
                                    .thenApply(entries -> reply(entries, Optional.empty()))
                            : refused(PubSubError.ITEM_NOT_FOUND));
        }
        if (place instanceof Paging.Last) {
            return upTo(node.pages() - 1, Integer.MAX_VALUE, most)
                    .thenApply(entries -> reply(entries, Optional.of(total() - entries.size())));
        }
        int index = place instanceof Paging.At at ? Math.min(at.index(), total()) : 0;
        return index > MOST
                ? refused(PubSubError.UNSUPPORTED_REQUEST) // §2.6: it would have to be counted to there
                : from(WAITING, index, most).thenApply(entries -> reply(entries, Optional.of(index)));
    }

    private static CompletionStage<NodeReply> refused(PubSubError error) {
        return CompletableFuture.completedFuture(new NodeReply.Refused(error));
    }

    private Optional<Integer> indexBehind(Place place) {
        return Optional.of(place.index() + 1).filter(index -> place.page() == WAITING);
    }

    private int total() {
        return node.pendingSubscriptions().size() + Math.toIntExact(node.subscribers());
    }

    private NodeReply reply(List<Entry> entries, Optional<Integer> index) {
        return new NodeReply.Subscriptions(
                jids(entries, SubscriptionState.SUBSCRIBED),
                jids(entries, SubscriptionState.PENDING),
                entries.stream()
                        .filter(entry -> !entry.subIds().equals(ONLY))
                        .collect(Collectors.toMap(Entry::subscriber, Entry::subIds)),
                index,
                total());
    }

    private static List<Jid> jids(List<Entry> entries, SubscriptionState state) {
        return entries.stream()
                .filter(entry -> entry.state() == state)
                .map(Entry::subscriber)
                .toList();
    }

    /** Where somebody is, by address. */
    private CompletionStage<Optional<Place>> find(String uid) {
        return Jid.of(uid).map(this::placeOf).orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    private CompletionStage<Optional<Place>> placeOf(Jid subscriber) {
        return subscriptions.of(node.key(), subscriber.bare()).thenCompose(own -> {
            int page = own.stream()
                    .filter(one -> one.subscriber().equals(subscriber))
                    .map(Subscription::page)
                    .findFirst()
                    .orElse(WAITING);
            return page(page).thenApply(entries -> {
                int index = entries.stream().map(Entry::subscriber).toList().indexOf(subscriber);
                return index < 0 ? Optional.empty() : Optional.of(new Place(page, index));
            });
        });
    }

    /** So many entries from there on; an index may lie beyond its page. */
    private CompletionStage<List<Entry>> from(int page, int index, int most) {
        return from(page, index, most, new ArrayList<>());
    }

    private CompletionStage<List<Entry>> from(int page, int index, int most, List<Entry> found) {
        if (page >= node.pages() || found.size() >= most) {
            return CompletableFuture.completedFuture(found);
        }
        return page(page).thenCompose(entries -> {
            entries.stream().skip(index).limit(most - found.size()).forEach(found::add);
            return from(page + 1, Math.max(0, index - entries.size()), most, found);
        });
    }

    /** So many entries before there, in the order of the list. */
    private CompletionStage<List<Entry>> upTo(int page, int index, int most) {
        return upTo(page, index, most, new ArrayList<>()).thenApply(found -> {
            Collections.reverse(found);
            return found;
        });
    }

    private CompletionStage<List<Entry>> upTo(int page, int index, int most, List<Entry> found) {
        if (page < WAITING || found.size() >= most) {
            return CompletableFuture.completedFuture(found);
        }
        return page(page).thenCompose(entries -> {
            for (int i = Math.min(index, entries.size()) - 1; i >= 0 && found.size() < most; i--) {
                found.add(entries.get(i));
            }
            return upTo(page - 1, Integer.MAX_VALUE, most, found);
        });
    }

    private CompletionStage<List<Entry>> page(int page) {
        if (page == WAITING) {
            return CompletableFuture.completedFuture(
                    sorted(node.pendingSubscriptions().stream().map(Entry::of)));
        }
        return subscriptions
                .page(node.key(), page)
                .thenApply(found -> sorted(found.stream().map(Entry::of)));
    }

    private static List<Entry> sorted(Stream<Entry> entries) {
        return entries.sorted(Comparator.comparing(Entry::subscriber)).toList();
    }
}
