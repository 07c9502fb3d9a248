package im.fanfare.cluster;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Lineage;
import im.fanfare.pubsub.NodeState;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.Stores;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Who may see what is published at nodes, for who is not their entity: XEP-0060 §4.5. */
public final class NodeAccess {
    private final Stores stores;
    private final Ancestors ancestors;

    public NodeAccess(Stores stores) {
        this.stores = stores;
        this.ancestors = new Ancestors(stores);
    }

    /** Of these bare JIDs, those who have access to each of these nodes. Nobody has to one that is gone. */
    public CompletionStage<Set<Jid>> of(List<NodeKey> nodes, Set<Jid> jids) {
        List<CompletableFuture<Optional<NodeState>>> reads = nodes.stream()
                .map(node -> stores.nodes()
                        .look(node.id())
                        .thenApply(
                                found -> found.filter(there -> NodeKey.of(there).equals(node)))
                        .toCompletableFuture())
                .toList();
        return Commit.all(reads).thenCompose(read -> {
            List<NodeState> there =
                    reads.stream().flatMap(node -> node.join().stream()).toList();
            return ancestors
                    .refused(new Lineage(there, there.size() == nodes.size()), List.copyOf(jids))
                    .thenApply(refused -> {
                        Set<Jid> rest = new HashSet<>(jids);
                        rest.removeAll(refused);
                        return rest;
                    });
        });
    }
}
