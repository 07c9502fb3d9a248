package im.fanfare.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Subscription;
import im.fanfare.pubsub.SubscriptionOptions;
import im.fanfare.schema.proto.NodeProto;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * {@link Subscriptions} in the tables {@code subscriptions_by_page} and {@code subscriptions_by_user}; see
 * {@code cql/005_subscriptions_by_page.cql} and the file behind it.
 */
final class CassandraSubscriptions implements Subscriptions {
    private static final int LANES = 128;

    /** Users asked for in one statement: one message, and one read in Cassandra for each. */
    private static final int SLICE = 32;

    private static final int SLICES_UNDER_WAY = 8;

    /**
     * Above whatever a life of a node can write under. The life is over and has partitions of its own, so nothing that
     * will ever be written is hidden, and what a stalled writer still writes is.
     */
    private static final long FOR_GOOD = Long.MAX_VALUE / 2;

    private static final String ADD_TO_PAGE = """
            INSERT INTO subscriptions_by_page (service, node, instance, page, subscriber, since)
            VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?""";

    private static final String ADD_TO_USER = """
            INSERT INTO subscriptions_by_user (service, bare, node, instance, subscriber, page, since)
            VALUES (?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?""";

    /**
     * With the options, and with further subscriptions, where there are any or have been: of most subscribers Cassandra keeps
     * nothing of the kind.
     */
    private static final String CHANGE_IN_PAGE = """
            INSERT INTO subscriptions_by_page (service, node, instance, page, subscriber, since, options, several)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?""";

    private static final String CHANGE_OF_USER = """
            INSERT INTO subscriptions_by_user (service, bare, node, instance, subscriber, page, since, options, several)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?""";

    private static final String REMOVE_FROM_PAGE = """
            DELETE FROM subscriptions_by_page USING TIMESTAMP ?
            WHERE service = ? AND node = ? AND instance = ? AND page = ? AND subscriber = ?""";

    private static final String REMOVE_FROM_USER = """
            DELETE FROM subscriptions_by_user USING TIMESTAMP ?
            WHERE service = ? AND bare = ? AND node = ? AND instance = ? AND subscriber = ?""";

    private static final String OF_USER_AND_NODE = """
            SELECT subscriber, page, since, options, several FROM subscriptions_by_user
            WHERE service = ? AND bare = ? AND node = ? AND instance = ?""";

    private static final String OF_USERS_AND_NODE = """
            SELECT bare, subscriber, page, since, options, several FROM subscriptions_by_user
            WHERE service = ? AND bare IN ? AND node = ? AND instance = ?""";

    private static final String OF_USER = """
            SELECT node, instance, subscriber, page, since, options, several FROM subscriptions_by_user
            WHERE service = ? AND bare = ?""";

    private static final String OF_PAGE = """
            SELECT subscriber, since, options, several, WRITETIME(since) AS written FROM subscriptions_by_page
            WHERE service = ? AND node = ? AND instance = ? AND page = ?""";

    private static final String ERASE_PAGE = """
            DELETE FROM subscriptions_by_page USING TIMESTAMP ?
            WHERE service = ? AND node = ? AND instance = ? AND page = ?""";

    /** A subscription, and whose. */
    private record OfJid(String bare, Subscription subscription) {}

    /** A subscription and the timestamp it was written under. */
    private record Written(Subscription subscription, long timestamp) {}

    private final Cql cql;
    private final Writes pages;
    private final Writes users;
    private final PreparedStatement addToPage;
    private final PreparedStatement addToUser;
    private final PreparedStatement changeInPage;
    private final PreparedStatement changeOfUser;
    private final PreparedStatement removeFromPage;
    private final PreparedStatement removeFromUser;
    private final PreparedStatement ofUserAndNode;
    private final PreparedStatement ofUsersAndNode;
    private final PreparedStatement ofUser;
    private final PreparedStatement ofPage;
    private final PreparedStatement erasePage;

