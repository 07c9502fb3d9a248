package im.fanfare.pubsub;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Retrieve items from a node: XEP-0060 §6.5, and discover them: §5.5. */
final class Retrieving {
    /** Of items in a part: more than fit into a stanza, be they ever so small. */
    private static final int MOST = 10_000;

    /** Of items that are put into the order of creation where it was not followed, since all of them have to be known. */
    private static final int MOST_SORTED = 10_000;

    static Decision decide(NodeView node, NodeCommand.Retrieve retrieve) {
        Optional<PubSubError> refusal = unclear(node, retrieve).or(() -> refusal(node, retrieve.requester()));
        if (refusal.isPresent()) {
            return Decision.refuse(refusal.get());
        }
        ItemIndex items = node.items();
        if (needsMoves(node, retrieve)) {
            return Decision.refuse(PubSubError.RESOURCE_CONSTRAINT);
        }
        Optional<Excerpt<ItemRef>> wanted = retrieve.items().isEmpty()
                ? InOrder.of(retrieve).in(items)
                : excerpt(retrieve, wanted(items, retrieve));
        return wanted.<Decision>map(Decision.FetchItems::new)
                .orElseGet(() -> Decision.refuse(PubSubError.ITEM_NOT_FOUND));
    }

    static Decision list(NodeView node, NodeCommand.ListItems list) {
        Optional<PubSubError> refusal = Access.refusalToRetrieve(node, list.requester());
        if (refusal.isPresent()) {
            return Decision.refuse(refusal.get());
        }
        if (node.state().config().isCollection()) {
            return Decision.answer(new NodeReply.Description(node.state(), node.subscribers()));
        }
        // What it kept once cannot be retrieved either.
        ItemIndex items = node.state().config().persistItems() ? node.items() : new ItemIndex();
        return InOrder.of(list)
                .in(items)
                .map(part -> Decision.answer(new NodeReply.ItemIds(
                        part.entries().stream().map(ItemRef::id).toList(), part.index(), part.total())))
                .orElseGet(() -> Decision.refuse(PubSubError.ITEM_NOT_FOUND));
    }

    /** The items that have to be known by name. */
    static Set<ItemId> named(NodeCommand.Retrieve retrieve) {
        return retrieve.items().isEmpty() ? uid(retrieve.paging()) : Set.copyOf(retrieve.items());
    }

    static Set<ItemId> uid(Optional<Paging> paging) {
        return paging.flatMap(Paging::uid).flatMap(ItemId::of).map(Set::of).orElse(Set.of());
    }

    /** The items that have to be known besides, counted from the oldest, once those are known that have to by name. */
    static Optional<Paging.Part> part(ItemIndex items, NodeCommand.Retrieve retrieve) {
        if (!retrieve.items().isEmpty()) {
            return Optional.empty();
        }
        if (isByCreation(retrieve)) {
            boolean sorted = !items.isOrderedByCreation() && items.size() <= MOST_SORTED;
            return sorted ? Optional.of(new Paging.Part(0, items.size())) : Optional.empty();
        }
        return InOrder.of(retrieve).part(items).map(Placed::inIndex);
    }

    /** What has to be known besides for the order of creation; with it known, there may be more. */
    static ItemIndex.Unknown unknown(ItemIndex items, NodeCommand.Retrieve retrieve) {
        return retrieve.items().isEmpty() && isByCreation(retrieve) && items.isOrderedByCreation()
                ? InOrder.of(retrieve).unknownByCreation(items)
                : ItemIndex.Unknown.NOTHING;
    }

    /** Whether first all items have to be looked through, which are too many for others to wait meanwhile. */
    static boolean needsMoves(NodeView node, NodeCommand.Retrieve retrieve) {
        return retrieve.items().isEmpty()
                && isByCreation(retrieve)
                && !node.items().isOrderedByCreation()
                && node.items().size() > MOST_SORTED
                && unclear(node, retrieve).isEmpty()
                && refusal(node, retrieve.requester()).isEmpty();
    }

    static Optional<Paging.Part> part(ItemIndex items, NodeCommand.ListItems list) {
        return InOrder.of(list).part(items).map(Placed::inIndex);
    }

    private static boolean isByCreation(NodeCommand.Retrieve retrieve) {
        return retrieve.order()
                .filter(order -> order.by() == ItemOrder.By.CREATION)
                .isPresent();
    }

    // ------------------------------------------------------------------------------------------- in the node's orders

    /**
     * A part as it was asked for, and where it lies among all items from the first of their order on.
     *
     * @param total how long the list is that it is a part of
     */
    private record Placed(Paging.Part asked, Paging.Part inIndex, int total, boolean backwards) {}

    /**
     * Items in the order of publication or in that of creation, or against it.
     *
     * @param most so many of the newest are all there is to ask for: of those that are newest in this order, XEP-0413 §4.1
     */
    private record InOrder(boolean byCreation, boolean newestFirst, Optional<Integer> most, Optional<Paging> paging) {
        static InOrder of(NodeCommand.Retrieve retrieve) {
            return new InOrder(
                    isByCreation(retrieve),
                    retrieve.order().filter(ItemOrder::descending).isPresent(),
                    retrieve.most(),
                    retrieve.paging());
        }

