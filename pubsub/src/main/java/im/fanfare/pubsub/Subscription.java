package im.fanfare.pubsub;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One subscriber of one node, in the state {@link SubscriptionState#SUBSCRIBED}: with one subscription, as nearly all, or with
 * several that differ in their options (XEP-0060 §6.1.6). They are kept together, the oldest first.
 *
 * @param subscriber as subscribed, bare or full
 * @param page the slice of the node's subscribers it is kept in, counted from 0
 * @param since see {@link One}; of the oldest subscription, as are options and SubID
 * @param further the others
 */
public record Subscription(
        Jid subscriber, int page, long since, SubscriptionOptions options, SubId subId, List<One> further) {
    /** Of one subscriber: a client can use few, and each makes the row larger that they are kept in. */
    static final int MOST = 16;

    /**
     * One of the subscriptions of a subscriber.
     *
     * @param since the node's revision that made it, or that last began or ended its notifications: what was published
     *     before is not for it
     */
    public record One(SubId subId, long since, SubscriptionOptions options) {
        private One with(SubscriptionOptions changed, long revision) {
            boolean goesOn = changed.deliver() == options.deliver();
            return new One(subId, goesOn ? since : revision, changed);
        }
    }

    public Subscription {
        further = List.copyOf(further);
    }

    /** The only one of its subscriber. */
    public Subscription(Jid subscriber, int page, long since, SubscriptionOptions options) {
        this(subscriber, page, since, options, SubId.FIRST, List.of());
    }

    /** A subscription without options of its own. */
    public Subscription(Jid subscriber, int page, long since) {
        this(subscriber, page, since, SubscriptionOptions.STANDARD);
    }

    private static Subscription of(Jid subscriber, int page, List<One> all) {
        One oldest = all.get(0);
        return new Subscription(
                subscriber, page, oldest.since(), oldest.options(), oldest.subId(), all.subList(1, all.size()));
    }

    /** All that the subscriber has, the oldest first; never empty. */
    public List<One> all() {
        List<One> all = new ArrayList<>();
        all.add(new One(subId, since, options));
        all.addAll(further);
        return all;
    }

    /** Whether it is the only one, and nothing was chosen for it. */
    public boolean isStandard() {
        return further.isEmpty() && options.values().isEmpty();
    }

    public boolean isOneOfSeveral() {
        return !further.isEmpty();
    }

    public Optional<One> find(SubId wanted) {
        return all().stream().filter(one -> one.subId().equals(wanted)).findFirst();
    }

    /** Whether the subscriber is told of what happens at the node, by one of the subscriptions at least. */
    public boolean isDelivered() {
        return all().stream().anyMatch(one -> one.options().deliver());
    }

    /**
     * These subscriptions, one of them with other options.
     *
     * @param revision of the node that changes them; what goes on does not begin anew, or what was published just before
     *     would be missed
     */
    Subscription with(SubId changed, SubscriptionOptions options, long revision) {
        return of(
                subscriber,
                page,
                all().stream()
                        .map(one -> one.subId().equals(changed) ? one.with(options, revision) : one)
                        .toList());
    }

    /** These subscriptions and another one. */
    Subscription with(One another) {
        List<One> all = all();
        all.add(another);
        return of(subscriber, page, all);
    }

    /** What is left without this one; nothing where there is no other. */
    Optional<Subscription> without(SubId ended) {
        List<One> left =
                all().stream().filter(one -> !one.subId().equals(ended)).toList();
        return left.isEmpty() ? Optional.empty() : Optional.of(of(subscriber, page, left));
    }

    /** Why it cannot be said which of them is meant, by whoever names one or none: XEP-0060 §6.2.3.1 and §6.2.3.5. */
    Optional<PubSubError> refusal(Optional<SubId> named) {
        if (named.isEmpty()) {
            return isOneOfSeveral() ? Optional.of(PubSubError.SUBID_REQUIRED) : Optional.empty();
        }
        return find(named.get()).isPresent() ? Optional.empty() : Optional.of(PubSubError.INVALID_SUBID);
    }

    /** Which of them is meant, where there is no {@link #refusal}. */
    One meant(Optional<SubId> named) {
        return named.flatMap(this::find).orElseGet(() -> all().get(0));
    }
}
