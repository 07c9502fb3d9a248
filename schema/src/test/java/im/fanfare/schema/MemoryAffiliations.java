package im.fanfare.schema;

import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.Jid;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@link Affiliations} in memory. */
public final class MemoryAffiliations implements Affiliations {
    private record User(String service, Jid jid) {}

    private final Map<NodeKey, Cells<Jid, Affiliation>> nodes = new HashMap<>();
    private final Map<User, Cells<NodeKey, Affiliation>> users = new HashMap<>();

    @Override
    public synchronized CompletionStage<Void> put(NodeKey node, Jid jid, Affiliation affiliation, long timestamp) {
        write(cells(node), jid, affiliation, timestamp);
        write(user(node.id().service(), jid), node, affiliation, timestamp);
        return CompletableFuture.completedFuture(null);
    }

    private static <K> void write(Cells<K, Affiliation> cells, K key, Affiliation affiliation, long timestamp) {
        if (affiliation == Affiliation.NONE) {
            cells.delete(key, timestamp);
        } else {
            cells.put(key, affiliation, timestamp);
        }
    }

    @Override
    public synchronized CompletionStage<Affiliation> of(NodeKey node, Jid jid) {
        return CompletableFuture.completedFuture(cells(node).get(jid).orElse(Affiliation.NONE));
    }

    @Override
    public synchronized CompletionStage<Map<Jid, Affiliation>> ofNode(NodeKey node) {
        return CompletableFuture.completedFuture(cells(node).all());
    }

    @Override
    public synchronized CompletionStage<Map<Jid, Affiliation>> ofNode(NodeKey node, int most) {
        Map<Jid, Affiliation> some = new HashMap<>();
        cells(node).all().entrySet().stream()
                .limit(most)
                .forEach(affiliation -> some.put(affiliation.getKey(), affiliation.getValue()));
        return CompletableFuture.completedFuture(some);
    }

    @Override
    public synchronized CompletionStage<Map<NodeKey, Affiliation>> ofUser(String service, Jid jid) {
        return CompletableFuture.completedFuture(user(service, jid).all());
    }

    @Override
    public synchronized CompletionStage<Void> erase(NodeKey node, long timestamp) {
        cells(node).all().keySet().forEach(jid -> user(node.id().service(), jid).delete(node, timestamp));
        cells(node).deleteAll(jid -> true, timestamp);
        return CompletableFuture.completedFuture(null);
    }

    private Cells<Jid, Affiliation> cells(NodeKey node) {
        return nodes.computeIfAbsent(node, same -> new Cells<>());
    }

    private Cells<NodeKey, Affiliation> user(String service, Jid jid) {
        return users.computeIfAbsent(new User(service, jid), same -> new Cells<>());
    }
}