        static InOrder of(NodeCommand.ListItems list) {
            return new InOrder(false, true, Optional.empty(), list.paging());
        }

        ItemIndex.Unknown unknownByCreation(ItemIndex items) {
            ItemIndex.Unknown unknown = paging.flatMap(Paging::uid)
                    .flatMap(uid -> find(uid, items))
                    .map(items::unknownByCreation)
                    .orElse(ItemIndex.Unknown.NOTHING);
            return unknown.isNothing()
                    ? part(items)
                            .map(placed -> items.unknownByCreation(placed.inIndex()))
                            .orElse(ItemIndex.Unknown.NOTHING)
                    : unknown;
        }

        Optional<Excerpt<ItemRef>> in(ItemIndex items) {
            return part(items).map(placed -> {
                List<ItemRef> found = new ArrayList<>(
                        byCreation ? items.partByCreation(placed.inIndex()) : items.part(placed.inIndex()));
                if (newestFirst) {
                    Collections.reverse(found);
                }
                return new Excerpt<>(found, placed.asked().from(), placed.total(), placed.backwards());
            });
        }

        Optional<Placed> part(ItemIndex items) {
            int size = items.size();
            int total = Math.min(size, most.orElse(size));
            // Who asks for no part has the newest, should there be no room for all.
            Paging part = paging.orElseGet(
                    () -> new Paging(newestFirst ? new Paging.First() : new Paging.Last(), Optional.empty()));
            return part.in(total, uid -> indexOf(uid, items, total)).map(wanted -> {
                Paging.Part asked = wanted.atMost(MOST, part.isBackwards());
                int from = newestFirst ? size - asked.to() : size - total + asked.from();
                return new Placed(
                        asked, new Paging.Part(from, from + asked.to() - asked.from()), total, part.isBackwards());
            });
        }

        private Optional<Integer> indexOf(String uid, ItemIndex items, int total) {
            int size = items.size();
            return find(uid, items)
                    .map(item -> byCreation ? items.indexByCreation(item) : items.indexOf(item))
                    .map(index -> newestFirst ? size - 1 - index : index - (size - total))
                    .filter(index -> index >= 0 && index < total);
        }

        private static Optional<ItemRef> find(String uid, ItemIndex items) {
            return ItemId.of(uid).flatMap(items::find);
        }
    }

    // --------------------------------------------------------------------------------------------------- those named

    private static Optional<Excerpt<ItemRef>> excerpt(NodeCommand.Retrieve retrieve, List<ItemRef> wanted) {
        boolean newestFirst = retrieve.order().filter(ItemOrder::descending).isPresent();
        if (retrieve.paging().isPresent()) {
            return retrieve.paging().get().of(wanted, item -> item.id().value());
        }
        return Optional.of(newestFirst ? new Excerpt<>(wanted, 0, wanted.size(), false) : Excerpt.whole(wanted));
    }

    /** §6.5.8 asks for those that there are; of an item that is not there it says nothing. */
    private static List<ItemRef> wanted(ItemIndex items, NodeCommand.Retrieve retrieve) {
        List<ItemRef> wanted = retrieve.items().stream()
                .distinct()
                .flatMap(id -> items.find(id).stream())
                .toList();
        return retrieve.order().map(order -> ordered(items, wanted, order)).orElse(wanted);
    }

    private static List<ItemRef> ordered(ItemIndex items, List<ItemRef> wanted, ItemOrder order) {
        Comparator<ItemRef> ascending = order.by() == ItemOrder.By.CREATION
                ? Comparator.comparing(item -> items.createdBy(item.id()).orElse(item.revision()))
                : Comparator.comparing(ItemRef::revision);
        return wanted.stream()
                .sorted(order.descending() ? ascending.reversed() : ascending)
                .toList();
    }

    /** §6.5.9.1 and §6.5.9.2: whoever has several subscriptions names one; and one that is named has to be there. */
    private static Optional<PubSubError> unclear(NodeView node, NodeCommand.Retrieve retrieve) {
        Jid requester = retrieve.requester();
        if (retrieve.subId().isPresent()) {
            return node.subscriptionsOf(requester.bare()).stream()
                            .anyMatch(own -> own.find(retrieve.subId().get()).isPresent())
                    ? Optional.empty()
                    : Optional.of(PubSubError.INVALID_SUBID);
        }
        boolean isOneOfSeveral = node.hasSeveral()
                && node.subscriptionsOf(requester.bare()).stream()
                        .filter(own ->
                                own.subscriber().isBare() || own.subscriber().equals(requester))
                        .anyMatch(Subscription::isOneOfSeveral);
        return isOneOfSeveral ? Optional.of(PubSubError.SUBID_REQUIRED) : Optional.empty();
    }

    /** Why somebody may not have the items of a node: §6.5.9; or nothing. */
    static Optional<PubSubError> refusal(NodeView node, Jid requester) {
        Optional<PubSubError> refusal = Access.refusalToRetrieve(node, requester);
        return refusal.isEmpty() && !node.state().config().persistItems()
                ? Optional.of(PubSubError.NOT_PERSISTENT)
                : refusal;
    }

    private Retrieving() {}
}
