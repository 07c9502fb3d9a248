package im.fanfare.component.pubsub;

import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.XmlElement;
import java.util.List;

/** {@code <retract/>}: XEP-0060 §7.2; of several items at once: §13.11. */
final class RetractStanza {
    static NodeCommand.Retract parse(PubSubRequest request) {
        NodeId node = request.node();
        List<ItemId> items = request.verb().children("item", PubSubStanza.NS).stream()
                .map(RetractStanza::parseItem)
                .toList();
        if (items.isEmpty()) {
            throw new BadRequest(PubSubError.ITEM_ID_REQUIRED);
        }
        return new NodeCommand.Retract(
                node,
                request.requester(),
                items,
                request.verb().attribute("notify").map(PubSubStanza::truth));
    }

    private static ItemId parseItem(XmlElement item) {
        return item.attribute("id")
                .filter(id -> !id.isEmpty())
                .map(PubSubStanza::itemId)
                .orElseThrow(() -> new BadRequest(PubSubError.ITEM_ID_REQUIRED));
    }

    private RetractStanza() {}
}
