package im.fanfare.schema;

import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@link Nodes} in memory. */
public final class MemoryNodes implements Nodes {
    private final Map<NodeId, Claim> nodes = new HashMap<>();

    @Override
    public synchronized CompletionStage<Boolean> create(NodeState node, long epoch) {
        return CompletableFuture.completedFuture(nodes.putIfAbsent(node.id(), new Claim(node, epoch)) == null);
    }

    @Override
    public synchronized CompletionStage<Optional<Claim>> claim(NodeId id) {
        Claim claim = nodes.computeIfPresent(id, (same, held) -> new Claim(held.node(), held.epoch() + 1));
        return CompletableFuture.completedFuture(Optional.ofNullable(claim));
    }

    @Override
    public synchronized CompletionStage<Optional<NodeState>> read(NodeId id) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(nodes.get(id)).map(Claim::node));
    }

    @Override
    public CompletionStage<Optional<NodeState>> look(NodeId id) {
        return read(id);
    }

    @Override
    public synchronized CompletionStage<Optional<Long>> epoch(NodeId id) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(nodes.get(id)).map(Claim::epoch));
    }

    @Override
    public synchronized CompletionStage<Boolean> save(NodeState node, long epoch) {
        boolean held = isHeld(NodeKey.of(node), epoch);
        if (held) {
            nodes.put(node.id(), new Claim(node, epoch));
        }
        return CompletableFuture.completedFuture(held);
    }

    @Override
    public synchronized CompletionStage<Boolean> delete(NodeKey node, long epoch) {
        boolean gone = !lives(node) || isHeld(node, epoch);
        if (gone && lives(node)) {
            nodes.remove(node.id());
        }
        return CompletableFuture.completedFuture(gone);
    }

    @Override
    public synchronized CompletionStage<Map<NodeKey, NodeConfig>> configs(List<NodeKey> asked) {
        Map<NodeKey, NodeConfig> configs = new HashMap<>();
        for (NodeKey node : asked) {
            Claim claim = nodes.get(node.id());
            if (claim != null && claim.node().instance() == node.instance()) {
                configs.put(node, claim.node().config());
            }
        }
        return CompletableFuture.completedFuture(configs);
    }

    @Override
    public synchronized CompletionStage<List<NodeKey>> living(List<NodeKey> asked) {
        return CompletableFuture.completedFuture(
                asked.stream().filter(this::lives).toList());
    }

    private boolean lives(NodeKey node) {
        Claim claim = nodes.get(node.id());
        return claim != null && claim.node().instance() == node.instance();
    }

    private boolean isHeld(NodeKey node, long epoch) {
        Claim claim = nodes.get(node.id());
        return claim != null && claim.node().instance() == node.instance() && claim.epoch() == epoch;
    }
}
