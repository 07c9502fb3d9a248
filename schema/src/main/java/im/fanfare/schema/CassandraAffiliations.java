package im.fanfare.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * {@link Affiliations} in the tables {@code affiliations_by_node} and {@code affiliations_by_user}; see
 * {@code cql/007_affiliations_by_node.cql} and the file behind it.
 */
final class CassandraAffiliations implements Affiliations {
    private static final int LANES = 128;

    private static final String PUT_BY_NODE = """
            INSERT INTO affiliations_by_node (service, node, instance, jid, affiliation)
            VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?""";

    private static final String PUT_BY_USER = """
            INSERT INTO affiliations_by_user (service, jid, node, instance, affiliation)
            VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?""";

    private static final String REMOVE_BY_NODE = """
            DELETE FROM affiliations_by_node USING TIMESTAMP ?
            WHERE service = ? AND node = ? AND instance = ? AND jid = ?""";

    private static final String REMOVE_BY_USER = """
            DELETE FROM affiliations_by_user USING TIMESTAMP ?
            WHERE service = ? AND jid = ? AND node = ? AND instance = ?""";

    private static final String OF = """
            SELECT affiliation FROM affiliations_by_node
            WHERE service = ? AND node = ? AND instance = ? AND jid = ?""";

    private static final String OF_NODE = """
            SELECT jid, affiliation FROM affiliations_by_node
            WHERE service = ? AND node = ? AND instance = ?""";

    private static final String SOME_OF_NODE = """
            SELECT jid, affiliation FROM affiliations_by_node
            WHERE service = ? AND node = ? AND instance = ? LIMIT ?""";

    private static final String OF_USER = """
            SELECT node, instance, affiliation FROM affiliations_by_user
            WHERE service = ? AND jid = ?""";

    private static final String ERASE = """
            DELETE FROM affiliations_by_node USING TIMESTAMP ?
            WHERE service = ? AND node = ? AND instance = ?""";

    private final Cql cql;
    private final PreparedStatement putByNode;
    private final PreparedStatement putByUser;
    private final PreparedStatement removeByNode;
    private final PreparedStatement removeByUser;
    private final PreparedStatement of;
    private final PreparedStatement ofNode;
    private final PreparedStatement someOfNode;
    private final PreparedStatement ofUser;
    private final PreparedStatement erase;

    CassandraAffiliations(CqlSession session) {
        this.cql = new Cql(session);
        this.putByNode = cql.prepare(PUT_BY_NODE);
        this.putByUser = cql.prepare(PUT_BY_USER);
        this.removeByNode = cql.prepare(REMOVE_BY_NODE);
        this.removeByUser = cql.prepare(REMOVE_BY_USER);
        this.of = cql.prepare(OF);
        this.ofNode = cql.prepare(OF_NODE);
        this.someOfNode = cql.prepare(SOME_OF_NODE);
        this.ofUser = cql.prepare(OF_USER);
        this.erase = cql.prepare(ERASE);
    }

    @Override
    public CompletionStage<Void> put(NodeKey node, Jid jid, Affiliation affiliation, long timestamp) {
        String service = node.id().service();
        String name = node.id().name();
        String user = jid.toString();
        if (affiliation == Affiliation.NONE) {
            return Cql.both(
                    cql.run(removeByNode.bind(timestamp, service, name, node.instance(), user)),
                    removeByUser(node, jid, timestamp));
        }
        String word = affiliation.word();
        return Cql.both(
                cql.run(putByNode.bind(service, name, node.instance(), user, word, timestamp)),
                cql.run(putByUser.bind(service, user, name, node.instance(), word, timestamp)));
    }

    private CompletionStage<Void> removeByUser(NodeKey node, Jid jid, long timestamp) {
        return cql.run(removeByUser.bind(
                timestamp, node.id().service(), jid.toString(), node.id().name(), node.instance()));
    }

    @Override
    public CompletionStage<Affiliation> of(NodeKey node, Jid jid) {
        return cql.first(
                        of.bind(node.id().service(), node.id().name(), node.instance(), jid.toString()),
                        row -> NodeWire.affiliation(row.getString("affiliation")))
                .thenApply(found -> found.orElse(Affiliation.NONE));
    }

    @Override
    public CompletionStage<Map<Jid, Affiliation>> ofNode(NodeKey node) {
        return cql.all(
                        ofNode.bind(node.id().service(), node.id().name(), node.instance()),
                        CassandraAffiliations::ofJid)
                .thenApply(CassandraAffiliations::map);
    }

    @Override
    public CompletionStage<Map<Jid, Affiliation>> ofNode(NodeKey node, int most) {
        return cql.all(
                        someOfNode.bind(node.id().service(), node.id().name(), node.instance(), most),
                        CassandraAffiliations::ofJid)
                .thenApply(CassandraAffiliations::map);
    }

    private static Map.Entry<Jid, Affiliation> ofJid(Row row) {
        return Map.entry(Jid.parse(row.getString("jid")), NodeWire.affiliation(row.getString("affiliation")));
    }

    @Override
    public CompletionStage<Map<NodeKey, Affiliation>> ofUser(String service, Jid jid) {
        return cql.all(
                        ofUser.bind(service, jid.toString()),
                        row -> Map.entry(
                                new NodeKey(new NodeId(service, row.getString("node")), row.getLong("instance")),
                                NodeWire.affiliation(row.getString("affiliation"))))
                .thenApply(CassandraAffiliations::map);
    }

    private static <K> Map<K, Affiliation> map(List<Map.Entry<K, Affiliation>> entries) {
        return entries.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The node's partition goes last, since it says what else has to go. */
    @Override
    public CompletionStage<Void> erase(NodeKey node, long timestamp) {
        return ofNode(node)
                .thenCompose(affiliations -> Lanes.each(
                        List.copyOf(affiliations.keySet()), LANES, jid -> removeByUser(node, jid, timestamp)))
                .thenCompose(removed -> cql.run(
                        erase.bind(timestamp, node.id().service(), node.id().name(), node.instance())));
    }
}
