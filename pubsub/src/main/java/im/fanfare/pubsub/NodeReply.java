package im.fanfare.pubsub;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a node answers. */
public sealed interface NodeReply {
    /** Whether it says no, and for this reason. */
    default boolean refuses(PubSubError error) {
        return this instanceof Refused refused && refused.error() == error;
    }

    /**
     * What was asked for has happened, and there is nothing to say about it but which subscription ended, where somebody
     * wanted one of theirs to end; a member of the release before does not say it.
     */
    record Done(Optional<SubId> ended) implements NodeReply {
        /** Nothing to say. */
        public Done() {
            this(Optional.empty());
        }
    }

    /**
     * XEP-0060 §7.1.2. The item is named also where the edge drew its id.
     *
     * @param byPresence whether it goes when its publisher goes offline
     */
    record Published(Optional<ItemId> item, boolean byPresence) implements NodeReply {
        /** Whose publisher's presence is nothing to the node. */
        public Published(Optional<ItemId> item) {
            this(item, false);
        }
    }

    /**
     * XEP-0060 §6.1.2; the options: §6.3.7.
     *
     * @param offered the options that subscriptions of the node have
     * @param byPresence whether it matters to the node when subscribers are available
     */
    record Subscribed(
            Jid subscriber,
            SubscriptionState state,
            SubscriptionOptions options,
            Set<SubscriptionOption> offered,
            boolean byPresence,
            SubId subId)
            implements NodeReply {
        public Subscribed {
            offered = Set.copyOf(offered);
        }

        /** The one that somebody has who has no other. */
        public Subscribed(
                Jid subscriber,
                SubscriptionState state,
                SubscriptionOptions options,
                Set<SubscriptionOption> offered,
                boolean byPresence) {
            this(subscriber, state, options, offered, byPresence, SubId.FIRST);
        }

        /** To a node as it is by default. */
        public Subscribed(Jid subscriber, SubscriptionState state, SubscriptionOptions options) {
            this(subscriber, state, options, SubscriptionOption.of(NodeConfig.STANDARD), false);
        }

        /** Without options of its own. */
        public Subscribed(Jid subscriber, SubscriptionState state) {
            this(subscriber, state, SubscriptionOptions.STANDARD);
        }
    }

    /**
     * XEP-0060 §6.3.3.
     *
     * @param offered those that the subscriptions of the node have
     */
    record Options(SubscriptionOptions options, Set<SubscriptionOption> offered, SubId subId) implements NodeReply {
        public Options {
            offered = Set.copyOf(offered);
        }

        /** Of the one that somebody has who has no other. */
        public Options(SubscriptionOptions options, Set<SubscriptionOption> offered) {
            this(options, offered, SubId.FIRST);
        }
    }

    /**
     * XEP-0060 §6.5.2, oldest first.
     *
     * @param index of the first in the list that was asked for, or for a part of
     * @param total how long that list is; what is not among the items was not asked for, or would not fit
     * @param naming whether the publishers are to be named
     * @param values what each of them is compared by, in their order: {@link CompareAndPublish}; none are known to a
     *     member of the release before
     */
    record Items(List<Item> items, int index, int total, boolean naming, List<String> values) implements NodeReply {
        public Items {
            values = List.copyOf(values);
        }
    }

    /**
     * XEP-0060 §5.5, newest first.
     *
     * @param index of the first among all
     * @param total how many there are
     */
    record ItemIds(List<ItemId> items, int index, int total) implements NodeReply {}

    /**
     * XEP-0313 §4.2, oldest first.
     *
     * @param ids what each of the items is called in the archive, in their order
     * @param index of the first among all that match
     * @param total how many match; what is not among the items was not asked for, or would not fit
     * @param config by which subscribers are told of items
     * @param revision of the node that has them; 0 of a member of the release before
     */
    record ArchivePage(List<Item> items, List<String> ids, int index, int total, NodeConfig config, long revision)
            implements NodeReply {
        public ArchivePage {
            items = List.copyOf(items);
            ids = List.copyOf(ids);
        }
    }

    /** XEP-0313 §5: nothing where the archive is empty. */
    record ArchiveEnds(Optional<Archived> oldest, Optional<Archived> newest) implements NodeReply {}

    /**
     * What is told of a message in an archive.
     *
     * @param id what it is called there
     */
    record Archived(String id, Instant published) {}

    /**
     * XEP-0060 §8.2.2.
     *
     * @param parents as the node has them: {@link NodeState#parents}
     */
    record Config(NodeConfig config, Map<NodeId, Long> parents) implements NodeReply {
        public Config {
            parents = Map.copyOf(parents);
        }

        /** In no collection. */
        public Config(NodeConfig config) {
            this(config, Map.of());
        }
    }

    /**
     * The collection has taken what was relayed to it.
     *
     * @param parents as the collection has them
     */
    record Relayed(Map<NodeId, Long> parents) implements NodeReply {
        public Relayed {
            parents = Map.copyOf(parents);
        }
    }

    /** XEP-0060 §5.4. */
    record Description(NodeState state, long subscribers) implements NodeReply {}

    /** XEP-0060 §8.9.1.2. */
    record Affiliations(Map<Jid, Affiliation> affiliations) implements NodeReply {}

    /**
     * XEP-0060 §8.8.1.2: who waits for an owner's word, and who is subscribed, in the order of the list.
     *
     * @param subIds of those subscribers who have others than {@link SubId#FIRST} alone
     * @param index of the first in the whole list, if that is known
     * @param total how long the whole list is
     */
    record Subscriptions(
            List<Jid> subscribers, List<Jid> pending, Map<Jid, List<SubId>> subIds, Optional<Integer> index, int total)
            implements NodeReply {
        /** All there are, who have one each. */
        public Subscriptions(List<Jid> subscribers, List<Jid> pending) {
            this(subscribers, pending, Map.of(), Optional.of(0), subscribers.size() + pending.size());
        }

        /** What the subscriptions of one of these subscribers are called. */
        public List<SubId> subIds(Jid subscriber) {
            return subIds.getOrDefault(subscriber, List.of(SubId.FIRST));
        }
    }

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
    record SubscriptionsRefused(PubSubError error, Map<NodeCommand.Whose, SubscriptionState> present)
            implements NodeReply {}

    /**
     * XEP-0060 §6.1.3.11: there is no such node any more.
     *
     * @param uri of the node that takes its place
     */
    record Moved(String uri) implements NodeReply {}

    /**
     * XEP-0395 §3.3: nothing was published.
     *
     * @param last the value of the last item; empty where there is none
     */
    record ComparisonFailed(String last) implements NodeReply {}

    /** The rules, or the state of the service, say no; nothing has changed. */
    record Refused(PubSubError error) implements NodeReply {}
}