    CassandraSubscriptions(CqlSession session) {
        this.cql = new Cql(session);
        this.pages = new Writes(session);
        this.users = new Writes(session);
        this.addToPage = cql.prepare(ADD_TO_PAGE);
        this.addToUser = cql.prepare(ADD_TO_USER);
        this.changeInPage = cql.prepare(CHANGE_IN_PAGE);
        this.changeOfUser = cql.prepare(CHANGE_OF_USER);
        this.removeFromPage = cql.prepare(REMOVE_FROM_PAGE);
        this.removeFromUser = cql.prepare(REMOVE_FROM_USER);
        this.ofUserAndNode = cql.prepare(OF_USER_AND_NODE);
        this.ofUsersAndNode = cql.prepare(OF_USERS_AND_NODE);
        this.ofUser = cql.prepare(OF_USER);
        this.ofPage = cql.prepare(OF_PAGE);
        this.erasePage = cql.prepare(ERASE_PAGE);
    }

    @Override
    public CompletionStage<Void> add(NodeKey node, Subscription subscription, long timestamp) {
        if (!subscription.options().equals(SubscriptionOptions.STANDARD)
                || SubIdWire.several(subscription).isPresent()) {
            return change(node, subscription, timestamp);
        }
        String service = node.id().service();
        String name = node.id().name();
        String subscriber = subscription.subscriber().toString();
        String bare = subscription.subscriber().bare().toString();
        int page = subscription.page();
        long since = subscription.since();
        return Cql.both(
                pages.run(addToPage.bind(service, name, node.instance(), page, subscriber, since, timestamp)),
                users.run(addToUser.bind(service, bare, name, node.instance(), subscriber, page, since, timestamp)));
    }

    @Override
    public CompletionStage<Void> change(NodeKey node, Subscription subscription, long timestamp) {
        String service = node.id().service();
        String name = node.id().name();
        String subscriber = subscription.subscriber().toString();
        String bare = subscription.subscriber().bare().toString();
        int page = subscription.page();
        long since = subscription.since();
        Map<String, String> options = NodeWire.options(subscription.options().values());
        ByteBuffer several =
                SubIdWire.several(subscription).map(ByteBuffer::wrap).orElse(ByteBuffer.allocate(0));
        return Cql.both(
                pages.run(changeInPage.bind(
                        service, name, node.instance(), page, subscriber, since, options, several, timestamp)),
                users.run(changeOfUser.bind(
                        service, bare, name, node.instance(), subscriber, page, since, options, several, timestamp)));
    }

    @Override
    public CompletionStage<Void> remove(NodeKey node, Subscription subscription, long timestamp) {
        return Cql.both(removeFromPage(node, subscription, timestamp), removeFromUser(node, subscription, timestamp));
    }

    private CompletionStage<Void> removeFromPage(NodeKey node, Subscription subscription, long timestamp) {
        return pages.run(removeFromPage.bind(
                timestamp,
                node.id().service(),
                node.id().name(),
                node.instance(),
                subscription.page(),
                subscription.subscriber().toString()));
    }

    private CompletionStage<Void> removeFromUser(NodeKey node, Subscription subscription, long timestamp) {
        Jid subscriber = subscription.subscriber();
        return users.run(removeFromUser.bind(
                timestamp,
                node.id().service(),
                subscriber.bare().toString(),
                node.id().name(),
                node.instance(),
                subscriber.toString()));
    }

    @Override
    public CompletionStage<List<Subscription>> of(NodeKey node, Jid bare) {
        return cql.all(
                ofUserAndNode.bind(
                        node.id().service(), bare.toString(), node.id().name(), node.instance()),
                CassandraSubscriptions::subscription);
    }

    @Override
    public CompletionStage<Map<Jid, List<Subscription>>> of(NodeKey node, Set<Jid> bare) {
        if (bare.size() == 1) { // a statement that goes straight to its replicas
            Jid only = bare.iterator().next();
            return of(node, only).thenApply(subscriptions -> Map.of(only, subscriptions));
        }
        List<Jid> all = List.copyOf(bare);
        List<List<Jid>> slices = IntStream.iterate(0, from -> from < all.size(), from -> from + SLICE)
                .mapToObj(from -> all.subList(from, Math.min(from + SLICE, all.size())))
                .toList();
        return Lanes.each(slices, SLICES_UNDER_WAY, slice -> ofSlice(node, slice))
                .thenApply(found -> {
                    Map<Jid, List<Subscription>> subscriptions = new HashMap<>();
                    found.forEach(subscriptions::putAll);
                    return subscriptions;
                });
    }

