package im.fanfare.schema;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeState;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@link Nodes} in the table {@code nodes}; see {@code cql/001_nodes.cql}.
 *
 * <p>A condition whose outcome Cassandra cannot tell is a failure here: it may or may not have happened.
 */
final class CassandraNodes implements Nodes {
    private static final int LANES = 64;

    private static final int EPOCHS_IN_STATEMENT = 32;

    private static final String CREATE = """
            INSERT INTO nodes (service, name, instance, epoch, config, owners, creator, created, parents)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) IF NOT EXISTS""";

    private static final String READ = """
            SELECT service, name, instance, epoch, config, owners, creator, created, parents, narrowed, examined,
                followed FROM nodes
            WHERE service = ? AND name = ?""";

    private static final String RAISE = """
            UPDATE nodes SET epoch = ?
            WHERE service = ? AND name = ? IF epoch = ? AND instance = ?""";

    private static final String EPOCH = """
            SELECT epoch FROM nodes
            WHERE service = ? AND name = ?""";

    private static final String EPOCHS = """
            SELECT name, epoch FROM nodes
            WHERE service = ? AND name IN ?""";

    private static final String SAVE = """
            UPDATE nodes SET config = ?, owners = ?, parents = ?, narrowed = ?, examined = ?, followed = ?
            WHERE service = ? AND name = ? IF epoch = ? AND instance = ?""";

    private static final String DELETE = """
            DELETE FROM nodes
            WHERE service = ? AND name = ? IF epoch = ? AND instance = ?""";

    private static final String CONFIG = """
            SELECT instance, config FROM nodes
            WHERE service = ? AND name = ?""";

    private static final String INSTANCE = """
            SELECT instance FROM nodes
            WHERE service = ? AND name = ?""";

    /** Somebody who waits for the epoch of a node. */
    private record EpochRead(NodeId id, CompletableFuture<Optional<Long>> answer) {}

    private final Cql cql;
    private final PreparedStatement create;
    private final PreparedStatement read;
    private final PreparedStatement raise;
    private final PreparedStatement epoch;
    private final PreparedStatement epochs;
    private final PreparedStatement save;
    private final PreparedStatement delete;
    private final PreparedStatement config;
    private final PreparedStatement instance;
    private final Gathering<EpochRead> epochReads =
            new Gathering<>(ForkJoinPool.commonPool(), CassandraNodes::together, this::readEpochs);

    CassandraNodes(CqlSession session) {
        this.cql = new Cql(session);
        this.create = cql.prepareConditional(CREATE);
        this.read = cql.prepare(READ);
        this.raise = cql.prepareConditional(RAISE);
        this.epoch = cql.prepare(EPOCH);
        this.epochs = cql.prepare(EPOCHS);
        this.save = cql.prepareConditional(SAVE);
        this.delete = cql.prepareConditional(DELETE);
        this.config = cql.prepare(CONFIG);
        this.instance = cql.prepare(INSTANCE);
    }

    @Override
    public CompletionStage<Boolean> create(NodeState node, long firstEpoch) {
        return cql.runConditional(create.bind(
                        node.id().service(),
                        node.id().name(),
                        node.instance(),
                        firstEpoch,
                        NodeWire.fields(node.config().values()),
                        words(node.owners()),
                        node.creator().toString(),
                        Wire.micros(node.created()),
                        names(node.parents())))
                .thenApply(AsyncResultSet::wasApplied);
    }

    @Override
    public CompletionStage<Optional<Claim>> claim(NodeId id) {
        return readSerially(id)
                .thenCompose(held ->
                        held.isEmpty() ? CompletableFuture.completedFuture(Optional.empty()) : takeOver(held.get()));
    }

    private CompletionStage<Optional<Claim>> takeOver(Claim held) {
        NodeId id = held.node().id();
        long mine = held.epoch() + 1;
        return cql.runConditional(raise.bind(
                        mine, id.service(), id.name(), held.epoch(), held.node().instance()))
                .thenCompose(rows -> rows.wasApplied() ? readClaimed(id, mine) : claim(id));
    }

    /** Once more: what was read before the epoch was ours, its last holder may have changed before it was. */
    private CompletionStage<Optional<Claim>> readClaimed(NodeId id, long mine) {
        return readSerially(id).thenApply(found -> found.map(claim -> new Claim(claim.node(), mine)));
    }

    @Override
    public CompletionStage<Optional<NodeState>> read(NodeId id) {
        return readSerially(id).thenApply(found -> found.map(Claim::node));
    }

    @Override
    public CompletionStage<Optional<NodeState>> look(NodeId id) {
        return cql.first(read.bind(id.service(), id.name()), CassandraNodes::node);
    }

