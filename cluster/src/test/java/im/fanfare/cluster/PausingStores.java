package im.fanfare.cluster;

import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeState;
import im.fanfare.schema.Items;
import im.fanfare.schema.Journal;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.Nodes;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Progress;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Stores;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The stores as a member sees them that stops in the middle of a commit, as a long pause of its machine would have it. */
final class PausingStores {
    enum Step {
        JOURNAL,
        FENCE,
        STORE,
        LOG,
        DONE
    }

    private final Stores stores;
    private final CompletableFuture<Void> reached = new CompletableFuture<>();
    private final CompletableFuture<Void> resumed = new CompletableFuture<>();
    private volatile Optional<Step> pause = Optional.empty();

    PausingStores(Stores stores) {
        this.stores = stores;
    }

    void pauseBefore(Step step) {
        pause = Optional.of(step);
    }

    CompletionStage<Void> reached() {
        return pause.equals(Optional.of(Step.DONE)) ? CompletableFuture.completedFuture(null) : reached;
    }

    void resume() {
        pause = Optional.empty();
        resumed.complete(null);
    }

    private <T> CompletionStage<T> at(Step step, Supplier<CompletionStage<T>> action) {
        if (pause.equals(Optional.of(step))) {
            reached.complete(null);
            return resumed.thenCompose(go -> action.get());
        }
        return action.get();
    }

    NodeLog log(NodeLog log) {
        return new NodeLog() {
            @Override
            public CompletionStage<Void> appendToPages(List<PageRecord> records) {
                return log.appendToPages(records);
            }

            @Override
            public CompletionStage<Void> append(List<Publication> publications) {
                return at(Step.LOG, () -> log.append(publications));
            }
        };
    }

    Stores stores() {
        return new Stores(
                nodes(),
                stores.listing(),
                journal(),
                items(),
                stores.subscriptions(),
                stores.pending(),
                stores.affiliations(),
                stores.bounces(),
                stores.expiries(),
                stores.lookup(),
                stores.moved(),
                stores.temporary());
    }

    private Journal journal() {
        Journal journal = stores.journal();
        return new Journal() {
            @Override
            public CompletionStage<Optional<Latest>> read(NodeId id) {
                return journal.read(id);
            }

            @Override
            public CompletionStage<Void> write(long epoch, Entry entry) {
                return at(Step.JOURNAL, () -> journal.write(epoch, entry));
            }

            @Override
            public CompletionStage<Void> done(NodeId id, long epoch, Progress progress) {
                return at(Step.DONE, () -> journal.done(id, epoch, progress));
            }

            @Override
            public CompletionStage<Void> clear(NodeId id, long below, long timestamp) {
                return journal.clear(id, below, timestamp);
            }
        };
    }

    private Nodes nodes() {
        Nodes nodes = stores.nodes();
        return new Nodes() {
            @Override
            public CompletionStage<Optional<NodeState>> read(NodeId id) {
                return nodes.read(id);
            }

            @Override
            public CompletionStage<Optional<NodeState>> look(NodeId id) {
                return nodes.look(id);
            }

            @Override
            public CompletionStage<Boolean> create(NodeState node, long epoch) {
                return nodes.create(node, epoch);
            }

            @Override
            public CompletionStage<Optional<Claim>> claim(NodeId id) {
                return nodes.claim(id);
            }

            @Override
            public CompletionStage<Optional<Long>> epoch(NodeId id) {
                return at(Step.FENCE, () -> nodes.epoch(id));
            }

            @Override
            public CompletionStage<Boolean> save(NodeState node, long epoch) {
                return nodes.save(node, epoch);
            }

            @Override
            public CompletionStage<Boolean> delete(NodeKey node, long epoch) {
                return nodes.delete(node, epoch);
            }

            @Override
            public CompletionStage<Map<NodeKey, NodeConfig>> configs(List<NodeKey> keys) {
                return nodes.configs(keys);
            }

            @Override
            public CompletionStage<List<NodeKey>> living(List<NodeKey> keys) {
                return nodes.living(keys);
            }
        };
    }

    private Items items() {
        return new ItemsOf(stores.items()) {
            @Override
            public CompletionStage<Void> put(NodeKey node, long revision, Item item, long timestamp) {
                return at(Step.STORE, () -> super.put(node, revision, item, timestamp));
            }
        };
    }
}
