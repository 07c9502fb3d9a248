package im.fanfare.pubsub;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Take over what a node had elsewhere: XEP-0227. Nobody is told of it, since nothing has happened; and nobody is asked, since
 * that was done there. What would break a rule of this node is refused.
 */
final class Importing {
    static Decision decide(NodeView node, NodeCommand.Import command, Instant now) {
        Imported what = command.what();
        if (what instanceof Imported.OfItem item) {
            return item(node, item, now);
        }
        if (what instanceof Imported.OfSubscription subscription) {
            return subscription(node, subscription, now);
        }
        if (what instanceof Imported.OfAffiliation affiliation) {
            return affiliation(node, affiliation);
        }
        throw new IllegalStateException("nothing to import: " + what);
    }

    private static Decision item(NodeView node, Imported.OfItem imported, Instant now) {
        NodeConfig config = node.state().config();
        NewItem draft = imported.item();
        if (!config.persistItems()) {
            return Decision.refuse(PubSubError.NOT_PERSISTENT);
        }
        if (draft.payload()
                .filter(payload -> payload.bytes() > config.maxPayloadBytes())
                .isPresent()) {
            return Decision.refuse(PubSubError.PAYLOAD_TOO_BIG);
        }
        Instant published = node.items().lastPublished().filter(now::isBefore).orElse(now);
        Item item = new Item(
                draft.id(),
                draft.payload(),
                imported.publisher(),
                published,
                node.items().createdBy(draft.id()).orElse(0L));
        List<ItemRef> gone = Publishing.makesRoom(node.items(), draft.id(), config.maxItems());
        return Decision.change(
                new NodeEvent.ItemPublished(Optional.of(item), gone, false),
                new NodeReply.Published(Optional.of(draft.id())));
    }

    /** Whom the access model bars it does not let in this way either; whom an owner had to let in was let in there. */
    private static Decision subscription(NodeView node, Imported.OfSubscription imported, Instant now) {
        Jid subscriber = imported.subscriber();
        Optional<PubSubError> refusal = Access.refusal(node, subscriber);
        if (refusal.isPresent()) {
            return Decision.refuse(refusal.get());
        }
        Optional<SubscriptionOptions> options = SubscriptionOptions.STANDARD
                .with(imported.options(), node.state().config())
                .map(found -> found.inPlaceOf(SubscriptionOptions.STANDARD, node.nextRevision()));
        if (options.isEmpty() || options.get().areOver(now)) {
            return Decision.refuse(PubSubError.INVALID_OPTIONS);
        }
        if (node.pendingSubscription(subscriber).isPresent()) {
            return Decision.answer(new NodeReply.Done()); // it was quicker
        }
        SubId subId = imported.subId().orElse(SubId.FIRST);
        Optional<Subscription> present = Subscribing.find(node, subscriber);
        if (present.isPresent()) {
            return again(present.get(), new Subscription.One(subId, node.nextRevision(), options.get()));
        }
        Changes changes = new Changes(node, node.state().id().serviceJid());
        changes.add(new NodeEvent.Subscribed(new Subscription(
                subscriber, node.pageWithRoom(0), node.nextRevision(), options.get(), subId, List.of())));
        changes.examineAgain();
        return Decision.change(changes.events(), new NodeReply.Done());
    }

    /** One that is there already was quicker, or this is not the first try. */
    private static Decision again(Subscription present, Subscription.One imported) {
        if (present.all().stream()
                .anyMatch(one ->
                        one.subId().equals(imported.subId()) || one.options().equals(imported.options()))) {
            return Decision.answer(new NodeReply.Done());
        }
        return present.all().size() < Subscription.MOST
                ? Decision.change(new NodeEvent.OptionsChanged(present.with(imported)), new NodeReply.Done())
                : Decision.refuse(PubSubError.TOO_MANY_SUBSCRIPTIONS);
    }

    private static Decision affiliation(NodeView node, Imported.OfAffiliation imported) {
        Affiliation present = node.affiliationOf(imported.jid());
        if (present == imported.affiliation()) {
            return Decision.answer(new NodeReply.Done());
        }
        if (present == Affiliation.OWNER) {
            return Decision.refuse(PubSubError.NOT_ACCEPTABLE);
        }
        return Decision.change(
                new NodeEvent.AffiliationChanged(imported.jid(), imported.affiliation()), new NodeReply.Done());
    }

    private Importing() {}
}
