package im.fanfare.pubsub;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one JID may ask of one node. A command knows the rule that judges it, so a new command without a rule does not
 * compile: this is our exhaustive switch until Java gives us one.
 */
public sealed interface NodeCommand {
    NodeId node();

    /** The sender, as the host server vouches for it. */
    Jid requester();

    /** What a node that exists says to it. */
    Decision decide(NodeView node, Instant now);

    /** What the node says where others above it may have something to say before: XEP-0496 §4.4. */
    default Decision judge(NodeView node, Instant now) {
        return rightAbove()
                .filter(right -> !requester().equals(node().serviceJid()))
                .flatMap(right -> node.refusalAbove(requester().bare(), right))
                .map(Decision::refuse)
                .orElseGet(() -> decide(node, now));
    }

    /** What the requester has to be allowed at all nodes above, if anything; the service itself may do all. */
    default Optional<Lineage.Right> rightAbove() {
        return Optional.empty();
    }

    /** Whether it only looks; the entity lets such commands run side by side. */
    default boolean isRead() {
        return false;
    }

    /** Whether it changes what other commands are judged or told by; the entity commits such commands alone. */
    default boolean isExclusive() {
        return false;
    }

    /**
     * Whether those are told of the last item whom it subscribes: XEP-0060 §6.1.7. Where there are nodes above, it is
     * not known whether those may be told who did not subscribe themselves.
     */
    default boolean sendsLastItem(NodeConfig config) {
        return !config.isRelated();
    }

    /** How a node is to be configured that this may bring into being; nothing where it needs a node that exists. */
    default Optional<Map<ConfigField, String>> founding() {
        return Optional.empty();
    }

    /** Of the payload that it brings. */
    default int payloadBytes() {
        return 0;
    }

    /** The bare JIDs whose affiliation the rule will ask for. */
    default Set<Jid> affiliationsNeeded() {
        return Set.of(requester().bare());
    }

    /** The bare JIDs whose subscriptions the rule will ask for at a node so configured. */
    default Set<Jid> subscriptionsNeeded(NodeConfig config) {
        return Set.of();
    }

    /** The same at a node where some subscriber may have several: {@link NodeView#hasSeveral}. */
    default Set<Jid> subscriptionsNeededOfSeveral() {
        return Set.of();
    }

    /** The items that the rule will ask for by name. */
    default Set<ItemId> itemsNeeded() {
        return Set.of();
    }

    /** The items that the rule will ask for by their place, counted from the oldest, where those by name are known. */
    default Optional<Paging.Part> itemPartNeeded(ItemIndex items) {
        return Optional.empty();
    }

    /** What the rule will ask for of the items besides, once all that is known; with it known, there may be more. */
    default ItemIndex.Unknown itemsUnknown(NodeView view) {
        return ItemIndex.Unknown.NOTHING;
    }

    /** Whether the rule cannot answer before all items were looked through, since nobody has asked for this so far. */
    default boolean needsMoves(NodeView view) {
        return false;
    }

    /** Whether the rule will ask for all subscriptions of this node, and for the affiliations of those who have them. */
    default boolean needsAllSubscriptions(NodeView view) {
        return false;
    }

    /**
     * XEP-0060 §8.1. The node is drawn by the edge where the requester names none (instant node).
     *
     * @param parents the collections that it is to be in, each of which has admitted it: {@link Admit}
     */
    record Create(NodeId node, Jid requester, Map<ConfigField, String> config, Map<NodeId, Long> parents)
            implements NodeCommand {
        public Create {
            parents = Map.copyOf(parents);
        }

        /** In no collection. */
        public Create(NodeId node, Jid requester, Map<ConfigField, String> config) {
            this(node, requester, config, Map.of());
        }

        @Override
        public Optional<Map<ConfigField, String>> founding() {
            return Optional.of(config);
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Decision.refuse(PubSubError.CONFLICT);
        }
    }

    /**
     * XEP-0060 §8.2.4.
     *
     * @param parents each that it comes into has admitted it: {@link Admit}
     */
    record Configure(NodeId node, Jid requester, Map<ConfigField, String> config, Parents parents)
            implements NodeCommand {
        /** In the collections in which it is. */
        public Configure(NodeId node, Jid requester, Map<ConfigField, String> config) {
            this(node, requester, config, Parents.UNCHANGED);
        }

        @Override
        public boolean isExclusive() {
            return true;
        }

        @Override
        public boolean needsAllSubscriptions(NodeView view) {
            return Configuring.looksAtSubscribers(view, this);
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Configuring.decide(view, this);
        }
    }

