package im.fanfare.component.pubsub;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.stanza.XmlElement;

/** {@code <subscribe/>} and {@code <unsubscribe/>}, and their answers: XEP-0060 §6.1 and §6.2. */
final class SubscribeStanza {
    static NodeCommand.Subscribe parseSubscribe(PubSubRequest request) {
        NodeCommand.Subscribe subscribe = new NodeCommand.Subscribe(request.node(), request.requester(), request.jid());
        if (request.companion().isPresent()) {
            throw new BadRequest(PubSubError.UNSUPPORTED_SUBSCRIPTION_OPTIONS); // §6.3.7, §6.3.4.6
        }
        return subscribe;
    }

    static NodeCommand.Unsubscribe parseUnsubscribe(PubSubRequest request) {
        return new NodeCommand.Unsubscribe(
                request.node(), request.requester(), request.jid(), request.attribute("subid"));
    }

    static XmlElement write(PubSubRequest request, NodeReply.Subscribed subscribed) {
        return write(request.node(), subscribed.subscriber(), subscribed.state());
    }

    static XmlElement writeNone(PubSubRequest request, NodeReply.Done done) {
        return write(request.node(), request.jid(), SubscriptionState.NONE);
    }

    private static XmlElement write(NodeId node, Jid subscriber, SubscriptionState state) {
        return PubSubStanza.wrap(XmlElement.of("subscription", PubSubStanza.NS)
                .with("node", node.name())
                .with("jid", subscriber.toString())
                .with("subscription", state.word()));
    }

    private SubscribeStanza() {}
}
