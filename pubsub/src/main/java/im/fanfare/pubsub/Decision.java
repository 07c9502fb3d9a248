package im.fanfare.pubsub;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a rule says to a command. */
public sealed interface Decision {
    /** Commit these events, in this order, as one; then reply. */
    record Change(List<NodeEvent> events, NodeReply reply) implements Decision {
        public Change {
            events = List.copyOf(events);
        }
    }

    /** Nothing changes. */
    record Answer(NodeReply reply) implements Decision {}

    /** Nothing changes yet: have the node woken then, as {@link NodeCommand.Expire} wakes it for this subscriber; then reply. */
    record Later(Jid subscriber, Instant due, NodeReply reply) implements Decision {}

    /** The requester may have it; reply with these items, oldest first, or with as many of them as a reply holds. */
    record FetchItems(Excerpt<ItemRef> items) implements Decision {}

    /** The same, as the messages by which subscribers were told of them: XEP-0442. */
    record FetchArchive(Excerpt<ItemRef> items) implements Decision {}

    /** The requester may have it; reply with the node's affiliations. */
    record FetchAffiliations() implements Decision {}

    /** The requester may have it; reply with the node's subscriptions, or the part that is asked for. */
    record FetchSubscriptions(Optional<Paging> paging) implements Decision {}

    static Decision change(NodeEvent event, NodeReply reply) {
        return new Change(List.of(event), reply);
    }

    static Decision change(List<? extends NodeEvent> events, NodeReply reply) {
        return events.isEmpty() ? answer(reply) : new Change(List.copyOf(events), reply);
    }

    static Decision answer(NodeReply reply) {
        return new Answer(reply);
    }

    static Decision refuse(PubSubError error) {
        return answer(new NodeReply.Refused(error));
    }
}