    /**
     * XEP-0248 §7.5 and §7.6; from the service itself where the owner of a collection has a node leave it.
     *
     * @param parents each that it comes into has admitted it: {@link Admit}
     */
    record ChangeParents(NodeId node, Jid requester, Parents parents) implements NodeCommand {
        @Override
        public boolean isExclusive() {
            return true;
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Associating.decide(view, this);
        }
    }

    /** XEP-0248 §7.5: whether this collection would take a node of the requester. */
    record Admit(NodeId node, Jid requester) implements NodeCommand {
        @Override
        public boolean isRead() {
            return true;
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Associating.admit(view, this);
        }
    }

    /**
     * Something has happened to a node below this one: see {@link NodeEvent.Relayed}. It comes from the service itself.
     *
     * @param instance which of this node's lives
     * @param events one behind the other; may be none, where only {@link NodeReply.Relayed} is wanted
     */
    record Relay(NodeId node, long instance, List<NodeEvent.Relayed> events) implements NodeCommand {
        public Relay {
            events = List.copyOf(events);
        }

        @Override
        public Jid requester() {
            return node.serviceJid();
        }

        @Override
        public Set<Jid> affiliationsNeeded() {
            return Set.of();
        }

        @Override
        public int payloadBytes() {
            return events.stream().mapToInt(NodeEvent.Relayed::payloadBytes).sum();
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Relaying.decide(view, this);
        }
    }

    /** XEP-0060 §8.2.1: the form with the present values. */
    record ReadConfig(NodeId node, Jid requester) implements NodeCommand {
        @Override
        public boolean isRead() {
            return true;
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Configuring.read(view, this);
        }
    }

    /**
     * XEP-0060 §8.4.
     *
     * @param redirect the URI of a node that takes its place
     */
    record Delete(NodeId node, Jid requester, Optional<String> redirect) implements NodeCommand {
        @Override
        public boolean isExclusive() {
            return true;
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Deleting.decide(view, this);
        }
    }

    /** XEP-0496 §4.2: whether a node of the requester may link to this one, or have it for its parent. */
    record Adopt(NodeId node, Jid requester) implements NodeCommand {
        @Override
        public Decision decide(NodeView view, Instant now) {
            return Adopting.decide(view, this);
        }
    }

    /**
     * XEP-0496 §4.3 and §4.4: a node is being deleted, and those go with it that depend on it. It comes from the service
     * itself.
     *
     * @param on the node that is being deleted
     */
    record DeleteDependant(NodeId node, Relative on) implements NodeCommand {
        @Override
        public boolean isExclusive() {
            return true;
        }

        @Override
        public Jid requester() {
            return node.serviceJid();
        }

        @Override
        public Set<Jid> affiliationsNeeded() {
            return Set.of();
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Deleting.follow(view, this);
        }
    }

    /** XEP-0060 §8.5. */
    record Purge(NodeId node, Jid requester) implements NodeCommand {
        @Override
        public Decision decide(NodeView view, Instant now) {
            return Purging.decide(view, this);
        }
    }

    /**
     * The time of an item may be over, or that of a subscription: see {@link Expiring}. A node that is awake ends what it
     * knows to be over before it judges any command; this one wakes it. Or a digest may be due: {@link Digesting}. It comes
     * from the service itself.
     *
     * @param subscriber whose subscription it is, or nothing where it is an item
     */
    record Expire(NodeId node, Optional<Jid> subscriber) implements NodeCommand {
        @Override
        public Set<Jid> subscriptionsNeeded(NodeConfig config) {
            return subscriber.map(Jid::bare).map(Set::of).orElse(Set.of());
        }

        @Override
        public ItemIndex.Unknown itemsUnknown(NodeView view) {
            return subscriber.map(whose -> Digesting.unknown(view, whose)).orElse(ItemIndex.Unknown.NOTHING);
        }

        @Override
        public Jid requester() {
            return node.serviceJid();
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return subscriber
                    .map(whose -> Digesting.decide(view, whose, now))
                    .orElseGet(() -> Decision.answer(new NodeReply.Done()));
        }
    }

    /**
     * XEP-0060 §13.5: a subscriber has gone offline, or a publisher ({@code purge_offline}). What ends with that, ends; whoever
     * else is subscribed stays. It comes from the service itself.
     *
     * @param subscriber as subscribed; a publisher's bare JID
     */
    record EndTemporary(NodeId node, Jid subscriber) implements NodeCommand {
        @Override
        public Set<Jid> subscriptionsNeeded(NodeConfig config) {
            return Set.of(subscriber.bare());
        }

        @Override
        public Jid requester() {
            return node.serviceJid();
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Subscribing.endTemporary(view, subscriber);
        }
    }

