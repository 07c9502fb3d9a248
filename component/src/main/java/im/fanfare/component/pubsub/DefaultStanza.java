package im.fanfare.component.pubsub;

import im.fanfare.component.forms.NodeConfigForm;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.XmlElement;

/** {@code <default/>}, how a node is configured that nobody configured, and its answer: XEP-0060 §8.3. */
final class DefaultStanza {
    static XmlElement answer(PubSubRequest request) {
        if (!request.attribute("type").orElse("leaf").equals("leaf")) {
            throw new BadRequest(PubSubError.UNSUPPORTED_COLLECTIONS);
        }
        return PubSubStanza.wrap(XmlElement.of("default", PubSubStanza.OWNER)
                .with(NodeConfigForm.of(NodeConfig.STANDARD).write()));
    }

    private DefaultStanza() {}
}
