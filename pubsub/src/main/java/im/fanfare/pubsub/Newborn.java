package im.fanfare.pubsub;

import java.util.List;

/** A node of which nothing is known but that it has been created. */
record Newborn(NodeState state, ItemIndex items) implements NodeView {
    Newborn(NodeState state) {
        this(state, new ItemIndex());
    }

    @Override
    public long nextRevision() {
        return 2; // its creation was the first
    }

    @Override
    public Affiliation affiliationOf(Jid jid) {
        return state.owners().contains(jid) ? Affiliation.OWNER : Affiliation.NONE;
    }

    @Override
    public List<Subscription> subscriptionsOf(Jid bare) {
        return List.of();
    }

    @Override
    public List<Subscription> knownSubscriptions() {
        return List.of();
    }

    @Override
    public List<PendingSubscription> pendingSubscriptions() {
        return List.of();
    }

    @Override
    public List<Subscription> allSubscriptions() {
        return List.of();
    }

    @Override
    public int pageWithRoom(int ahead) {
        return 0;
    }

    @Override
    public boolean hasSeveral() {
        return false;
    }

    @Override
    public long subscribers() {
        return 0;
    }
}