    private CompletionStage<Map<Jid, List<Subscription>>> ofSlice(NodeKey node, List<Jid> slice) {
        return cql.all(
                        ofUsersAndNode.bind(
                                node.id().service(),
                                slice.stream().map(Jid::toString).toList(),
                                node.id().name(),
                                node.instance()),
                        row -> new OfJid(row.getString("bare"), subscription(row)))
                .thenApply(rows -> {
                    Map<String, List<Subscription>> found = rows.stream()
                            .collect(Collectors.groupingBy(
                                    OfJid::bare, Collectors.mapping(OfJid::subscription, Collectors.toList())));
                    return slice.stream()
                            .collect(
                                    Collectors.toMap(jid -> jid, jid -> found.getOrDefault(jid.toString(), List.of())));
                });
    }

    @Override
    public CompletionStage<List<OfUser>> of(String service, Jid bare) {
        return cql.all(
                ofUser.bind(service, bare.toString()),
                row -> new OfUser(
                        new NodeKey(new NodeId(service, row.getString("node")), row.getLong("instance")),
                        subscription(row)));
    }

    private static Subscription subscription(Row row) {
        return subscription(row, row.getInt("page"));
    }

    private static Subscription subscription(Row row, int page) {
        NodeProto.Several several = several(row);
        return new Subscription(
                Jid.parse(row.getString("subscriber")),
                page,
                row.getLong("since"),
                options(row),
                SubIdWire.parse(several.getSubId()),
                SubIdWire.parse(several.getFurtherList()));
    }

    /** Empty of most. */
    private static NodeProto.Several several(Row row) {
        ByteBuffer column = row.getByteBuffer("several");
        return column == null || !column.hasRemaining()
                ? NodeProto.Several.getDefaultInstance()
                : Wire.read(NodeProto.Several.parser(), bytes(column));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** As the driver reads it, a map that was never written is empty. */
    static SubscriptionOptions options(Row row) {
        return NodeWire.knownOptions(row.getMap("options", String.class, String.class));
    }

    @Override
    public CompletionStage<List<Subscription>> page(NodeKey node, int page) {
        return written(node, page)
                .thenApply(rows -> rows.stream().map(Written::subscription).toList());
    }

    private CompletionStage<List<Written>> written(NodeKey node, int page) {
        return cql.all(
                ofPage.bind(node.id().service(), node.id().name(), node.instance(), page),
                row -> new Written(subscription(row, page), row.getLong("written")));
    }

    /**
     * The page goes last, since it says what else has to go. A user's rows go under the timestamp they were written
     * under: among rows of nodes that live, a tombstone from the far future would never be collected.
     */
    @Override
    public CompletionStage<Void> erase(NodeKey node, int page, Predicate<Jid> whose) {
        return written(node, page).thenCompose(rows -> {
            List<Written> meant = rows.stream()
                    .filter(row -> whose.test(row.subscription().subscriber()))
                    .toList();
            return Lanes.each(meant, LANES, row -> removeFromUser(node, row.subscription(), row.timestamp()))
                    .thenCompose(removed ->
                            meant.size() == rows.size() ? erasePage(node, page) : eraseFromPage(node, page, meant));
        });
    }

    private CompletionStage<Void> erasePage(NodeKey node, int page) {
        return pages.run(erasePage.bind(FOR_GOOD, node.id().service(), node.id().name(), node.instance(), page));
    }

    /** Looks again at the end: where two erase at the same time, each has seen the rows of the other. */
    private CompletionStage<Void> eraseFromPage(NodeKey node, int page, List<Written> meant) {
        return Lanes.each(meant, LANES, row -> removeFromPage(node, row.subscription(), FOR_GOOD))
                .thenCompose(erased -> written(node, page))
                .thenCompose(left -> left.isEmpty() ? erasePage(node, page) : CompletableFuture.completedFuture(null));
    }
}