    /**
     * XEP-0060 §7.1. Where there is no such node, one is created: §7.1.4.
     *
     * @param item absent where the requester only wants to notify
     * @param preconditions what the node's configuration has to say: §7.1.5
     * @param expected the value that the last item has to have: {@link CompareAndPublish}
     */
    record Publish(
            NodeId node,
            Jid requester,
            Optional<NewItem> item,
            Map<ConfigField, String> preconditions,
            Optional<String> expected)
            implements NodeCommand {
        public Publish {
            preconditions = Map.copyOf(preconditions);
        }

        /** Whatever the last item is. */
        public Publish(NodeId node, Jid requester, Optional<NewItem> item, Map<ConfigField, String> preconditions) {
            this(node, requester, item, preconditions, Optional.empty());
        }

        /** What others do in the same turn may leave nothing known of the last item. */
        @Override
        public boolean isExclusive() {
            return expected.isPresent();
        }

        @Override
        public int payloadBytes() {
            return item.flatMap(NewItem::payload).map(Payload::bytes).orElse(0);
        }

        @Override
        public Optional<Map<ConfigField, String>> founding() {
            return Optional.of(preconditions);
        }

        @Override
        public Set<ItemId> itemsNeeded() {
            return item.map(NewItem::id).map(Set::of).orElse(Set.of());
        }

        @Override
        public Set<Jid> subscriptionsNeeded(NodeConfig config) {
            return config.publishModel() == PublishModel.SUBSCRIBERS ? Set.of(requester.bare()) : Set.of();
        }

        @Override
        public Optional<Lineage.Right> rightAbove() {
            return Optional.of(Lineage.Right.PUBLISH);
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Publishing.decide(view, this, now);
        }
    }

    /**
     * XEP-0060 §7.2. All of the items go, or none.
     *
     * @param notifying what the requester says of notifications, where it says something
     */
    record Retract(NodeId node, Jid requester, List<ItemId> items, Optional<Boolean> notifying) implements NodeCommand {
        @Override
        public Set<ItemId> itemsNeeded() {
            return Set.copyOf(items);
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Retracting.decide(view, this);
        }
    }

    /**
     * XEP-0060 §6.5: what to retrieve is all, the newest {@code most}, or those named.
     *
     * @param paging which part of that
     * @param order the one of all this, where another than that of publication is asked for: XEP-0413
     * @param subId the subscription by which the requester wants them
     */
    record Retrieve(
            NodeId node,
            Jid requester,
            Optional<Integer> most,
            List<ItemId> items,
            Optional<Paging> paging,
            Optional<ItemOrder> order,
            Optional<SubId> subId)
            implements NodeCommand {
        /** Naming no subscription. */
        public Retrieve(
                NodeId node,
                Jid requester,
                Optional<Integer> most,
                List<ItemId> items,
                Optional<Paging> paging,
                Optional<ItemOrder> order) {
            this(node, requester, most, items, paging, order, Optional.empty());
        }

        /** In the order of publication. */
        public Retrieve(
                NodeId node, Jid requester, Optional<Integer> most, List<ItemId> items, Optional<Paging> paging) {
            this(node, requester, most, items, paging, Optional.empty());
        }

        @Override
        public boolean isRead() {
            return true;
        }

        @Override
        public Set<Jid> subscriptionsNeeded(NodeConfig config) {
            return subId.isPresent() ? Set.of(requester.bare()) : Access.subscriptionsNeeded(config, requester);
        }

        @Override
        public Set<Jid> subscriptionsNeededOfSeveral() {
            return Set.of(requester.bare());
        }

        @Override
        public Set<ItemId> itemsNeeded() {
            return Retrieving.named(this);
        }

        @Override
        public Optional<Paging.Part> itemPartNeeded(ItemIndex index) {
            return Retrieving.part(index, this);
        }

        @Override
        public ItemIndex.Unknown itemsUnknown(NodeView view) {
            return Retrieving.unknown(view.items(), this);
        }

        @Override
        public boolean needsMoves(NodeView view) {
            return Retrieving.needsMoves(view, this);
        }

        @Override
        public Optional<Lineage.Right> rightAbove() {
            return Optional.of(Lineage.Right.ACCESS);
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Retrieving.decide(view, this);
        }
    }

    /**
     * XEP-0060 §5.5: the ids of a node's items, newest first, or a part of them. A collection, which has none, answers with
     * {@link NodeReply.Description}: what is in it is listed elsewhere.
     */
    record ListItems(NodeId node, Jid requester, Optional<Paging> paging) implements NodeCommand {
        @Override
        public boolean isRead() {
            return true;
        }

