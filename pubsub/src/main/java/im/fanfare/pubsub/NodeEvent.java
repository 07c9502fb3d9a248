package im.fanfare.pubsub;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What has happened to a node. Every event is one revision of its node; which one, the entity says that commits it.
 */
public sealed interface NodeEvent {
    /** XEP-0060 §8.1. */
    record NodeCreated() implements NodeEvent {}

    /**
     * XEP-0060 §8.2.
     *
     * @param left the nodes that it depended on until now: XEP-0496 §4
     */
    record NodeConfigured(NodeConfig config, Map<ConfigField, Relative> left) implements NodeEvent {
        public NodeConfigured {
            left = Map.copyOf(left);
        }

        /** It depends on those that it depended on before. */
        public NodeConfigured(NodeConfig config) {
            this(config, Map.of());
        }
    }

    /** XEP-0496 §4: from now on other nodes may depend on this one. */
    record Adopted() implements NodeEvent {}

    /** XEP-0497: from now on somebody may be subscribed who wants to be told of nodes below, and the like. */
    record Followed() implements NodeEvent {}

    /**
     * XEP-0497 §4.2.2: this is said of the node from now on.
     *
     * @param fields that changed, of those that {@linkplain ConfigField#isMetadata are metadata}
     */
    record MetadataChanged(Set<ConfigField> fields) implements NodeEvent {
        public MetadataChanged {
            fields = Set.copyOf(fields);
        }
    }

    /**
     * XEP-0496 §4.4: all subscribers had access to all nodes above.
     *
     * @param mark of those nodes: {@link Lineage#mark}; 0 where the subscribers have to be looked at once more
     */
    record Examined(long mark) implements NodeEvent {}

    /**
     * XEP-0060 §8.4.
     *
     * @param redirect the URI of a node that takes its place
     */
    record NodeDeleted(Optional<String> redirect) implements NodeEvent {}

    /**
     * XEP-0060 §8.5.
     *
     * @param gone all items, or none where there are too many to name
     * @param since where they are not named: the revision under which the oldest is kept; 0 otherwise
     */
    record NodePurged(List<ItemRef> gone, long since) implements NodeEvent {
        /** All of which are named. */
        public NodePurged(List<ItemRef> gone) {
            this(gone, 0);
        }
    }

    /**
     * XEP-0060 §7.1.
     *
     * @param item absent where a node without items was published to, which only notifies
     * @param gone the earlier item of the same id, and what {@code max_items} pushed out
     * @param notifying whether subscribers are told
     */
    record ItemPublished(Optional<Item> item, List<ItemRef> gone, boolean notifying) implements NodeEvent {
        /** Of which subscribers are told. */
        public ItemPublished(Optional<Item> item, List<ItemRef> gone) {
            this(item, gone, true);
        }
    }

    /**
     * XEP-0060 §7.2.
     *
     * @param notifying whether subscribers are told
     */
    record ItemsRetracted(List<ItemRef> gone, boolean notifying) implements NodeEvent {}

    /** XEP-0060 §6.1, §8.8. */
    record Subscribed(Subscription subscription) implements NodeEvent {}

    /**
     * XEP-0060 §6.3.
     *
     * @param subscription as it is from now on
     */
    record OptionsChanged(Subscription subscription) implements NodeEvent {}

    /**
     * XEP-0060 §6.1.7: new subscribers are told of the last item.
     *
     * @param content of the item; absent until they are told
     */
    record LastItemSent(ItemRef item, Optional<Item> content, List<Subscription> to) implements NodeEvent {
        public LastItemSent {
            to = List.copyOf(to);
        }

        public LastItemSent with(Item found) {
            return new LastItemSent(item, Optional.of(found), to);
        }
    }

    /**
     * A subscriber is told of some items at once: {@code pubsub#digest} of XEP-0060 §17.4.3.
     *
     * @param items the oldest first
     * @param contents of those of them that are still there; empty until the subscriber is told
     * @param subId by which of the subscriptions
     */
    record DigestSent(List<ItemRef> items, List<Item> contents, Subscription to, SubId subId) implements NodeEvent {
        public DigestSent {
            items = List.copyOf(items);
            contents = List.copyOf(contents);
        }

        public DigestSent with(List<Item> found) {
            return new DigestSent(items, found, to, subId);
        }
    }

    /** XEP-0060 §6.2, §8.8. */
    record Unsubscribed(Subscription subscription) implements NodeEvent {}

    /** XEP-0060 §6.1.4. */
    record SubscriptionRequested(PendingSubscription pending) implements NodeEvent {}

    /** The request waits no longer: it was answered, or taken back. */
    record RequestEnded(PendingSubscription pending) implements NodeEvent {}

    /**
     * Some are told of something, whether they are subscribed or not; nothing changes by it.
     *
     * @param recipients as they are to be addressed
     */
    record Told(List<Jid> recipients, Notice notice) implements NodeEvent {}

    /** XEP-0060 §8.9; the JID is bare. */
    record AffiliationChanged(Jid jid, Affiliation affiliation) implements NodeEvent {}

    /**
     * XEP-0248 §7.5: the node is in a collection from now on.
     *
     * @param instance which of the collection's lives
     */
    record Associated(NodeId collection, long instance) implements NodeEvent {}

    /**
     * XEP-0248 §7.6.
     *
     * @param instance which of the collection's lives it was in
     */
    record Dissociated(NodeId collection, long instance) implements NodeEvent {}

    /**
     * Something has happened to a node below this collection (XEP-0248 §5.3), or to one that is below this one or links to
     * it (XEP-0497).
     *
     * @param node to which it happened
     * @param instance which of that node's lives
     * @param revision which of that node's revisions
     * @param depth see {@link Matter}
     * @param event what happened, as {@link Relaying} has it
     * @param config of that node, by which it is told
     * @param kinship absent where that node is in this collection
     */
    record Relayed(
            NodeId node,
            long instance,
            long revision,
            int depth,
            NodeEvent event,
            NodeConfig config,
            Optional<Kinship> kinship)
            implements NodeEvent {
        /** For collections. */
        public Relayed(NodeId node, long instance, long revision, int depth, NodeEvent event, NodeConfig config) {
            this(node, instance, revision, depth, event, config, Optional.empty());
        }

        /** The same as it is told so deep. */
        public Relayed at(int depth) {
            return new Relayed(node, instance, revision, depth, event, config, kinship);
        }

        /** The same as it is told to those above that are not collections. */
        public Relayed to(Kinship kin, int depth) {
            return new Relayed(node, instance, revision, depth, event, config, Optional.of(kin));
        }

        /** Of what it brings, roughly: of a payload, or of the names of items. */
        public int payloadBytes() {
            if (event instanceof ItemPublished published) {
                return published
                        .item()
                        .flatMap(Item::payload)
                        .map(Payload::bytes)
                        .orElse(0);
            }
            return event instanceof ItemsRetracted retracted
                    ? retracted.gone().stream()
                            .mapToInt(item -> item.id().value().length())
                            .sum()
                    : 0;
        }
    }
}
