package im.fanfare.component.pubsub;

import im.fanfare.component.forms.DataForm;
import im.fanfare.component.forms.NodeConfigForm;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An owner's {@code <configure/>} and its answer: XEP-0060 §8.2. */
final class ConfigureStanza {
    static NodeCommand.ReadConfig parseGet(PubSubRequest request) {
        return new NodeCommand.ReadConfig(request.node(), request.requester());
    }

    /** @param collections that the node is in */
    static XmlElement write(PubSubRequest request, NodeReply.Config config, List<NodeId> collections) {
        return PubSubStanza.wrap(XmlElement.of("configure", PubSubStanza.OWNER)
                .with("node", request.node().name())
                .with(NodeConfigForm.of(
                                config.config(),
                                collections.stream().map(NodeId::name).toList())
                        .write()));
    }

    /**
     * A node to configure.
     *
     * @param collections that it is to be in, where that is said
     * @param relations see {@link NodeConfigForm.Submitted}
     */
    record Wanted(
            NodeCommand.Configure configure, Optional<List<NodeId>> collections, Map<ConfigField, String> relations) {}

    static Wanted parseSet(PubSubRequest request) {
        NodeConfigForm.Submitted form = changes(request.verb());
        return new Wanted(
                new NodeCommand.Configure(request.node(), request.requester(), form.config()),
                form.collections()
                        .map(names -> names.stream().map(request::nodeId).toList()),
                form.relations());
    }

    private static NodeConfigForm.Submitted changes(XmlElement configure) {
        XmlElement x = configure.child("x", DataForm.NS).orElseThrow(() -> new BadRequest(PubSubError.BAD_REQUEST));
        NodeConfigForm.Reading reading = NodeConfigForm.parse(x);
        if (reading instanceof NodeConfigForm.Submitted submitted) {
            return submitted;
        }
        if (reading instanceof NodeConfigForm.Refused refused) {
            throw new BadRequest(refused.error());
        }
        return new NodeConfigForm.Submitted(
                Map.of()); // cancelled; whether the requester may even do that, the rule says
    }

    private ConfigureStanza() {}
}
