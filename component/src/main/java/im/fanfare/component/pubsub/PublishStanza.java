package im.fanfare.component.pubsub;

import im.fanfare.component.forms.DataForm;
import im.fanfare.component.forms.NodeConfigForm;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.NewItem;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.Payload;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code <publish/>} and its answer: XEP-0060 §7.1. */
final class PublishStanza {
    /** @param ids names for items that the publisher leaves nameless */
    static NodeCommand.Publish parse(PubSubRequest request, Supplier<String> ids) {
        List<XmlElement> items = request.verb().children();
        // §7.1.1: batches left the XEP with version 1.13, whatever §13.11 still says of them.
        if (items.size() > 1 || items.size() > itemsIn(request).size()) {
            throw new BadRequest(PubSubError.BAD_REQUEST);
        }
        return new NodeCommand.Publish(
                request.node(),
                request.requester(),
                items.stream().findFirst().map(item -> parse(item, ids)),
                request.companion().map(PublishStanza::preconditions).orElse(Map.of()),
                request.companion().flatMap(CompareStanza::expected));
    }

    /** §7.1.5: who sends preconditions wants nothing published where one of them does not hold. */
    private static Map<ConfigField, String> preconditions(XmlElement options) {
        XmlElement x = options.child("x", DataForm.NS).orElseThrow(() -> new BadRequest(PubSubError.BAD_REQUEST));
        NodeConfigForm.Reading reading = NodeConfigForm.parsePreconditions(x);
        if (reading instanceof NodeConfigForm.Submitted submitted) {
            return submitted.config();
        }
        if (reading instanceof NodeConfigForm.Refused refused) {
            throw new BadRequest(refused.error());
        }
        throw new BadRequest(PubSubError.BAD_REQUEST); // to publish and to cancel at once
    }

    private static NewItem parse(XmlElement item, Supplier<String> ids) {
        List<XmlElement> payloads = item.children();
        if (payloads.size() > 1) {
            throw new BadRequest(PubSubError.INVALID_PAYLOAD); // §7.1.3.6
        }
        ItemId id = PubSubStanza.itemId(named(item).orElseGet(ids));
        return new NewItem(
                id, payloads.stream().findFirst().map(payload -> new Payload(payload.namespace(), payload.toXml())));
    }

    private static List<XmlElement> itemsIn(PubSubRequest request) {
        return request.verb().children("item", PubSubStanza.NS);
    }

    private static Optional<String> named(XmlElement item) {
        return item.attribute("id").filter(id -> !id.isEmpty());
    }

    /** §7.1.2: the item has to be named only where we have named it. */
    static XmlElement write(PubSubRequest request, NodeReply.Published published) {
        boolean isNamed = itemsIn(request).stream().anyMatch(item -> named(item).isPresent());
        XmlElement publish = XmlElement.of("publish", PubSubStanza.NS)
                .with("node", request.node().name());
        return PubSubStanza.wrap(published
                .item()
                .filter(item -> !isNamed)
                .map(id -> publish.with(XmlElement.of("item", PubSubStanza.NS).with("id", id.value())))
                .orElse(publish));
    }

    private PublishStanza() {}
}
