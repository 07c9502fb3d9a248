package im.fanfare.component.pubsub;

import im.fanfare.cluster.NodeDirectory.OwnSubscription;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.CompareAndPublish;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.Creating;
import im.fanfare.pubsub.CreationPolicy;
import im.fanfare.pubsub.Decision;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemIndex;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.NodeView;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.PendingSubscription;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.Subscription;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.schema.MemoryNodeListing;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.NodeListing;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Revision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A {@link NodeService} that runs the real rules on nodes in memory, one command after another. */
public final class MemoryNodes implements NodeService {
    private static final Instant NOW = Instant.parse("2003-07-29T22:56:10.123456Z");

    private final CreationPolicy creation = new CreationPolicy(Set.of("denmark.lit", "shakespeare.lit"), Set.of());
    private final Map<NodeId, Life> nodes = new TreeMap<>();
    private final Map<NodeId, String> moved = new HashMap<>();
    private final List<Publication> publications = new ArrayList<>();

    /** All there is to know of a node. */
    public record Snapshot(
            NodeState state,
            long revision,
            Map<Jid, Affiliation> affiliations,
            List<Subscription> subscriptions,
            List<PendingSubscription> pending,
            List<ItemRef> index,
            Map<Long, Item> items) {}

    public Map<NodeId, Snapshot> snapshot() {
        Map<NodeId, Snapshot> snapshot = new TreeMap<>();
        nodes.forEach((id, node) -> snapshot.put(id, node.snapshot()));
        return snapshot;
    }

    @Override
    public CompletionStage<NodeReply> ask(NodeCommand command) {
        return CompletableFuture.completedFuture(perform(command));
    }

    private NodeReply perform(NodeCommand command) {
        Life node = nodes.get(command.node());
        if (node != null) {
            return node.perform(command);
        }
        Creating.Result result = Creating.decide(command, creation, 1, NOW);
        if (result instanceof Creating.Founded founded) {
            Life born = new Life(founded.node());
            nodes.put(command.node(), born);
            founded.events().forEach(born::apply);
            return founded.reply();
        }
        String movedTo = moved.get(command.node());
        return movedTo != null && command.founding().isEmpty()
                ? new NodeReply.Moved(movedTo)
                : ((Creating.Refused) result).reply();
    }

    @Override
    public CompletionStage<NodeListing.Listed> nodes(
            String list, Predicate<String> types, Paging.Place place, int most) {
        MemoryNodeListing listing = new MemoryNodeListing();
        nodes.values().stream()
                .filter(node -> list.equals(node.state.id().service())
                        || node.state.parents().entrySet().stream()
                                .map(parent -> new NodeKey(parent.getKey(), parent.getValue()))
                                .anyMatch(
                                        parent -> NodeListing.ofChildren(parent).equals(list)))
                .forEach(node -> listing.put(
                        list,
                        new NodeListing.Entry(
                                node.state.id(),
                                node.state.config().value(ConfigField.TITLE),
                                node.state.config().value(ConfigField.PAYLOAD_TYPE)),
                        1));
        return listing.list(list, types, place, most);
    }

    @Override
    public CompletionStage<Map<NodeId, List<OwnSubscription>>> subscriptionsOf(String service, Jid bare) {
        Map<NodeId, List<OwnSubscription>> found = new HashMap<>();
        nodes.forEach((id, node) -> {
            List<OwnSubscription> own = new ArrayList<>();
            node.subscriptionsOf(bare)
                    .forEach(subscription -> subscription
                            .all()
                            .forEach(one -> own.add(new OwnSubscription(
                                    subscription.subscriber(), one.subId(), SubscriptionState.SUBSCRIBED))));
            node.pending.stream()
                    .filter(one -> one.subscriber().bare().equals(bare))
                    .forEach(one ->
                            own.add(new OwnSubscription(one.subscriber(), SubId.FIRST, SubscriptionState.PENDING)));
            if (!own.isEmpty()) {
                own.sort(Comparator.comparing(OwnSubscription::subscriber));
                found.put(id, own);
            }
        });
        return CompletableFuture.completedFuture(found);
    }

    @Override
    public CompletionStage<Map<NodeId, Affiliation>> affiliationsOf(String service, Jid bare) {
        Map<NodeId, Affiliation> found = new HashMap<>();
        nodes.forEach((id, node) -> found.put(id, node.affiliationOf(bare)));
        return CompletableFuture.completedFuture(found);
    }

    @Override
    public CompletionStage<Optional<List<Jid>>> publishersOf(NodeKey node, int among) {
        Map<Jid, Affiliation> all = Objects.requireNonNull(nodes.get(node.id())).affiliations;
        List<Jid> publishers = all.keySet().stream()
                .filter(jid -> all.get(jid) == Affiliation.PUBLISHER)
                .sorted()
                .toList();
        return CompletableFuture.completedFuture(Optional.of(publishers).filter(known -> all.size() <= among));
    }

    @Override
    public CompletionStage<Map<NodeId, Boolean>> ownedBy(String service, Jid bare) {
        Map<NodeId, Boolean> found = new TreeMap<>();
        nodes.forEach((id, node) -> {
            if (node.state.owners().contains(bare)) {
                found.put(id, !node.pending.isEmpty());
            }
        });
        return CompletableFuture.completedFuture(found);
    }

    /** What was to be told since this was asked last, oldest first. */
    public List<Publication> takePublications() {
        List<Publication> taken = List.copyOf(publications);
        publications.clear();
        return taken;
    }

    /** A node while it lives. */
    private final class Life implements NodeView {
        private NodeState state;
        private long revision = 1;
        private final Map<Jid, Affiliation> affiliations = new HashMap<>();
        private final List<Subscription> subscriptions = new ArrayList<>();
        private final List<PendingSubscription> pending = new ArrayList<>();
        private final ItemIndex items = new ItemIndex();
        private final Map<Long, Item> contents = new HashMap<>();

