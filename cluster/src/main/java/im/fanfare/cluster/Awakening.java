package im.fanfare.cluster;

import im.fanfare.pubsub.AccessModel;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.ItemIndex;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.PendingSubscription;
import im.fanfare.schema.Items;
import im.fanfare.schema.Journal;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.Nodes;
import im.fanfare.schema.Progress;
import im.fanfare.schema.Revision;
import im.fanfare.schema.Stores;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Wakes a node: takes it over, finishes what its last entity left unfinished, and reads what it has to know. Until then
 * it takes no command, so nothing that a reader can fetch was never notified.
 */
final class Awakening {
    private final Stores stores;
    private final Commit commit;
    private final Clock clock;

    Awakening(Stores stores, Commit commit, Clock clock) {
        this.stores = stores;
        this.commit = commit;
        this.clock = clock;
    }

    /** What was found of a node. */
    sealed interface Woken {}

    /** There is none, but perhaps the URI of what took its place. */
    record Absent(Optional<String> movedTo) implements Woken {}

    record Awake(NodeMemory node) implements Woken {}

    /**
     * It was deleted, and is to be {@linkplain Commit#remove removed}.
     *
     * @param written the epoch under which the entry was written
     */
    record Dying(NodeState node, long epoch, Journal.Entry entry, long written) implements Woken {}

    CompletionStage<Woken> wake(NodeId id) {
        return stores.nodes()
                .claim(id)
                .thenCompose(claim -> claim.isEmpty()
                        ? movedTo(id).thenApply(Absent::new)
                        : stores.journal().read(id).thenCompose(latest -> resume(claim.get(), latest)));
    }

    /** The URI of what took the place of a node that is no more, where its owner named one. */
    private CompletionStage<Optional<String>> movedTo(NodeId id) {
        return stores.journal().read(id).thenApply(latest -> latest.flatMap(last -> movedTo(last.entry())));
    }

    static Optional<String> movedTo(Journal.Entry entry) {
        List<Revision> revisions = entry.revisions();
        return !revisions.isEmpty()
                        && revisions.get(revisions.size() - 1).event() instanceof NodeEvent.NodeDeleted deleted
                ? deleted.redirect()
                : Optional.empty();
    }

    private CompletionStage<Woken> resume(Nodes.Claim claim, Optional<Journal.Latest> found) {
        NodeKey key = NodeKey.of(claim.node());
        Optional<Journal.Latest> latest =
                found.filter(there -> there.entry().key().equals(key));
        if (latest.isEmpty()) {
            // Stored, but its creator died before it wrote the first entry.
            NodeMemory node = NodeMemory.unborn(claim.node(), claim.epoch());
            List<Revision> birth = List.of(node.apply(new NodeEvent.NodeCreated()));
            return commit.commit(node.state(), node.epoch(), node.entry(birth, clock.instant()))
                    .thenApply(born -> new Awake(node));
        }
        Journal.Entry entry = latest.get().entry();
        if (latest.get().done()) {
            return load(claim.node(), claim.epoch(), entry.progress());
        }
        NodeState after = claim.node();
        for (Revision revision : entry.revisions()) {
            after = after.after(revision.event());
        }
        NodeState finished = after;
        long written = latest.get().epoch();
        CompletionStage<Void> done = commit.finish(finished, claim.epoch(), entry);
        return Commit.isDeleted(entry)
                ? done.thenApply(told -> new Dying(finished, claim.epoch(), entry, written))
                : done.thenCompose(told -> stores.journal().done(key.id(), written, entry.progress()))
                        .thenCompose(marked -> load(finished, claim.epoch(), entry.progress()));
    }

    private CompletionStage<Woken> load(NodeState node, long epoch, Progress progress) {
        NodeKey key = NodeKey.of(node);
        CompletionStage<ItemIndex> items = progress.lookup()
                ? lookedUp(key, progress)
                : stores.items()
                        .list(key, progress.firstItem(), progress.revision())
                        .thenApply(Awakening::index);
        CompletionStage<Map<Jid, Affiliation>> affiliations =
                stores.affiliations().ofNode(key, NodeMemory.MOST_AFFILIATIONS + 1);
        return pending(node)
                .thenCompose(pending -> items.thenCombine(
                        affiliations,
                        (index, known) -> new Awake(new NodeMemory(node, epoch, progress, index, known, pending))));
    }

    private CompletionStage<ItemIndex> lookedUp(NodeKey key, Progress progress) {
        CompletionStage<ItemIndex> items = stores.lookup().counts(key).thenApply(ItemIndex::of);
        return progress.moved()
                ? items.thenCombine(stores.moved().counts(key), (index, moved) -> {
                    index.learnMoves(moved);
                    return index;
                })
                : items;
    }

    private static ItemIndex index(List<Items.Listed> listed) {
        ItemIndex items = new ItemIndex();
        listed.forEach(item -> items.add(item.item(), item.publisher(), item.created(), item.published()));
        return items;
    }

    private CompletionStage<List<PendingSubscription>> pending(NodeState node) {
        return node.config().accessModel() == AccessModel.AUTHORIZE
                ? stores.pending().ofNode(NodeKey.of(node))
                : CompletableFuture.completedFuture(List.of());
    }
}
