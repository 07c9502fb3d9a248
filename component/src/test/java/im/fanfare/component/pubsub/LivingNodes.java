package im.fanfare.component.pubsub;

import im.fanfare.cluster.NodeDirectory;
import im.fanfare.cluster.NodeEntity;
import im.fanfare.cluster.NodeLog;
import im.fanfare.component.ClusterNodes;
import im.fanfare.pubsub.CreationPolicy;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.schema.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** Real nodes, which ask one another, with stores in memory. Whoever is of denmark.lit may create some. */
public final class LivingNodes {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ActorTestKit kit;
    private final Stores stores;
    private final NodeEntity.Surroundings surroundings;
    private final Map<NodeId, ActorRef<NodeEntity.Message>> entities = new HashMap<>();

    public LivingNodes(ActorTestKit kit, Stores stores, NodeLog log, Clock clock) {
        this.kit = kit;
        this.stores = stores;
        this.surroundings = new NodeEntity.Surroundings(
                        stores, log, new CreationPolicy(Set.of("denmark.lit"), Set.of()), clock)
                .among(this::ask);
    }

    /** As the edge has them. */
    public NodeService service() {
        return new ClusterNodes(this::ask, new NodeDirectory(stores));
    }

    private CompletionStage<NodeReply> ask(NodeCommand command) {
        return AskPattern.ask(
                entity(command.node()), replyTo -> new NodeEntity.Ask(command, replyTo), PATIENCE, kit.scheduler());
    }

    private synchronized ActorRef<NodeEntity.Message> entity(NodeId node) {
        return entities.computeIfAbsent(node, id -> kit.spawn(NodeEntity.create(id, surroundings)));
    }
}
