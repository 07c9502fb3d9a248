package im.fanfare.pubsub;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
        add(new NodeEvent.Subscribed(new Subscription(
                subscriber,
                node.pageWithRoom(added++),
                nextRevision(),
                options.at(node.state().config()))));
        tell(subscriber, SubscriptionState.SUBSCRIBED, notifiedOwners());
        if (!subscriber.bare().equals(requester)) {
            examineAgain();
        }
    }

    /** Whoever subscribes has been asked for above; whom others subscribe has not. */
    void examineAgain() {
        if (node.state().config().isRelated()) {
            add(new NodeEvent.Examined(0));
        }
    }

    /** Nobody is told of it: it is between the subscriber and the service. */
    void configure(Subscription present, SubscriptionOptions options) {
        if (!options.equals(present.options())) {
            add(new NodeEvent.OptionsChanged(present.with(options, nextRevision())));
        }
    }

    void unsubscribe(Subscription subscription) {
        add(new NodeEvent.Unsubscribed(subscription));
        tell(subscription.subscriber(), SubscriptionState.NONE, notifiedOwners());
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
        tell(pending.subscriber(), SubscriptionState.NONE, List.of());
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

    private void tell(Jid subscriber, SubscriptionState state, List<Jid> owners) {
        Set<Jid> told = new LinkedHashSet<>();
        told.add(subscriber);
        told.addAll(owners);
        told.removeIf(jid -> jid.bare().equals(requester));
        if (!told.isEmpty()) {
            add(new NodeEvent.Told(List.copyOf(told), new Notice.SubscriptionChanged(subscriber, state)));
        }
    }
}