        @Override
        public Set<Jid> subscriptionsNeeded(NodeConfig config) {
            return Access.subscriptionsNeeded(config, requester);
        }

        @Override
        public Set<ItemId> itemsNeeded() {
            return Retrieving.uid(paging);
        }

        @Override
        public Optional<Paging.Part> itemPartNeeded(ItemIndex index) {
            return Retrieving.part(index, this);
        }

        @Override
        public Optional<Lineage.Right> rightAbove() {
            return Optional.of(Lineage.Right.ACCESS);
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Retrieving.list(view, this);
        }
    }

    /**
     * XEP-0313 §4: messages of the node's archive, oldest first.
     *
     * @param paging which part of them; their UIDs are what they are called in the archive
     */
    record QueryArchive(NodeId node, Jid requester, ArchiveFilter filter, Optional<Paging> paging)
            implements NodeCommand {
        @Override
        public boolean isRead() {
            return true;
        }

        @Override
        public Set<Jid> subscriptionsNeeded(NodeConfig config) {
            return Access.subscriptionsNeeded(config, requester);
        }

        @Override
        public ItemIndex.Unknown itemsUnknown(NodeView view) {
            return Archiving.unknown(view, this);
        }

        @Override
        public Optional<Lineage.Right> rightAbove() {
            return Optional.of(Lineage.Right.ACCESS);
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Archiving.query(view, this);
        }
    }

    /** XEP-0313 §5: the oldest and the newest message of the node's archive. */
    record DescribeArchive(NodeId node, Jid requester) implements NodeCommand {
        @Override
        public boolean isRead() {
            return true;
        }

        @Override
        public Set<Jid> subscriptionsNeeded(NodeConfig config) {
            return Access.subscriptionsNeeded(config, requester);
        }

        @Override
        public Optional<Lineage.Right> rightAbove() {
            return Optional.of(Lineage.Right.ACCESS);
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Archiving.describe(view, this);
        }
    }

    /** XEP-0060 §5.3, §5.4: what anyone may know of a node. */
    record Describe(NodeId node, Jid requester) implements NodeCommand {
        @Override
        public boolean isRead() {
            return true;
        }

        @Override
        public Set<Jid> affiliationsNeeded() {
            return Set.of();
        }

        @Override
        public Optional<Lineage.Right> rightAbove() {
            return Optional.of(Lineage.Right.ACCESS);
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Decision.answer(new NodeReply.Description(view.state().with(view.shown()), view.subscribers()));
        }
    }

    /**
     * XEP-0060 §6.1.
     *
     * @param options those that are chosen at once: §6.3.7
     */
    record Subscribe(NodeId node, Jid requester, Jid subscriber, Map<SubscriptionOption, String> options)
            implements NodeCommand {
        public Subscribe {
            options = Map.copyOf(options);
        }

        /** Without a word about options. */
        public Subscribe(NodeId node, Jid requester, Jid subscriber) {
            this(node, requester, subscriber, Map.of());
        }

        @Override
        public boolean sendsLastItem(NodeConfig config) {
            return true;
        }

        @Override
        public Set<Jid> subscriptionsNeeded(NodeConfig config) {
            return Set.of(subscriber.bare());
        }

        @Override
        public Optional<Lineage.Right> rightAbove() {
            return Optional.of(Lineage.Right.ACCESS);
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Subscribing.subscribe(view, this, now);
        }
    }

    /** XEP-0060 §6.2. */
    record Unsubscribe(NodeId node, Jid requester, Jid subscriber, Optional<SubId> subId) implements NodeCommand {
        @Override
        public Set<Jid> subscriptionsNeeded(NodeConfig config) {
            return Set.of(subscriber.bare());
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Subscribing.unsubscribe(view, this);
        }
    }

    /** XEP-0060 §6.3.2. */
    record ReadOptions(NodeId node, Jid requester, Jid subscriber, Optional<SubId> subId) implements NodeCommand {
        /** Of the only one. */
        public ReadOptions(NodeId node, Jid requester, Jid subscriber) {
            this(node, requester, subscriber, Optional.empty());
        }

        @Override
        public boolean isRead() {
            return true;
        }

        @Override
        public Set<Jid> subscriptionsNeeded(NodeConfig config) {
            return Set.of(subscriber.bare());
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return ConfiguringSubscription.read(view, this);
        }
    }

