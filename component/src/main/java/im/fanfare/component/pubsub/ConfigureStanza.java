package im.fanfare.component.pubsub;

import im.fanfare.component.forms.DataForm;
import im.fanfare.component.forms.NodeConfigForm;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.XmlElement;
import java.util.Map;

/** An owner's {@code <configure/>} and its answer: XEP-0060 §8.2. */
final class ConfigureStanza {
    static NodeCommand.ReadConfig parseGet(PubSubRequest request) {
        return new NodeCommand.ReadConfig(request.node(), request.requester());
    }

    static XmlElement write(PubSubRequest request, NodeReply.Config config) {
        return PubSubStanza.wrap(XmlElement.of("configure", PubSubStanza.OWNER)
                .with("node", request.node().name())
                .with(NodeConfigForm.of(config.config()).write()));
    }

    static NodeCommand.Configure parseSet(PubSubRequest request) {
        return new NodeCommand.Configure(request.node(), request.requester(), changes(request.verb()));
    }

    private static Map<ConfigField, String> changes(XmlElement configure) {
        XmlElement x = configure.child("x", DataForm.NS).orElseThrow(() -> new BadRequest(PubSubError.BAD_REQUEST));
        NodeConfigForm.Reading reading = NodeConfigForm.parse(x);
        if (reading instanceof NodeConfigForm.Submitted submitted) {
            return submitted.config();
        }
        if (reading instanceof NodeConfigForm.Refused refused) {
            throw new BadRequest(refused.error());
        }
        return Map.of(); // cancelled; whether the requester may even do that, the rule says
    }

    private ConfigureStanza() {}
}
