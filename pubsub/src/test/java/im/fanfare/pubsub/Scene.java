package im.fanfare.pubsub;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A node at one moment, as a rule may find it. Its pages hold two subscribers. */
public record Scene(
        NodeState state,
        long nextRevision,
        Map<Jid, Affiliation> affiliations,
        List<Subscription> subscriptions,
        List<PendingSubscription> pendingSubscriptions,
        ItemIndex items)
        implements NodeView {
    private static final int PAGE_SIZE = 2;

    static Scene of(NodeState state) {
        Map<Jid, Affiliation> owners = new HashMap<>();
        state.owners().forEach(owner -> owners.put(owner, Affiliation.OWNER));
        return new Scene(state, 8, owners, List.of(), List.of(), new ItemIndex());
    }

    public Scene configured(Map<ConfigField, String> changes) {
        NodeConfig config = state.config().with(changes).orElseThrow();
        return new Scene(state.with(config), nextRevision, affiliations, subscriptions, pendingSubscriptions, items);
    }

    public Scene with(Jid jid, Affiliation affiliation) {
        Map<Jid, Affiliation> changed = new HashMap<>(affiliations);
        changed.put(jid.bare(), affiliation);
        NodeState after = state.after(new NodeEvent.AffiliationChanged(jid.bare(), affiliation));
        return new Scene(after, nextRevision, changed, subscriptions, pendingSubscriptions, items);
    }

    public Scene subscribed(Jid subscriber) {
        return with(new Subscription(subscriber, pageWithRoom(0), 3));
    }

    Scene with(Subscription subscription) {
        List<Subscription> changed = new ArrayList<>(subscriptions);
        changed.add(subscription);
        return new Scene(state, nextRevision, affiliations, changed, pendingSubscriptions, items);
    }

    /** The subscriber has asked, and no owner has answered yet. */
    public Scene requested(Jid subscriber) {
        List<PendingSubscription> changed = new ArrayList<>(pendingSubscriptions);
        changed.add(new PendingSubscription(subscriber));
        return new Scene(state, nextRevision, affiliations, subscriptions, changed, items);
    }

    /** The item is published by the revision that comes next. */
    public Scene published(String id, Jid publisher) {
        return published(id, publisher, Denmark.NOW);
    }

    /** As {@link #published(String, Jid)}, at some time. */
    public Scene published(String id, Jid publisher, Instant time) {
        ItemIndex changed = new ItemIndex();
        items.entries()
                .forEach(entry -> changed.add(entry.item(), entry.publisher(), entry.created(), entry.published()));
        changed.add(
                new ItemRef(new ItemId(id), nextRevision),
                publisher,
                items.createdBy(new ItemId(id)).orElse(0L),
                time);
        return new Scene(state, nextRevision + 1, affiliations, subscriptions, pendingSubscriptions, changed);
    }

    @Override
    public Affiliation affiliationOf(Jid jid) {
        if (!jid.isBare()) {
            throw new IllegalArgumentException("affiliations are based on bare JIDs: XEP-0060 §4.1");
        }
        return affiliations.getOrDefault(jid, Affiliation.NONE);
    }

    @Override
    public List<Subscription> subscriptionsOf(Jid bare) {
        return subscriptions.stream()
                .filter(subscription -> subscription.subscriber().bare().equals(bare))
                .toList();
    }

    @Override
    public List<Subscription> knownSubscriptions() {
        return subscriptions;
    }

    @Override
    public List<Subscription> allSubscriptions() {
        return subscriptions;
    }

    @Override
    public int pageWithRoom(int ahead) {
        return (subscriptions.size() + ahead) / PAGE_SIZE;
    }

    @Override
    public boolean hasSeveral() {
        return subscriptions.stream().anyMatch(Subscription::isOneOfSeveral);
    }

    @Override
    public long subscribers() {
        return subscriptions.size();
    }
}
