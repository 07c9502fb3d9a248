package im.fanfare.component.presence;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.pubsub.MemoryNodes;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.Subscription;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionOptions;
import im.fanfare.schema.MemoryStores;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.Stores;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** XEP-0060 §13.5, and {@code purge_offline} of §17.4.4. */
class TemporarySubscriptionsTest {
    private static final String SERVICE = "pubsub.shakespeare.lit";
    private static final Jid HAMLET = Jid.parse("hamlet@denmark.lit");
    private static final Jid ELSINORE = Jid.parse("hamlet@denmark.lit/elsinore");

    private final Stores stores = MemoryStores.create();
    private final TemporarySubscriptions endings = new TemporarySubscriptions(stores, new MemoryNodes());

    @Test
    void areThoseThatEndAndThoseThatArePurged() {
        create("steady", Map.of());
        create("fleeting", Map.of(ConfigField.PURGE_OFFLINE, "true"));
        create("visited", Map.of());
        NodeKey visited = new NodeKey(new NodeId(SERVICE, "visited"), 1);
        subscribe(visited, HAMLET, Map.of());
        subscribe(visited, ELSINORE, Map.of(SubscriptionOption.EXPIRE, "presence"));

        assertThat(endings.of(SERVICE, HAMLET).toCompletableFuture().join())
                .containsExactlyInAnyOrder(
                        new Endings.Temporary(visited.id(), ELSINORE),
                        new Endings.Temporary(new NodeId(SERVICE, "fleeting"), HAMLET));
    }

    private void create(String name, Map<ConfigField, String> config) {
        NodeId id = new NodeId(SERVICE, name);
        NodeState node = new NodeState(id, 1, new NodeConfig(config), Set.of(HAMLET), HAMLET, Instant.EPOCH);
        stores.nodes().create(node, 1).toCompletableFuture().join();
        stores.affiliations()
                .put(new NodeKey(id, 1), HAMLET, Affiliation.OWNER, 1)
                .toCompletableFuture()
                .join();
    }

    private void subscribe(NodeKey node, Jid subscriber, Map<SubscriptionOption, String> options) {
        stores.subscriptions()
                .add(node, new Subscription(subscriber, 0, 1, new SubscriptionOptions(options)), 1)
                .toCompletableFuture()
                .join();
    }
}
