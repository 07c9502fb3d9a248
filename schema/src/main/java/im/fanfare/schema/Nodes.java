package im.fanfare.schema;

import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What nodes are, and who may write them.
 *
 * <p>Every node has an epoch. Whoever wakes a node takes it over with {@link #claim}, which raises the epoch; the
 * writes here that name an older epoch change nothing and say so.
 */
public interface Nodes {
    /** A node taken over. */
    record Claim(NodeState node, long epoch) {}

    /** Stores a new node under this epoch; false where there is a node of that name already. */
    CompletionStage<Boolean> create(NodeState node, long epoch);

    /** Takes the node over under an epoch that nobody had before; nothing where there is no such node. */
    CompletionStage<Optional<Claim>> claim(NodeId id);

    /** What the node is, in a read that sees every write that was answered before; nothing where there is none. */
    CompletionStage<Optional<NodeState>> read(NodeId id);

    /**
     * The same of a node that somebody else has: every write that was answered before is seen, one that is still under
     * way may be.
     */
    CompletionStage<Optional<NodeState>> look(NodeId id);

    /** The newest epoch, in a read that sees every claim that was answered before; nothing where there is no node. */
    CompletionStage<Optional<Long>> epoch(NodeId id);

    /** Replaces configuration and owners; false where the epoch is no longer this one. */
    CompletionStage<Boolean> save(NodeState node, long epoch);

    /** Forgets the node; false where the epoch is no longer this one and the node is still there. */
    CompletionStage<Boolean> delete(NodeKey node, long epoch);

    /** How these nodes are configured, as far as those lives are still being lived; nothing is taken over. */
    CompletionStage<Map<NodeKey, NodeConfig>> configs(List<NodeKey> nodes);

    /** Of these nodes, the lives that are still being lived. */
    CompletionStage<List<NodeKey>> living(List<NodeKey> nodes);
}
