package im.fanfare.cluster;

import im.fanfare.pubsub.CompareAndPublish;
import im.fanfare.pubsub.Decision;
import im.fanfare.pubsub.Excerpt;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemIndex;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Lineage;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.Payload;
import im.fanfare.pubsub.Subscription;
import im.fanfare.schema.Items;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.Stores;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What has to be read from the stores: the facts that rules judge by, and what they allow somebody to have. */
final class Reading {
    /** What fits into one stanza with room to spare: Prosody closes the stream at 512 KiB. */
    private static final int MOST_REPLY_BYTES = 384 * 1024;

    /** An item's publisher, tags and value, besides its payload and its name. */
    private static final int ITEM_OVERHEAD_BYTES = 200;

    /** Items asked for at a time: enough to be quick, few enough to be held when each is as large as it may be. */
    private static final int CHUNK = 32;

    private final Stores stores;
    private final Ancestors ancestors;

    Reading(Stores stores, Ancestors ancestors) {
        this.stores = stores;
        this.ancestors = ancestors;
    }

    /** What these commands will be judged by, of what the node does not know; what it knew for others it forgets. */
    CompletionStage<NodeMemory.Facts> facts(NodeMemory node, List<NodeCommand> commands) {
        node.forget();
        Set<Jid> affiliations = node.unknownAffiliations(commands);
        Set<Jid> subscriptions = node.subscriptionsNeeded(commands);
        boolean all = commands.stream().anyMatch(command -> command.needsAllSubscriptions(node));
        if (affiliations.isEmpty() && subscriptions.isEmpty() && !all) {
            return above(node.state(), commands, NodeMemory.Facts.NONE);
        }
        NodeKey key = node.key();
        CompletionStage<NodeMemory.Facts> facts = readEach(
                        affiliations, jid -> stores.affiliations().of(key, jid))
                .thenCombine(stores.subscriptions().of(key, subscriptions), NodeMemory.Facts::new)
                .thenCompose(some -> above(node.state(), commands, some));
        return all ? facts.thenCompose(some -> withAll(node, some)) : facts;
    }

    /** With what nodes above say to these commands, where there are any. */
    private CompletionStage<NodeMemory.Facts> above(
            NodeState node, List<NodeCommand> commands, NodeMemory.Facts facts) {
        if (!node.config().isRelated()) {
            return CompletableFuture.completedFuture(facts);
        }
        Map<Lineage.Right, Set<Jid>> requesters = new EnumMap<>(Lineage.Right.class);
        commands.forEach(command -> command.rightAbove()
                .ifPresent(right -> requesters
                        .computeIfAbsent(right, any -> new HashSet<>())
                        .add(command.requester().bare())));
        return ancestors
                .of(node)
                .thenCompose(lineage -> readEach(
                                requesters.keySet(),
                                right -> ancestors.refusals(lineage, requesters.getOrDefault(right, Set.of()), right))
                        .thenApply(refused -> facts.withAbove(lineage, refused)));
    }

    private CompletionStage<NodeMemory.Facts> withAll(NodeMemory node, NodeMemory.Facts some) {
        return subscriptions(node.key(), 0, node.pages(), new ArrayList<>())
                .thenCombine(stores.affiliations().ofNode(node.key()), some::withAll);
    }

