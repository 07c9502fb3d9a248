package im.fanfare.cluster;

import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.schema.Trail;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** Real nodes, each awake once it is asked. */
final class AwakeNodes {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ActorTestKit kit;
    private final NodeEntity.Surroundings surroundings;
    private final Map<NodeId, ActorRef<NodeEntity.Message>> awake = new ConcurrentHashMap<>();

    AwakeNodes(ActorTestKit kit, NodeEntity.Surroundings surroundings) {
        this.kit = kit;
        this.surroundings = surroundings;
    }

    CompletionStage<NodeReply> ask(NodeCommand command) {
        return ask(command, Trail.current());
    }

    CompletionStage<NodeReply> ask(NodeCommand command, Trail trail) {
        return AskPattern.ask(
                awake.computeIfAbsent(command.node(), this::wake),
                replyTo -> new NodeEntity.Ask(command, replyTo, trail),
                PATIENCE,
                kit.scheduler());
    }

    /** Not by the kit, which has the thread wait for another: nodes that many nodes ask at once have no other. */
    private ActorRef<NodeEntity.Message> wake(NodeId node) {
        return kit.system()
                .systemActorOf(NodeEntity.create(node, surroundings), "awake-" + UUID.randomUUID(), Props.empty());
    }

    /** The next that asks for it wakes another entity of the node. */
    void crash(NodeId node) {
        awake.remove(node);
    }

    /** All of them. */
    void crash() {
        awake.clear();
    }
}
