package im.fanfare.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.PendingSubscription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * {@link PendingSubscriptions} in the tables {@code pending_by_node} and {@code pending_by_user}; see
 * {@code cql/009_pending_by_node.cql} and the file behind it.
 */
final class CassandraPendingSubscriptions implements PendingSubscriptions {
    private static final int LANES = 64;

    private static final String ADD_TO_NODE = """
            INSERT INTO pending_by_node (service, node, instance, subscriber, since, options)
            VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?""";

    private static final String ADD_TO_USER = """
            INSERT INTO pending_by_user (service, bare, node, instance, subscriber, since, options)
            VALUES (?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?""";

    private static final String REMOVE_FROM_NODE = """
            DELETE FROM pending_by_node USING TIMESTAMP ?
            WHERE service = ? AND node = ? AND instance = ? AND subscriber = ?""";

    private static final String REMOVE_FROM_USER = """
            DELETE FROM pending_by_user USING TIMESTAMP ?
            WHERE service = ? AND bare = ? AND node = ? AND instance = ? AND subscriber = ?""";

    private static final String OF_NODE = """
            SELECT subscriber, options FROM pending_by_node
            WHERE service = ? AND node = ? AND instance = ?""";

    private static final String FIRST_OF_NODE = OF_NODE + " LIMIT 1";

    private static final String OF_USER = """
            SELECT node, instance, subscriber, options FROM pending_by_user
            WHERE service = ? AND bare = ?""";

    private static final String ERASE = """
            DELETE FROM pending_by_node USING TIMESTAMP ?
            WHERE service = ? AND node = ? AND instance = ?""";

    private final Cql cql;
    private final PreparedStatement addToNode;
    private final PreparedStatement addToUser;
    private final PreparedStatement removeFromNode;
    private final PreparedStatement removeFromUser;
    private final PreparedStatement ofNode;
    private final PreparedStatement firstOfNode;
    private final PreparedStatement ofUser;
    private final PreparedStatement erase;

    CassandraPendingSubscriptions(CqlSession session) {
        this.cql = new Cql(session);
        this.addToNode = cql.prepare(ADD_TO_NODE);
        this.addToUser = cql.prepare(ADD_TO_USER);
        this.removeFromNode = cql.prepare(REMOVE_FROM_NODE);
        this.removeFromUser = cql.prepare(REMOVE_FROM_USER);
        this.ofNode = cql.prepare(OF_NODE);
        this.firstOfNode = cql.prepare(FIRST_OF_NODE);
        this.ofUser = cql.prepare(OF_USER);
        this.erase = cql.prepare(ERASE);
    }

    @Override
    public CompletionStage<Void> add(NodeKey node, PendingSubscription pending, long timestamp) {
        String service = node.id().service();
        String name = node.id().name();
        String subscriber = pending.subscriber().toString();
        String bare = pending.subscriber().bare().toString();
        Map<String, String> options = NodeWire.options(pending.options().values());
        return Cql.both(
                cql.run(addToNode.bind(service, name, node.instance(), subscriber, timestamp, options, timestamp)),
                cql.run(addToUser.bind(
                        service, bare, name, node.instance(), subscriber, timestamp, options, timestamp)));
    }

    @Override
    public CompletionStage<Void> remove(NodeKey node, PendingSubscription pending, long timestamp) {
        return Cql.both(
                cql.run(removeFromNode.bind(
                        timestamp,
                        node.id().service(),
                        node.id().name(),
                        node.instance(),
                        pending.subscriber().toString())),
                removeFromUser(node, pending, timestamp));
    }

    private CompletionStage<Void> removeFromUser(NodeKey node, PendingSubscription pending, long timestamp) {
        Jid subscriber = pending.subscriber();
        return cql.run(removeFromUser.bind(
                timestamp,
                node.id().service(),
                subscriber.bare().toString(),
                node.id().name(),
                node.instance(),
                subscriber.toString()));
    }

    @Override
    public CompletionStage<List<PendingSubscription>> ofNode(NodeKey node) {
        return cql.all(
                ofNode.bind(node.id().service(), node.id().name(), node.instance()),
                CassandraPendingSubscriptions::pending);
    }

    @Override
    public CompletionStage<List<NodeKey>> among(List<NodeKey> nodes) {
        return Lanes.each(
                        nodes,
                        LANES,
                        node -> cql.first(
                                firstOfNode.bind(node.id().service(), node.id().name(), node.instance()), row -> node))
                .thenApply(found -> found.stream().flatMap(Optional::stream).toList());
    }

    @Override
    public CompletionStage<List<OfUser>> of(String service, Jid bare) {
        return cql.all(
                ofUser.bind(service, bare.toString()),
                row -> new OfUser(
                        new NodeKey(new NodeId(service, row.getString("node")), row.getLong("instance")),
                        pending(row)));
    }

    private static PendingSubscription pending(Row row) {
        return new PendingSubscription(Jid.parse(row.getString("subscriber")), CassandraSubscriptions.options(row));
    }

    /** The node's partition goes last, since it says what else has to go. */
    @Override
    public CompletionStage<Void> erase(NodeKey node, long timestamp) {
        return ofNode(node)
                .thenCompose(pending -> Lanes.each(pending, LANES, each -> removeFromUser(node, each, timestamp)))
                .thenCompose(removed -> cql.run(
                        erase.bind(timestamp, node.id().service(), node.id().name(), node.instance())));
    }
}
