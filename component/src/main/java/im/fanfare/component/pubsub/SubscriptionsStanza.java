package im.fanfare.component.pubsub;

import im.fanfare.component.rsm.ResultSet;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.stanza.XmlElement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code <subscriptions/>} and its answers: one's own, XEP-0060 §5.6; those of one's node, §8.8. */
final class SubscriptionsStanza {
    private record Own(NodeId node, Jid subscriber, SubscriptionState state) {}

    /** §5.6; a node that is named is a filter, no matter whether there is one. */
    static XmlElement writeOwn(PubSubRequest request, Map<NodeId, Map<Jid, SubscriptionState>> subscriptions) {
        Optional<NodeId> wanted = request.named();
        List<Own> own = new ArrayList<>();
        new TreeMap<>(subscriptions)
                .forEach((node, states) -> new TreeMap<>(states).forEach((subscriber, state) -> {
                    if (wanted.map(node::equals).orElse(true)) {
                        own.add(new Own(node, subscriber, state));
                    }
                }));
        XmlElement list = XmlElement.of("subscriptions", PubSubStanza.NS).with("node", wanted.map(NodeId::name));
        return PubSubStanza.wrap(
                request,
                list,
                own,
                entry -> XmlElement.of("subscription", PubSubStanza.NS)
                        .with("node", entry.node().name())
                        .with("jid", entry.subscriber().toString())
                        .with("subscription", entry.state().word()),
                entry -> entry.node().name() + ' ' + entry.subscriber());
    }

    static NodeCommand.ListSubscriptions parseGet(PubSubRequest request) {
        return new NodeCommand.ListSubscriptions(request.node(), request.requester(), request.paging());
    }

    static XmlElement write(PubSubRequest request, NodeReply.Subscriptions subscriptions) {
        // What waits comes first: a list that has to be cut is cut at its end, and this is what an owner has to act
        // upon.
        List<XmlElement> entries = new ArrayList<>();
        subscriptions.pending().forEach(subscriber -> entries.add(entry(subscriber, SubscriptionState.PENDING)));
        subscriptions.subscribers().forEach(subscriber -> entries.add(entry(subscriber, SubscriptionState.SUBSCRIBED)));
        return PubSubStanza.wrap(
                list(request),
                ResultSet.of(
                        new ResultSet.Page<>(entries, subscriptions.index(), Optional.of(subscriptions.total())),
                        request.paging().filter(asked -> subscriptions.total() > 0),
                        entry -> entry,
                        entry -> entry.attribute("jid").orElse("")));
    }

    static NodeCommand.ChangeSubscriptions parseSet(PubSubRequest request) {
        Map<Jid, SubscriptionState> changes = new LinkedHashMap<>();
        for (XmlElement subscription : request.verb().children("subscription", PubSubStanza.OWNER)) {
            Jid subscriber = PubSubRequest.jid(subscription);
            // §8.8.2.1: without a state nothing is to change.
            subscription
                    .attribute("subscription")
                    .map(SubscriptionsStanza::state)
                    .ifPresent(state -> {
                        if (changes.put(subscriber, state) != null) {
                            throw new BadRequest(
                                    PubSubError.BAD_REQUEST); // §8.8.2.4: only SubIDs could tell the two apart
                        }
                    });
        }
        return new NodeCommand.ChangeSubscriptions(request.node(), request.requester(), changes);
    }

    private static SubscriptionState state(String word) {
        return SubscriptionState.parse(word).orElseThrow(() -> new BadRequest(PubSubError.BAD_REQUEST));
    }

    /** §8.8.2.4. */
    static XmlElement writeRefused(PubSubRequest request, NodeReply.SubscriptionsRefused refused) {
        List<XmlElement> entries = new ArrayList<>();
        refused.present().forEach((subscriber, state) -> entries.add(entry(subscriber, state)));
        return list(request).with(entries);
    }

    private static XmlElement list(PubSubRequest request) {
        return XmlElement.of("subscriptions", PubSubStanza.OWNER)
                .with("node", request.node().name());
    }

    private static XmlElement entry(Jid subscriber, SubscriptionState state) {
        return XmlElement.of("subscription", PubSubStanza.OWNER)
                .with("jid", subscriber.toString())
                .with("subscription", state.word());
    }

    private SubscriptionsStanza() {}
}
