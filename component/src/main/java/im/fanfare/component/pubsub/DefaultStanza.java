package im.fanfare.component.pubsub;

import im.fanfare.component.forms.NodeConfigForm;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Map;

/** {@code <default/>}, how a node is configured that nobody configured, and its answer: XEP-0060 §8.3, XEP-0248 §7.3. */
final class DefaultStanza {
    static XmlElement answer(PubSubRequest request) {
        NodeConfig standard = NodeConfig.STANDARD
                .with(Map.of(ConfigField.NODE_TYPE, request.attribute("type").orElse(ConfigField.NODE_TYPE.standard())))
                .orElseThrow(() -> new BadRequest(PubSubError.BAD_REQUEST));
        return PubSubStanza.wrap(XmlElement.of("default", PubSubStanza.OWNER)
                .with(NodeConfigForm.of(standard, List.of()).write()));
    }

    private DefaultStanza() {}
}
