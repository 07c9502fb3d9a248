package im.fanfare.pubsub;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Retrieve items from a node: XEP-0060 §6.5, and discover them: §5.5. */
final class Retrieving {
    static Decision decide(NodeView node, NodeCommand.Retrieve retrieve) {
        Optional<PubSubError> refusal = refusal(node, retrieve.requester());
        if (refusal.isPresent()) {
            return Decision.refuse(refusal.get());
        }
        if (!retrieve.items().isEmpty()) {
            // §6.5.8 asks for those that there are; of an item that is not there it says nothing.
            return new Decision.FetchItems(retrieve.items().stream()
                    .distinct()
                    .flatMap(id -> node.items().find(id).stream())
                    .toList());
        }
        List<ItemRef> all = node.items().all();
        int most = Math.min(retrieve.most().orElse(all.size()), all.size());
        return new Decision.FetchItems(all.subList(all.size() - most, all.size()));
    }

    static Decision list(NodeView node, NodeCommand.ListItems list) {
        Optional<PubSubError> refusal = Access.refusalToRetrieve(node, list.requester());
        if (refusal.isPresent()) {
            return Decision.refuse(refusal.get());
        }
        if (!node.state().config().persistItems()) {
            return Decision.answer(new NodeReply.ItemIds(List.of())); // what it kept once cannot be retrieved either
        }
        List<ItemId> ids = new ArrayList<>();
        node.items().all().forEach(item -> ids.add(item.id()));
        Collections.reverse(ids);
        return Decision.answer(new NodeReply.ItemIds(ids));
    }

    private static Optional<PubSubError> refusal(NodeView node, Jid requester) {
        Optional<PubSubError> refusal = Access.refusalToRetrieve(node, requester);
        return refusal.isEmpty() && !node.state().config().persistItems()
                ? Optional.of(PubSubError.NOT_PERSISTENT)
                : refusal;
    }

    private Retrieving() {}
}
