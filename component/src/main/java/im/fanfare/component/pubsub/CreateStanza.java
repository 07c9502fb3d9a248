package im.fanfare.component.pubsub;

import im.fanfare.component.forms.DataForm;
import im.fanfare.component.forms.NodeConfigForm;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code <create/>}, perhaps with {@code <configure/>}, and its answer: XEP-0060 §8.1. */
final class CreateStanza {
    /**
     * A node to create.
     *
     * @param collections that it is to be in
     * @param relations see {@link NodeConfigForm.Submitted}
     */
    record Wanted(NodeCommand.Create create, List<NodeId> collections, Map<ConfigField, String> relations) {}

    /** @param ids names for nodes that the requester leaves nameless */
    static Wanted parse(PubSubRequest request, Supplier<String> ids) {
        NodeId node = request.named().orElseGet(() -> request.nodeId(ids.get()));
        NodeConfigForm.Submitted form =
                request.companion().map(CreateStanza::config).orElse(new NodeConfigForm.Submitted(Map.of()));
        return new Wanted(
                new NodeCommand.Create(node, request.requester(), form.config()),
                form.collections().orElse(List.of()).stream()
                        .map(request::nodeId)
                        .toList(),
                form.relations());
    }

    private static NodeConfigForm.Submitted config(XmlElement configure) {
        if (configure.attribute("node").isPresent()) {
            throw new BadRequest(PubSubError.BAD_REQUEST); // §8.1.3
        }
        Optional<XmlElement> form = configure.child("x", DataForm.NS);
        if (form.isEmpty()) {
            return new NodeConfigForm.Submitted(Map.of());
        }
        NodeConfigForm.Reading reading = NodeConfigForm.parse(form.get());
        if (reading instanceof NodeConfigForm.Submitted submitted) {
            return submitted;
        }
        if (reading instanceof NodeConfigForm.Refused refused) {
            throw new BadRequest(refused.error());
        }
        throw new BadRequest(PubSubError.BAD_REQUEST); // to create and to cancel at once
    }

    /** §8.1.1: the node has to be named only where we have named it. */
    static Optional<XmlElement> write(PubSubRequest request, NodeCommand.Create created) {
        return request.named().isPresent()
                ? Optional.empty()
                : Optional.of(PubSubStanza.wrap(XmlElement.of("create", PubSubStanza.NS)
                        .with("node", created.node().name())));
    }

    private CreateStanza() {}
}