    /** XEP-0060 §6.3.5: these options are to become this, the others stay. */
    record ChangeOptions(
            NodeId node, Jid requester, Jid subscriber, Optional<SubId> subId, Map<SubscriptionOption, String> options)
            implements NodeCommand {
        public ChangeOptions {
            options = Map.copyOf(options);
        }

        /** Of the only one. */
        public ChangeOptions(NodeId node, Jid requester, Jid subscriber, Map<SubscriptionOption, String> options) {
            this(node, requester, subscriber, Optional.empty(), options);
        }

        @Override
        public Set<Jid> subscriptionsNeeded(NodeConfig config) {
            return Set.of(subscriber.bare());
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return ConfiguringSubscription.change(view, this, now);
        }
    }

    /** XEP-0060 §8.6: an owner's answer to a request that may or may not wait still. */
    record AnswerRequest(NodeId node, Jid requester, Jid subscriber, boolean allow) implements NodeCommand {
        @Override
        public Set<Jid> subscriptionsNeeded(NodeConfig config) {
            return Set.of(subscriber.bare());
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Authorizing.answer(view, this);
        }
    }

    /** XEP-0060 §8.7.4: an owner wants to be asked again of everything that waits. */
    record AskAgain(NodeId node, Jid requester) implements NodeCommand {
        @Override
        public boolean isExclusive() {
            return true;
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Authorizing.askAgain(view, this);
        }
    }

    /** XEP-0060 §8.8.1. */
    record ListSubscriptions(NodeId node, Jid requester, Optional<Paging> paging) implements NodeCommand {
        /** All of them, as far as they fit. */
        public ListSubscriptions(NodeId node, Jid requester) {
            this(node, requester, Optional.empty());
        }

        @Override
        public boolean isRead() {
            return true;
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return ManagingSubscriptions.list(view, this);
        }
    }

    /**
     * Subscriptions as an owner means them.
     *
     * @param subId of one of them; where none is named, all of the subscriber
     */
    record Whose(Jid subscriber, Optional<SubId> subId) {
        /** All of the subscriber. */
        public Whose(Jid subscriber) {
            this(subscriber, Optional.empty());
        }
    }

    /** XEP-0060 §8.8.2. All of the changes happen, or none. */
    record ChangeSubscriptions(NodeId node, Jid requester, Map<Whose, SubscriptionState> changes)
            implements NodeCommand {
        @Override
        public Set<Jid> affiliationsNeeded() {
            Set<Jid> needed = new HashSet<>();
            changes.keySet().forEach(whose -> needed.add(whose.subscriber().bare()));
            needed.add(requester.bare());
            return needed;
        }

        @Override
        public Set<Jid> subscriptionsNeeded(NodeConfig config) {
            return changes.keySet().stream()
                    .map(whose -> whose.subscriber().bare())
                    .collect(Collectors.toUnmodifiableSet());
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return ManagingSubscriptions.change(view, this);
        }
    }

    /** XEP-0060 §8.9.1. */
    record ListAffiliations(NodeId node, Jid requester) implements NodeCommand {
        @Override
        public boolean isRead() {
            return true;
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Affiliating.list(view, this);
        }
    }

    /** XEP-0060 §8.9.2; the JIDs are bare. All of the changes happen, or none. */
    record ChangeAffiliations(NodeId node, Jid requester, Map<Jid, Affiliation> changes) implements NodeCommand {
        @Override
        public Set<Jid> affiliationsNeeded() {
            Set<Jid> needed = new HashSet<>(changes.keySet());
            needed.add(requester.bare());
            return needed;
        }

        @Override
        public Set<Jid> subscriptionsNeeded(NodeConfig config) {
            return changes.keySet();
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Affiliating.change(view, this);
        }
    }

    /** XEP-0227: takes over what the node had elsewhere. It comes from the service itself, for its operator. */
    record Import(NodeId node, Imported what) implements NodeCommand {
        @Override
        public Jid requester() {
            return node.serviceJid();
        }

        @Override
        public boolean sendsLastItem(NodeConfig config) {
            return false;
        }

        @Override
        public Set<Jid> affiliationsNeeded() {
            if (what instanceof Imported.OfSubscription subscription) {
                return Set.of(subscription.subscriber().bare());
            }
            return what instanceof Imported.OfAffiliation affiliation ? Set.of(affiliation.jid()) : Set.of();
        }

        @Override
        public Set<Jid> subscriptionsNeeded(NodeConfig config) {
            return what instanceof Imported.OfSubscription subscription
                    ? Set.of(subscription.subscriber().bare())
                    : Set.of();
        }

        @Override
        public Set<ItemId> itemsNeeded() {
            return what instanceof Imported.OfItem item ? Set.of(item.item().id()) : Set.of();
        }

        @Override
        public Decision decide(NodeView view, Instant now) {
            return Importing.decide(view, this, now);
        }
    }
}
