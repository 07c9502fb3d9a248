package im.fanfare.pubsub;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a node answers. */
public sealed interface NodeReply {
    /** What was asked for has happened, and there is nothing to say about it. */
    record Done() implements NodeReply {}

    /** XEP-0060 §7.1.2. The item is named also where the edge drew its id. */
    record Published(Optional<ItemId> item) implements NodeReply {}

    /** XEP-0060 §6.1.2. */
    record Subscribed(Jid subscriber, SubscriptionState state) implements NodeReply {}

    /**
     * XEP-0060 §6.5.2, oldest first.
     *
     * @param total how many were asked for; more than there are items where a stanza could not hold them all
     */
    record Items(List<Item> items, int total) implements NodeReply {}

    /** XEP-0060 §5.5, newest first. */
    record ItemIds(List<ItemId> items) implements NodeReply {}

    /** XEP-0060 §8.2.2. */
    record Config(NodeConfig config) implements NodeReply {}

    /** XEP-0060 §5.4. */
    record Description(NodeState state, long subscribers) implements NodeReply {}

    /** XEP-0060 §8.9.1.2. */
    record Affiliations(Map<Jid, Affiliation> affiliations) implements NodeReply {}

    /** XEP-0060 §8.8.1.2: who is subscribed, and who waits for an owner's word. */
    record Subscriptions(List<Jid> subscribers, List<Jid> pending) implements NodeReply {}

    /**
     * XEP-0060 §8.9.2.4: none of the changes has happened.
     *
     * @param present what those were and still are who should have become something else
     */
    record AffiliationsRefused(PubSubError error, Map<Jid, Affiliation> present) implements NodeReply {}

    /**
     * XEP-0060 §8.8.2.4: none of the changes has happened.
     *
     * @param present the subscriptions that should have changed, as they were and still are
     */
    record SubscriptionsRefused(PubSubError error, Map<Jid, SubscriptionState> present) implements NodeReply {}

    /** The rules, or the state of the service, say no; nothing has changed. */
    record Refused(PubSubError error) implements NodeReply {}
}