    private static <K, T> CompletionStage<Map<K, T>> readEach(Set<K> keys, Function<K, CompletionStage<T>> read) {
        Map<K, CompletableFuture<T>> reads = new HashMap<>();
        keys.forEach(key -> reads.put(key, read.apply(key).toCompletableFuture()));
        return CompletableFuture.allOf(reads.values().toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    Map<K, T> results = new HashMap<>();
                    reads.forEach((key, result) -> results.put(key, result.join()));
                    return results;
                });
    }

    /** Reads some of a node's items, as far as they are known without their payloads. */
    CompletionStage<NodeMemory.ItemsFound> items(NodeMemory.ItemsWanted wanted) {
        return stores.lookup().find(wanted.key(), wanted.ids()).thenCompose(found -> {
            Set<Long> buckets = new HashSet<>(wanted.buckets());
            found.values().forEach(revision -> buckets.add(ItemIndex.bucketOf(revision)));
            return readEach(buckets, bucket -> bucket(wanted.key(), bucket))
                    .thenCombine(
                            readEach(
                                    wanted.beginnings(),
                                    bucket -> stores.items().beginning(wanted.key(), bucket)),
                            (read, beginnings) -> new NodeMemory.ItemsFound(read, wanted.ids(), beginnings, Map.of()))
                    .thenCombine(
                            readEach(wanted.left(), bucket -> stores.moved().createdIn(wanted.key(), bucket)),
                            NodeMemory.ItemsFound::with);
        });
    }

    private CompletionStage<List<ItemIndex.Entry>> bucket(NodeKey key, long bucket) {
        return stores.items()
                .list(key, ItemIndex.firstOf(bucket), ItemIndex.firstOf(bucket + 1) - 1)
                .thenApply(listed -> listed.stream().map(Reading::entry).toList());
    }

    static ItemIndex.Entry entry(Items.Listed item) {
        return new ItemIndex.Entry(item.item(), item.publisher(), item.created(), item.published());
    }

    /** Answers a command that only looks. */
    CompletionStage<NodeReply> answer(NodeMemory node, Decision decision) {
        if (decision instanceof Decision.Answer answer) {
            return CompletableFuture.completedFuture(answer.reply());
        }
        if (decision instanceof Decision.FetchItems fetch) {
            return fetch(node.key(), fetch.items()).thenApply(items -> write(node.state(), fetch.items(), items));
        }
        if (decision instanceof Decision.FetchArchive fetch) {
            return fetch(node.key(), fetch.items()).thenApply(items -> archive(node, fetch.items(), items));
        }
        if (decision instanceof Decision.FetchAffiliations) {
            return stores.affiliations().ofNode(node.key()).thenApply(NodeReply.Affiliations::new);
        }
        if (decision instanceof Decision.FetchSubscriptions fetch) {
            return new SubscriberList(stores.subscriptions(), node).read(fetch.paging());
        }
        throw new IllegalStateException("a command that only looks may not change: " + decision);
    }

    private static NodeReply write(NodeState node, Excerpt<ItemRef> wanted, List<Item> items) {
        return new NodeReply.Items(
                items,
                wanted.index() + leftOutBefore(items, wanted),
                wanted.total(),
                node.config().namesPublishers(),
                forEach(items, wanted, item -> CompareAndPublish.value(node, item)));
    }

    private static NodeReply archive(NodeMemory node, Excerpt<ItemRef> wanted, List<Item> items) {
        return new NodeReply.ArchivePage(
                items,
                forEach(items, wanted, item -> node.key().messageId(item.revision())),
                wanted.index() + leftOutBefore(items, wanted),
                wanted.total(),
                node.state().config(),
                node.progress().revision());
    }

    private static List<String> forEach(List<Item> items, Excerpt<ItemRef> wanted, Function<ItemRef, String> text) {
        Map<ItemId, String> texts = new HashMap<>();
        wanted.entries().forEach(item -> texts.put(item.id(), text.apply(item)));
        return items.stream().map(item -> texts.getOrDefault(item.id(), "")).toList();
    }

    private static int leftOutBefore(List<Item> items, Excerpt<ItemRef> wanted) {
        List<ItemId> ids = wanted.entries().stream().map(ItemRef::id).toList();
        return items.isEmpty() ? 0 : ids.indexOf(items.get(0).id());
    }

    /** Fetches items in the order of the list, as many as fit into the reply. */
    private CompletionStage<List<Item>> fetch(NodeKey key, Excerpt<ItemRef> wanted) {
        List<ItemRef> order = new ArrayList<>(wanted.entries());
        if (wanted.backwards()) {
            Collections.reverse(order);
        }
        return fetch(key, order, new ArrayList<>(), MOST_REPLY_BYTES).thenApply(items -> {
            if (wanted.backwards()) {
                Collections.reverse(items);
            }
            return items;
        });
    }

    /** Fetches items in this order, until one more would not fit into the reply. */
    private CompletionStage<List<Item>> fetch(NodeKey key, List<ItemRef> wanted, List<Item> fetched, int room) {
        if (wanted.isEmpty() || room <= 0) {
            return CompletableFuture.completedFuture(fetched);
        }
        int chunk = Math.min(CHUNK, wanted.size());
        return stores.items().fetch(key, wanted.subList(0, chunk)).thenCompose(items -> {
            int left = room;
            for (Item item : items) {
                left -= bytes(item);
                if (left < 0 && !fetched.isEmpty()) {
                    return CompletableFuture.completedFuture(fetched);
                }
                fetched.add(item);
            }
            return fetch(key, wanted.subList(chunk, wanted.size()), fetched, left);
        });
    }

    /** The name may be said twice, as it is said with the value. */
    private static int bytes(Item item) {
        int name = item.id().value().getBytes(StandardCharsets.UTF_8).length;
        return item.payload().map(Payload::bytes).orElse(0) + 2 * name + ITEM_OVERHEAD_BYTES;
    }

    private CompletionStage<List<Subscription>> subscriptions(
            NodeKey key, int page, int pages, List<Subscription> found) {
        if (page >= pages) {
            return CompletableFuture.completedFuture(found);
        }
        return stores.subscriptions().page(key, page).thenCompose(subscriptions -> {
            found.addAll(subscriptions);
            return subscriptions(key, page + 1, pages, found);
        });
    }
}