    /** A read that also finishes what another one's condition left half done. */
    private CompletionStage<Optional<Claim>> readSerially(NodeId id) {
        return cql.first(
                read.bind(id.service(), id.name()).setConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL),
                row -> new Claim(node(row), row.getLong("epoch")));
    }

    @Override
    public CompletionStage<Optional<Long>> epoch(NodeId id) {
        EpochRead read = new EpochRead(id, new CompletableFuture<>());
        epochReads.add(read);
        return read.answer();
    }

    /** Every busy node asks for its epoch over and over, so one statement asks for those of many. */
    private static List<EpochRead> together(Deque<EpochRead> waiting) {
        List<EpochRead> reads = new ArrayList<>();
        while (!waiting.isEmpty()
                && reads.size() < EPOCHS_IN_STATEMENT
                && (reads.isEmpty()
                        || reads.get(0)
                                .id()
                                .service()
                                .equals(waiting.element().id().service()))) {
            reads.add(waiting.remove());
        }
        return reads;
    }

    private CompletionStage<?> readEpochs(List<EpochRead> reads) {
        if (reads.size() == 1) {
            return readEpoch(reads.get(0));
        }
        String service = reads.get(0).id().service();
        List<String> names =
                reads.stream().map(read -> read.id().name()).distinct().toList();
        return cql.all(epochs.bind(service, names), row -> Map.entry(row.getString("name"), row.getLong("epoch")))
                .whenComplete((rows, fault) -> {
                    if (fault != null) { // each fails for reasons of its own
                        reads.forEach(this::readEpoch);
                        return;
                    }
                    Map<String, Long> found =
                            rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
                    reads.forEach(read -> read.answer()
                            .complete(Optional.ofNullable(found.get(read.id().name()))));
                });
    }

    private CompletionStage<?> readEpoch(EpochRead read) {
        NodeId id = read.id();
        return cql.first(epoch.bind(id.service(), id.name()), row -> row.getLong("epoch"))
                .whenComplete((found, fault) -> {
                    if (fault == null) {
                        read.answer().complete(found);
                    } else {
                        read.answer().completeExceptionally(fault);
                    }
                });
    }

    @Override
    public CompletionStage<Boolean> save(NodeState node, long held) {
        return cql.runConditional(save.bind(
                        NodeWire.fields(node.config().values()),
                        words(node.owners()),
                        names(node.parents()),
                        node.narrowed(),
                        node.examined(),
                        node.followed(),
                        node.id().service(),
                        node.id().name(),
                        held,
                        node.instance()))
                .thenApply(AsyncResultSet::wasApplied);
    }

    @Override
    public CompletionStage<Boolean> delete(NodeKey node, long held) {
        return cql.runConditional(delete.bind(node.id().service(), node.id().name(), held, node.instance()))
                .thenApply(rows -> rows.wasApplied() || !isOf(node, rows.one()));
    }

    /** Whether the row that a condition failed on is that of this life; there is none where the node is gone. */
    private static boolean isOf(NodeKey node, @Nullable Row row) {
        return row != null
                && row.getColumnDefinitions().contains("instance")
                && !row.isNull("instance")
                && row.getLong("instance") == node.instance();
    }

    @Override
    public CompletionStage<List<NodeKey>> living(List<NodeKey> nodes) {
        return Lanes.each(nodes, LANES, this::ifLiving)
                .thenApply(living -> living.stream().flatMap(Optional::stream).toList());
    }

    @Override
    public CompletionStage<Map<NodeKey, NodeConfig>> configs(List<NodeKey> nodes) {
        return Lanes.each(nodes, LANES, this::config)
                .thenApply(found -> found.stream()
                        .flatMap(Optional::stream)
                        .collect(Collectors.toUnmodifiableMap(
                                Map.Entry::getKey, Map.Entry::getValue, (one, same) -> one)));
    }

    private CompletionStage<Optional<Map.Entry<NodeKey, NodeConfig>>> config(NodeKey node) {
        return cql.first(
                        config.bind(node.id().service(), node.id().name()),
                        row -> Map.entry(new NodeKey(node.id(), row.getLong("instance")), configured(row)))
                .thenApply(found -> found.filter(there -> there.getKey().equals(node)));
    }

    private static NodeConfig configured(Row row) {
        return new NodeConfig(NodeWire.known(row.getMap("config", String.class, String.class)));
    }

    private CompletionStage<Optional<NodeKey>> ifLiving(NodeKey node) {
        return cql.first(
                        instance.bind(node.id().service(), node.id().name()),
                        row -> row.getLong("instance") == node.instance())
                .thenApply(lives -> lives.filter(yes -> yes).map(yes -> node));
    }

    private static NodeState node(Row row) {
        return new NodeState(
                new NodeId(row.getString("service"), row.getString("name")),
                row.getLong("instance"),
                configured(row),
                row.getSet("owners", String.class).stream().map(Jid::parse).collect(Collectors.toSet()),
                Jid.parse(row.getString("creator")),
                Wire.instant(row.getLong("created")),
                parents(row),
                row.getLong("narrowed"),
                row.getLong("examined"),
                row.getBoolean("followed"));
    }

    /** All nodes of one are of its service. */
    private static Map<NodeId, Long> parents(Row row) {
        String service = row.getString("service");
        return row.getMap("parents", String.class, Long.class).entrySet().stream()
                .collect(Collectors.toMap(parent -> new NodeId(service, parent.getKey()), Map.Entry::getValue));
    }

    private static Map<String, Long> names(Map<NodeId, Long> parents) {
        return parents.entrySet().stream()
                .collect(Collectors.toMap(parent -> parent.getKey().name(), Map.Entry::getValue));
    }

    private static Set<String> words(Set<Jid> jids) {
        return jids.stream().map(Jid::toString).collect(Collectors.toSet());
    }
}
