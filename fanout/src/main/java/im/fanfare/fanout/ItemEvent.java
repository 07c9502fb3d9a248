package im.fanfare.fanout;

import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.stanza.XmlElement;
import im.fanfare.stanza.XmlRaw;
import java.util.List;
import java.util.Optional;

/** What subscribers are told of an item, at once or from the archive of its node: XEP-0060 §7.1.2.1 to §7.1.2.3. */
public final class ItemEvent {
    static final String NS = "http://jabber.org/protocol/pubsub#event";

    /** The {@code <event/>}, at a node that is so configured; without an item, of a publication that had none. */
    public static XmlElement of(String node, Optional<Item> published, NodeConfig config) {
        XmlElement items = XmlElement.of("items", NS).with("node", node);
        return XmlElement.of(
                "event",
                NS,
                published.map(item -> items.with(item(item, config))).orElse(items));
    }

    /** Several at once. */
    static XmlElement of(String node, List<Item> items, NodeConfig config) {
        return XmlElement.of(
                "event",
                NS,
                XmlElement.of("items", NS)
                        .with("node", node)
                        .with(items.stream().map(item -> item(item, config)).toList()));
    }

    /** The payload is not parsed again: it goes as it is. */
    private static XmlElement item(Item item, NodeConfig config) {
        Optional<String> publisher =
                Optional.of(item.publisher().bare().toString()).filter(named -> config.namesPublishers());
        XmlElement withoutPayload =
                XmlElement.of("item", NS).with("id", item.id().value()).with("publisher", publisher);
        return item.payload()
                .filter(payload -> config.deliverPayloads())
                .map(payload -> withoutPayload.with(new XmlRaw(payload.xml())))
                .orElse(withoutPayload);
    }

    /** The type of the message around it. A message without type is a normal one: RFC 6121 §5.2.2. */
    public static Optional<String> type(NodeConfig config) {
        return Optional.of(config.value(ConfigField.NOTIFICATION_TYPE)).filter(type -> !type.equals("normal"));
    }

    private ItemEvent() {}
}
