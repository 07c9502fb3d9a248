package im.fanfare.pubsub;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tell new subscribers of the last item: XEP-0060 §6.1.7. */
public final class SendingLast {
    /**
     * Judges behind a batch of events, because what is published behind a subscription reaches the subscriber anyway.
     *
     * @param node once they have happened
     */
    public static Optional<NodeEvent> decide(NodeView node, List<NodeEvent> happened) {
        Optional<ItemRef> last =
                node.items().last().filter(item -> node.state().config().sendsLastItem());
        if (last.isEmpty()) {
            return Optional.empty();
        }
        Set<Subscription> to = new LinkedHashSet<>();
        for (NodeEvent event : happened) {
            if (event instanceof NodeEvent.Subscribed subscribed) {
                to.add(subscribed.subscription());
            } else if (event instanceof NodeEvent.Unsubscribed unsubscribed) {
                to.remove(unsubscribed.subscription());
            }
        }
        to.removeIf(subscription -> subscription.all().stream()
                        .noneMatch(
                                one -> one.options().deliver() && one.options().wantItems())
                || subscription.since() < last.get().revision());
        return to.isEmpty()
                ? Optional.empty()
                : Optional.of(new NodeEvent.LastItemSent(last.get(), Optional.empty(), List.copyOf(to)));
    }

    private SendingLast() {}
}
