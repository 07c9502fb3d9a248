package im.fanfare.pubsub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one command brings about, event by event, with the messages that go to those whom it concerns.
 *
 * <p>Whoever gave the command has its answer and is told nothing besides. For the time of one decision.
 */
final class Changes {
    private final NodeView node;
    private final Jid requester;
    private final List<NodeEvent> events = new ArrayList<>();

    /** The subscribers whose subscriptions these events change, as they are by then. */
    private final Map<Jid, Subscription> changed = new HashMap<>();

    private int added;

    /** @param requester whose command it is */
    Changes(NodeView node, Jid requester) {
        this.node = node;
        this.requester = requester.bare();
    }

    List<NodeEvent> events() {
        return events;
    }

    void add(NodeEvent event) {
        events.add(event);
    }

    void affiliate(Jid jid, Affiliation affiliation) {
        add(new NodeEvent.AffiliationChanged(jid, affiliation));
        if (!jid.equals(requester)) {
            add(new NodeEvent.Told(List.of(jid), new Notice.AffiliationChanged(jid, affiliation)));
        }
    }

    void subscribe(Jid subscriber, SubscriptionOptions options) {
        follow(options);
        add(new NodeEvent.Subscribed(new Subscription(
                subscriber,
                node.pageWithRoom(added++),
                nextRevision(),
                options.at(node.state().config()).inPlaceOf(SubscriptionOptions.STANDARD, nextRevision()))));
        tell(subscriber, SubId.FIRST, SubscriptionState.SUBSCRIBED, notifiedOwners());
        if (!subscriber.bare().equals(requester)) {
            examineAgain();
        }
    }

    /** Nodes below look whether they have to tell this one. */
    private void follow(SubscriptionOptions options) {
        NodeEvent followed = new NodeEvent.Followed();
        if (options.areExtended() && !node.state().followed() && !events.contains(followed)) {
            add(followed);
        }
    }

    /** Whoever subscribes has been asked for above; whom others subscribe has not. */
    void examineAgain() {
        if (node.state().config().isRelated()) {
            add(new NodeEvent.Examined(0));
        }
    }

    /**
     * One more subscription of somebody who has some: §6.1.6.
     *
     * @return what it is called
     */
    SubId subscribeAgain(Subscription present, SubscriptionOptions options) {
        follow(options);
        SubId subId = SubId.of(nextRevision());
        while (present.find(subId).isPresent()) {
            subId = new SubId(subId + "+"); // one that was taken over from elsewhere may be called anything
        }
        add(new NodeEvent.OptionsChanged(present.with(new Subscription.One(
                subId, nextRevision(), options.inPlaceOf(SubscriptionOptions.STANDARD, nextRevision())))));
        tell(present.subscriber(), subId, SubscriptionState.SUBSCRIBED, notifiedOwners());
        return subId;
    }

    /** Nobody is told of it: it is between the subscriber and the service. */
    void configure(Subscription present, Subscription.One one, SubscriptionOptions options) {
        if (!options.equals(one.options())) {
            follow(options);
            Subscription before = changed.getOrDefault(present.subscriber(), present);
            Subscription after =
                    before.with(one.subId(), options.inPlaceOf(one.options(), nextRevision()), nextRevision());
            changed.put(present.subscriber(), after);
            add(new NodeEvent.OptionsChanged(after));
        }
    }

    /** All that somebody has. */
    void unsubscribe(Subscription subscription) {
        add(new NodeEvent.Unsubscribed(subscription));
        subscription
                .all()
                .forEach(one -> tell(subscription.subscriber(), one.subId(), SubscriptionState.NONE, notifiedOwners()));
    }

    /** One of those that somebody has. */
    void unsubscribe(Subscription subscription, SubId ended) {
        Jid subscriber = subscription.subscriber();
        Subscription present = changed.getOrDefault(subscriber, subscription);
        Optional<Subscription> left = present.without(ended);
        add(left.<NodeEvent>map(NodeEvent.OptionsChanged::new).orElseGet(() -> new NodeEvent.Unsubscribed(present)));
        left.ifPresent(after -> changed.put(subscriber, after));
        tell(subscriber, ended, SubscriptionState.NONE, notifiedOwners());
    }

    void request(PendingSubscription pending) {
        add(new NodeEvent.SubscriptionRequested(pending));
        List<Jid> owners = node.state().owners().stream().sorted().toList();
        add(new NodeEvent.Told(owners, new Notice.SubscriptionRequest(pending.subscriber())));
    }

    void approve(PendingSubscription pending) {
        withdraw(pending);
        subscribe(pending.subscriber(), pending.options());
    }

    void deny(PendingSubscription pending) {
        withdraw(pending);
        tell(pending.subscriber(), SubId.FIRST, SubscriptionState.NONE, List.of());
    }

    void withdraw(PendingSubscription pending) {
        add(new NodeEvent.RequestEnded(pending));
    }

    private long nextRevision() {
        return node.nextRevision() + events.size();
    }

    private List<Jid> notifiedOwners() {
        return node.state().config().isSet(ConfigField.NOTIFY_SUB)
                ? node.state().owners().stream().sorted().toList()
                : List.of();
    }

    private void tell(Jid subscriber, SubId subId, SubscriptionState state, List<Jid> owners) {
        Set<Jid> told = new LinkedHashSet<>();
        told.add(subscriber);
        told.addAll(owners);
        told.removeIf(jid -> jid.bare().equals(requester));
        if (!told.isEmpty()) {
            add(new NodeEvent.Told(List.copyOf(told), new Notice.SubscriptionChanged(subscriber, subId, state)));
        }
    }
}
