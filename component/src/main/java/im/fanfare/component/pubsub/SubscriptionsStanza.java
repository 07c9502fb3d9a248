package im.fanfare.component.pubsub;

import im.fanfare.cluster.NodeDirectory.OwnSubscription;
import im.fanfare.component.rsm.ResultSet;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.stanza.XmlElement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@code <subscriptions/>} and its answers: one's own, XEP-0060 §5.6; those of one's node, §8.8. */
final class SubscriptionsStanza {
    private record Own(NodeId node, OwnSubscription subscription) {}

    /** §5.6; a node that is named is a filter, no matter whether there is one. */
    static XmlElement writeOwn(PubSubRequest request, Map<NodeId, List<OwnSubscription>> subscriptions) {
        Optional<NodeId> wanted = request.named();
        List<Own> own = new ArrayList<>();
        new TreeMap<>(subscriptions).forEach((node, some) -> {
            if (wanted.map(node::equals).orElse(true)) {
                some.forEach(subscription -> own.add(new Own(node, subscription)));
            }
        });
        XmlElement list = XmlElement.of("subscriptions", PubSubStanza.NS).with("node", wanted.map(NodeId::name));
        return PubSubStanza.wrap(request, list, own, SubscriptionsStanza::write, SubscriptionsStanza::uid);
    }

    private static XmlElement write(Own own) {
        return XmlElement.of("subscription", PubSubStanza.NS)
                .with("node", own.node().name())
                .with("jid", own.subscription().subscriber().toString())
                .with("subid", own.subscription().subId().value())
                .with("subscription", own.subscription().state().word());
    }

    private static String uid(Own own) {
        String ofOnly = own.node().name() + ' ' + own.subscription().subscriber();
        return own.subscription().subId().equals(SubId.FIRST)
                ? ofOnly
                : ofOnly + ' ' + own.subscription().subId().value();
    }

    static NodeCommand.ListSubscriptions parseGet(PubSubRequest request) {
        return new NodeCommand.ListSubscriptions(request.node(), request.requester(), request.paging());
    }

    static XmlElement write(PubSubRequest request, NodeReply.Subscriptions subscriptions) {
        // What waits comes first: a list that has to be cut is cut at its end, and this is what an owner has to act
        // upon.
        List<Subscriber> entries = new ArrayList<>();
        subscriptions
                .pending()
                .forEach(subscriber ->
                        entries.add(new Subscriber(subscriber, SubscriptionState.PENDING, List.of(SubId.FIRST))));
        subscriptions
                .subscribers()
                .forEach(subscriber -> entries.add(
                        new Subscriber(subscriber, SubscriptionState.SUBSCRIBED, subscriptions.subIds(subscriber))));
        ResultSet part = ResultSet.of(
                new ResultSet.Page<>(entries, subscriptions.index(), Optional.of(subscriptions.total())),
                request.paging().filter(asked -> subscriptions.total() > 0),
                Subscriber::write,
                entry -> entry.jid().toString());
        List<XmlElement> elements =
                part.elements().stream().flatMap(Subscriber::written).toList();
        return PubSubStanza.wrap(list(request), new ResultSet(elements, part.note()));
    }

    /** An entry of the list, which no page divides. */
    private record Subscriber(Jid jid, SubscriptionState state, List<SubId> subIds) {
        private static final String SEVERAL = "subscriptions";

        XmlElement write() {
            List<XmlElement> all = subIds.stream()
                    .map(subId -> entry(jid, Optional.of(subId), state))
                    .toList();
            return all.size() == 1
                    ? all.get(0)
                    : XmlElement.of(SEVERAL, PubSubStanza.OWNER).with(all);
        }

        static Stream<XmlElement> written(XmlElement entry) {
            return entry.name().equals(SEVERAL) ? entry.children().stream() : Stream.of(entry);
        }
    }

    static NodeCommand.ChangeSubscriptions parseSet(PubSubRequest request) {
        Map<NodeCommand.Whose, SubscriptionState> changes = new LinkedHashMap<>();
        for (XmlElement subscription : request.verb().children("subscription", PubSubStanza.OWNER)) {
            NodeCommand.Whose whose = new NodeCommand.Whose(
                    PubSubRequest.jid(subscription),
                    subscription
                            .attribute("subid")
                            .filter(named -> !named.isEmpty())
                            .map(SubId::new));
            // §8.8.2.1: without a state nothing is to change.
            subscription
                    .attribute("subscription")
                    .map(SubscriptionsStanza::state)
                    .ifPresent(state -> {
                        if (changes.put(whose, state) != null) {
                            throw new BadRequest(PubSubError.BAD_REQUEST); // §8.8.2.4: only SubIDs tell the two apart
                        }
                    });
        }
        if (changes.keySet().stream().anyMatch(whose -> isMeantTwice(whose, changes))) {
            throw new BadRequest(PubSubError.BAD_REQUEST);
        }
        return new NodeCommand.ChangeSubscriptions(request.node(), request.requester(), changes);
    }

    /** Whether all that somebody has is to become this, and one of them that. */
    private static boolean isMeantTwice(NodeCommand.Whose whose, Map<NodeCommand.Whose, SubscriptionState> changes) {
        return whose.subId().isPresent() && changes.containsKey(new NodeCommand.Whose(whose.subscriber()));
    }

    private static SubscriptionState state(String word) {
        return SubscriptionState.parse(word).orElseThrow(() -> new BadRequest(PubSubError.BAD_REQUEST));
    }

    /** §8.8.2.4. */
    static XmlElement writeRefused(PubSubRequest request, NodeReply.SubscriptionsRefused refused) {
        List<XmlElement> entries = new ArrayList<>();
        refused.present().forEach((whose, state) -> entries.add(entry(whose.subscriber(), whose.subId(), state)));
        return list(request).with(entries);
    }

    private static XmlElement list(PubSubRequest request) {
        return XmlElement.of("subscriptions", PubSubStanza.OWNER)
                .with("node", request.node().name());
    }

    private static XmlElement entry(Jid subscriber, Optional<SubId> subId, SubscriptionState state) {
        return XmlElement.of("subscription", PubSubStanza.OWNER)
                .with("jid", subscriber.toString())
                .with("subid", subId.map(SubId::value))
                .with("subscription", state.word());
    }

    private SubscriptionsStanza() {}
}