        Life(NodeState state) {
            this.state = state;
            state.owners().forEach(owner -> affiliations.put(owner, Affiliation.OWNER));
        }

        NodeReply perform(NodeCommand command) {
            Decision decision = command.decide(this, NOW);
            if (decision instanceof Decision.Change change) {
                change.events().forEach(this::apply);
                return change.reply();
            }
            if (decision instanceof Decision.FetchItems fetch) {
                List<Item> found = fetch.items().entries().stream()
                        .map(item -> Objects.requireNonNull(contents.get(item.revision())))
                        .toList();
                return new NodeReply.Items(
                        found,
                        fetch.items().index(),
                        fetch.items().total(),
                        state.config().namesPublishers(),
                        fetch.items().entries().stream()
                                .map(item -> CompareAndPublish.value(state, item))
                                .toList());
            }
            if (decision instanceof Decision.FetchArchive fetch) {
                List<ItemRef> found = fetch.items().entries();
                return new NodeReply.ArchivePage(
                        found.stream()
                                .map(item -> Objects.requireNonNull(contents.get(item.revision())))
                                .toList(),
                        found.stream()
                                .map(item -> NodeKey.of(state).messageId(item.revision()))
                                .toList(),
                        fetch.items().index(),
                        fetch.items().total(),
                        state.config(),
                        revision);
            }
            if (decision instanceof Decision.FetchAffiliations) {
                return new NodeReply.Affiliations(affiliations);
            }
            if (decision instanceof Decision.FetchSubscriptions fetch) {
                return fetch(fetch.paging().orElse(new Paging(new Paging.First(), Optional.empty())));
            }
            if (decision instanceof Decision.Later later) {
                return later.reply();
            }
            return ((Decision.Answer) decision).reply();
        }

        private NodeReply fetch(Paging paging) {
            List<Jid> waiting = pending.stream()
                    .map(PendingSubscription::subscriber)
                    .sorted()
                    .toList();
            List<Jid> all = Stream.concat(
                            waiting.stream(),
                            subscriptions.stream().map(Subscription::subscriber).sorted())
                    .toList();
            return paging.of(all, Jid::toString)
                    .<NodeReply>map(part -> new NodeReply.Subscriptions(
                            part.entries().stream()
                                    .filter(jid -> !waiting.contains(jid))
                                    .toList(),
                            part.entries().stream().filter(waiting::contains).toList(),
                            subscriptions.stream()
                                    .filter(Subscription::isOneOfSeveral)
                                    .collect(Collectors.toMap(
                                            Subscription::subscriber,
                                            several -> several.all().stream()
                                                    .map(Subscription.One::subId)
                                                    .toList())),
                            Optional.of(part.index()),
                            part.total()))
                    .orElse(new NodeReply.Refused(PubSubError.ITEM_NOT_FOUND));
        }

        private void apply(NodeEvent event) {
            revision++;
            items.apply(event, revision, state.config().persistItems());
            state = state.after(event);
            if (event instanceof NodeEvent.ItemPublished published) {
                published.item().ifPresent(item -> contents.put(revision, item));
            } else if (event instanceof NodeEvent.Subscribed subscribed) {
                subscriptions.add(subscribed.subscription());
            } else if (event instanceof NodeEvent.OptionsChanged changed) {
                Subscription after = changed.subscription();
                subscriptions.replaceAll(one -> one.subscriber().equals(after.subscriber()) ? after : one);
            } else if (event instanceof NodeEvent.Unsubscribed unsubscribed) {
                subscriptions.remove(unsubscribed.subscription());
            } else if (event instanceof NodeEvent.SubscriptionRequested requested) {
                pending.add(requested.pending());
            } else if (event instanceof NodeEvent.RequestEnded ended) {
                pending.remove(ended.pending());
            } else if (event instanceof NodeEvent.AffiliationChanged changed) {
                if (changed.affiliation() == Affiliation.NONE) {
                    affiliations.remove(changed.jid());
                } else {
                    affiliations.put(changed.jid(), changed.affiliation());
                }
            } else if (event instanceof NodeEvent.NodeDeleted deleted) {
                nodes.remove(state.id());
                deleted.redirect().ifPresent(uri -> moved.put(state.id(), uri));
            }
            publications.add(new Publication(NodeKey.of(state), new Revision(revision, event), 1, state.config()));
        }

        Snapshot snapshot() {
            return new Snapshot(
                    state,
                    revision,
                    Map.copyOf(affiliations),
                    List.copyOf(subscriptions),
                    List.copyOf(pending),
                    List.copyOf(items.all()),
                    Map.copyOf(contents));
        }

        @Override
        public NodeState state() {
            return state;
        }

        @Override
        public long nextRevision() {
            return revision + 1;
        }

        @Override
        public Affiliation affiliationOf(Jid jid) {
            return Optional.ofNullable(affiliations.get(jid)).orElse(Affiliation.NONE);
        }

        @Override
        public List<Subscription> subscriptionsOf(Jid bare) {
            return subscriptions.stream()
                    .filter(subscription -> subscription.subscriber().bare().equals(bare))
                    .toList();
        }

        @Override
        public ItemIndex items() {
            return items;
        }

        @Override
        public List<Subscription> knownSubscriptions() {
            return List.copyOf(subscriptions);
        }

        @Override
        public List<PendingSubscription> pendingSubscriptions() {
            return List.copyOf(pending);
        }

        @Override
        public List<Subscription> allSubscriptions() {
            return List.copyOf(subscriptions);
        }

        @Override
        public int pageWithRoom(int ahead) {
            return 0;
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
}
