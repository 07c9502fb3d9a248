package im.fanfare.component.pubsub;

import im.fanfare.component.rsm.ResultSet;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemOrder;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.XmlElement;
import im.fanfare.stanza.XmlRaw;
import java.util.List;
import java.util.Optional;

/** {@code <items/>}, which asks for what was published, and its answer: XEP-0060 §6.5. */
final class ItemsStanza {
    /** XEP-0413, version 0.2.1. */
    static final String ORDER = "urn:xmpp:order-by:1";

    /** More than any node keeps. */
    private static final int MANY = Integer.MAX_VALUE;

    static NodeCommand.Retrieve parse(PubSubRequest request) {
        List<ItemId> items = request.verb().children("item", PubSubStanza.NS).stream()
                .map(ItemsStanza::parseItem)
                .toList();
        Optional<Integer> most = request.verb().attribute("max_items").map(ItemsStanza::count);
        Optional<ItemOrder> order = order(request);
        Optional<Paging> part = most.flatMap(max ->
                request.paging().map(paging -> newest(max, paging, order.filter(ItemOrder::descending))));
        return new NodeCommand.Retrieve(
                request.node(),
                request.requester(),
                part.isPresent() ? Optional.empty() : most,
                items,
                part.or(request::paging),
                order,
                request.subId());
    }

    /**
     * Who names a most and a part besides goes through all items by it: a most of the whole set would end it after the
     * first page. That one has the newest (§6.5.7), unless it is said where it is.
     */
    private static Paging newest(int most, Paging paging, Optional<ItemOrder> newestFirst) {
        boolean isToldWhere = !(paging.place() instanceof Paging.First) || newestFirst.isPresent();
        return new Paging(
                isToldWhere ? paging.place() : new Paging.Last(),
                Optional.of(Math.min(most, paging.max().orElse(most))));
    }

    /** Of several orders the first decides, since no two items are equal in it: XEP-0413 §7. */
    private static Optional<ItemOrder> order(PubSubRequest request) {
        return request.iq().payload().stream()
                .flatMap(pubsub -> pubsub.children("order", ORDER).stream())
                .map(ItemsStanza::order)
                .toList()
                .stream()
                .findFirst();
    }

    private static ItemOrder order(XmlElement order) {
        String by = order.attribute("by").orElseThrow(() -> new BadRequest(PubSubError.BAD_REQUEST));
        boolean descending = order.attribute("desc").map(PubSubStanza::truth).orElse(false);
        return switch (by) {
            case "creation" -> new ItemOrder(ItemOrder.By.CREATION, descending);
            case "modification" -> new ItemOrder(ItemOrder.By.MODIFICATION, descending);
            default -> throw new BadRequest(PubSubError.UNSUPPORTED_REQUEST);
        };
    }

    private static ItemId parseItem(XmlElement item) {
        return item.attribute("id")
                .filter(id -> !id.isEmpty())
                .map(PubSubStanza::itemId)
                .orElseThrow(() -> new BadRequest(PubSubError.ITEM_ID_REQUIRED));
    }

    /** §18.1: a positive integer, however long. */
    private static Integer count(String text) {
        boolean isNumber = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isNumber || text.chars().allMatch(c -> c == '0')) {
            throw new BadRequest(PubSubError.BAD_REQUEST);
        }
        return text.length() > 9 ? MANY : Integer.valueOf(text);
    }

    static XmlElement write(PubSubRequest request, NodeReply.Items reply) {
        List<Item> items = reply.items();
        XmlElement pubsub = PubSubStanza.wrap(XmlElement.of("items", PubSubStanza.NS)
                .with("node", request.node().name())
                .with(items.stream()
                        .map(item -> writeItem(item, reply.naming()))
                        .toList())
                .with(CompareStanza.map(request, reply)));
        boolean isCut = !items.isEmpty() && items.size() < reply.total();
        // Of nothing whatever there is no part: XEP-0059 §2.2.
        boolean isPart = request.paging().isPresent() && reply.total() > 0;
        return !isCut && !isPart
                ? pubsub
                : pubsub.with(ResultSet.note(
                        items.stream().map(item -> item.id().value()).toList(),
                        Optional.of(reply.index()),
                        Optional.of(reply.total())));
    }

    private static XmlElement writeItem(Item item, boolean naming) {
        XmlElement written = XmlElement.of("item", PubSubStanza.NS)
                .with("id", item.id().value())
                .with(
                        "publisher",
                        Optional.of(item.publisher().bare().toString()).filter(publisher -> naming));
        return item.payload()
                .map(payload -> written.with(new XmlRaw(payload.xml())))
                .orElse(written);
    }

    private ItemsStanza() {}
}
