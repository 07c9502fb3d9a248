package im.fanfare.pubsub;

import java.util.ArrayList;
import java.util.Collections;
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
        return excerpt(
                        wanted(node.items(), retrieve),
                        retrieve.paging(),
                        item -> item.id().value())
                .<Decision>map(Decision.FetchItems::new)
                .orElseGet(() -> Decision.refuse(PubSubError.ITEM_NOT_FOUND));
    }

    private static List<ItemRef> wanted(ItemIndex items, NodeCommand.Retrieve retrieve) {
        if (!retrieve.items().isEmpty()) {
            // §6.5.8 asks for those that there are; of an item that is not there it says nothing.
            return retrieve.items().stream()
                    .distinct()
                    .flatMap(id -> items.find(id).stream())
                    .toList();
        }
        List<ItemRef> all = items.all();
        int most = Math.min(retrieve.most().orElse(all.size()), all.size());
        return all.subList(all.size() - most, all.size());
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
