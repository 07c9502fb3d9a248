package im.fanfare.pubsub;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Retrieve items from a node: XEP-0060 §6.5, and discover them: §5.5. */
final class Retrieving {
    static Decision decide(NodeView node, NodeCommand.Retrieve retrieve) {
        Optional<PubSubError> refusal = refusal(node, retrieve.requester());
        if (refusal.isPresent()) {
            return Decision.refuse(refusal.get());
        }
        return excerpt(retrieve, wanted(node.items(), retrieve))
                .<Decision>map(Decision.FetchItems::new)
                .orElseGet(() -> Decision.refuse(PubSubError.ITEM_NOT_FOUND));
    }

    private static Optional<Excerpt<ItemRef>> excerpt(NodeCommand.Retrieve retrieve, List<ItemRef> wanted) {
        boolean newestFirst = retrieve.order().filter(ItemOrder::descending).isPresent();
        return newestFirst && retrieve.paging().isEmpty()
                ? Optional.of(new Excerpt<>(wanted, 0, wanted.size(), false))
                : excerpt(wanted, retrieve.paging(), item -> item.id().value());
    }

    /** The newest are those that are newest in the order that is asked for: XEP-0413 §4.1. */
    private static List<ItemRef> wanted(ItemIndex items, NodeCommand.Retrieve retrieve) {
        List<ItemRef> wanted = retrieve.order()
                .map(order -> ordered(items, named(items, retrieve), order))
                .orElseGet(() -> named(items, retrieve));
        int most = retrieve.most()
                .filter(limit -> retrieve.items().isEmpty() && limit < wanted.size())
                .orElse(wanted.size());
        return retrieve.order().filter(ItemOrder::descending).isPresent()
                ? wanted.subList(0, most)
                : wanted.subList(wanted.size() - most, wanted.size());
    }

    private static List<ItemRef> ordered(ItemIndex items, List<ItemRef> wanted, ItemOrder order) {
        Comparator<ItemRef> ascending = order.by() == ItemOrder.By.CREATION
                ? Comparator.comparing(item -> items.createdBy(item.id()).orElse(item.revision()))
                : Comparator.comparing(ItemRef::revision);
        return wanted.stream()
                .sorted(order.descending() ? ascending.reversed() : ascending)
                .toList();
    }

    private static List<ItemRef> named(ItemIndex items, NodeCommand.Retrieve retrieve) {
        if (!retrieve.items().isEmpty()) {
            // §6.5.8 asks for those that there are; of an item that is not there it says nothing.
            return retrieve.items().stream()
                    .distinct()
                    .flatMap(id -> items.find(id).stream())
                    .toList();
        }
        return items.all();
    }

    static Decision list(NodeView node, NodeCommand.ListItems list) {
        Optional<PubSubError> refusal = Access.refusalToRetrieve(node, list.requester());
        if (refusal.isPresent()) {
            return Decision.refuse(refusal.get());
        }
        List<ItemId> ids = new ArrayList<>();
        if (node.state().config().persistItems()) { // what it kept once cannot be retrieved either
            node.items().all().forEach(item -> ids.add(item.id()));
            Collections.reverse(ids);
        }
        return excerpt(ids, list.paging(), ItemId::value)
                .map(part -> Decision.answer(new NodeReply.ItemIds(part.entries(), part.index(), part.total())))
                .orElseGet(() -> Decision.refuse(PubSubError.ITEM_NOT_FOUND));
    }

    private static <T> Optional<Excerpt<T>> excerpt(List<T> list, Optional<Paging> paging, Function<T, String> uid) {
        return paging.isPresent() ? paging.get().of(list, uid) : Optional.of(Excerpt.whole(list));
    }

    private static Optional<PubSubError> refusal(NodeView node, Jid requester) {
        Optional<PubSubError> refusal = Access.refusalToRetrieve(node, requester);
        return refusal.isEmpty() && !node.state().config().persistItems()
                ? Optional.of(PubSubError.NOT_PERSISTENT)
                : refusal;
    }

    private Retrieving() {}
}
