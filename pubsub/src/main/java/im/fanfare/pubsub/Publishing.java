package im.fanfare.pubsub;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Publish an item to a node: XEP-0060 §7.1.
 *
 * <p>The checks stand in the order of §7.1.3, to be read beside it, the preconditions of §7.1.5 between those of the
 * requester and those of the item. "Node does not exist" (§7.1.3.3) is not among them: see {@link Creating}.
 */
final class Publishing {
    static Decision decide(NodeView node, NodeCommand.Publish publish, Instant now) {
        NodeConfig config = node.state().config();
        Optional<Payload> payload = publish.item().flatMap(NewItem::payload);

        if (config.isCollection()) {
            return Decision.refuse(PubSubError.UNSUPPORTED_PUBLISH); // XEP-0248 §4.1
        }
        if (!mayPublish(node, publish.requester())) {
            return Decision.refuse(PubSubError.FORBIDDEN);
        }
        if (!config.meets(publish.preconditions())) {
            return Decision.refuse(PubSubError.PRECONDITION_NOT_MET);
        }
        Optional<NodeReply> overtaken = CompareAndPublish.refusal(node, publish);
        if (overtaken.isPresent()) {
            return Decision.answer(overtaken.get());
        }
        List<ItemRef> tooOld = publish.item()
                .filter(draft -> config.persistItems())
                .map(draft -> oldest(node.items(), draft.id(), config.maxItems()))
                .orElse(List.of());
        if (!tooOld.isEmpty() && config.refusesWhenFull()) {
            return Decision.refuse(PubSubError.NODE_FULL);
        }
        if (payload.isPresent() && payload.get().bytes() > config.maxPayloadBytes()) {
            return Decision.refuse(PubSubError.PAYLOAD_TOO_BIG);
        }
        if (payload.isPresent() && !isExpected(payload.get(), config)) {
            return Decision.refuse(PubSubError.INVALID_PAYLOAD);
        }
        Optional<PubSubError> mismatch = mismatch(config, publish.item(), payload);
        if (mismatch.isPresent()) {
            return Decision.refuse(mismatch.get());
        }

        // Never before the item before it, whatever this member's clock says: items expire in the order of the node.
        Instant published = node.items().lastPublished().filter(now::isBefore).orElse(now);
        Optional<Item> item = publish.item()
                .map(draft -> new Item(
                        draft.id(),
                        draft.payload(),
                        publish.requester(),
                        published,
                        node.items().createdBy(draft.id()).orElse(0L)));
        List<NodeEvent> events = new ArrayList<>();
        List<ItemRef> gone = item.filter(kept -> config.persistItems())
                .map(kept -> earlier(node.items(), kept.id()))
                .orElse(List.of());
        if (!tooOld.isEmpty() && config.retractsWhenFull()) {
            events.add(new NodeEvent.ItemsRetracted(tooOld, true));
        } else {
            gone = both(gone, tooOld);
        }
        events.add(new NodeEvent.ItemPublished(item, gone));
        return Decision.change(events, new NodeReply.Published(item.map(Item::id), config.purgesOffline()));
    }

    private static boolean mayPublish(NodeView node, Jid requester) {
        PublishModel model = node.state().config().publishModel();
        boolean subscribed = model == PublishModel.SUBSCRIBERS
                && !node.subscriptionsOf(requester.bare()).isEmpty();
        return model.admits(node.affiliationOf(requester.bare()), subscribed);
    }

    private static boolean isExpected(Payload payload, NodeConfig config) {
        return config.payloadType().map(payload.namespace()::equals).orElse(true);
    }

    /** §7.1.3.6: what the node's event type asks of the request. */
    private static Optional<PubSubError> mismatch(
            NodeConfig config, Optional<NewItem> item, Optional<Payload> payload) {
        if (config.persistItems() && item.isEmpty()) {
            return Optional.of(PubSubError.ITEM_REQUIRED);
        }
        if (config.deliverPayloads() && payload.isEmpty()) {
            return Optional.of(PubSubError.PAYLOAD_REQUIRED);
        }
        if (!config.persistItems() && !config.deliverPayloads() && item.isPresent()) {
            return Optional.of(PubSubError.ITEM_FORBIDDEN);
        }
        return Optional.empty();
    }

    /** What has to go so that the node, with the new item, has no more than it may: §7.1.2. */
    static List<ItemRef> makesRoom(ItemIndex items, ItemId id, int maxItems) {
        return both(earlier(items, id), oldest(items, id, maxItems));
    }

    private static List<ItemRef> earlier(ItemIndex items, ItemId id) {
        return items.find(id).map(List::of).orElse(List.of());
    }

    /** Those that are too many once there is this one as well. */
    private static List<ItemRef> oldest(ItemIndex items, ItemId id, int maxItems) {
        int others = items.size() - earlier(items, id).size();
        return items.oldest(Math.max(0, others + 1 - maxItems), id);
    }

    private static List<ItemRef> both(List<ItemRef> some, List<ItemRef> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private Publishing() {}
}
