package im.fanfare.component.pubsub;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.stanza.XmlElement;
import java.util.Map;
import java.util.Optional;

/** {@code <subscribe/>} and {@code <unsubscribe/>}, and their answers: XEP-0060 §6.1 and §6.2. */
final class SubscribeStanza {
    static NodeCommand.Subscribe parseSubscribe(PubSubRequest request) {
        return new NodeCommand.Subscribe(
                request.node(),
                request.requester(),
                request.jid(),
                request.companion().map(OptionsStanza::parse).orElse(Map.of()));
    }

    static NodeCommand.Unsubscribe parseUnsubscribe(PubSubRequest request) {
        return new NodeCommand.Unsubscribe(request.node(), request.requester(), request.jid(), request.subId());
    }

    static XmlElement write(PubSubRequest request, NodeReply.Subscribed subscribed) {
        XmlElement answer =
                write(request.node(), subscribed.subscriber(), subscribed.state(), Optional.of(subscribed.subId()));
        return request.companion().isPresent()
                ? answer.with(OptionsStanza.writeResult(subscribed.options(), subscribed.offered()))
                : answer;
    }

    static XmlElement writeNone(PubSubRequest request, NodeReply.Done done) {
        return write(request.node(), request.jid(), SubscriptionState.NONE, done.ended());
    }

    private static XmlElement write(NodeId node, Jid subscriber, SubscriptionState state, Optional<SubId> subId) {
        return PubSubStanza.wrap(XmlElement.of("subscription", PubSubStanza.NS)
                .with("node", node.name())
                .with("jid", subscriber.toString())
                .with("subid", subId.map(SubId::value))
                .with("subscription", state.word()));
    }

    private SubscribeStanza() {}
}
