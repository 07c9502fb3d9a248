package im.fanfare.pubsub;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Create a node: by a request to do so (XEP-0060 §8.1), or by publishing to a node that does not exist (§7.1.4). */
public final class Creating {
    /** What comes of a command to a node that does not exist. */
    public sealed interface Result {}

    /**
     * The node may be created.
     *
     * @param events what happens to it besides, behind {@link NodeEvent.NodeCreated} and as one with it
     */
    public record Founded(NodeState node, List<NodeEvent> events, NodeReply reply) implements Result {
        public Founded {
            events = List.copyOf(events);
        }
    }

    /** Nothing comes of it. */
    public record Refused(NodeReply reply) implements Result {
        Refused(PubSubError error) {
            this(new NodeReply.Refused(error));
        }
    }

    /**
     * Judges where there is no such node yet.
     *
     * @param instance what will tell the node from others of the same name
     */
    public static Result decide(NodeCommand command, CreationPolicy policy, long instance, Instant now) {
        Optional<Map<ConfigField, String>> founding = command.founding();
        boolean publishes = command instanceof NodeCommand.Publish;
        if (founding.isEmpty()) {
            return new Refused(PubSubError.NODE_NOT_FOUND);
        }
        if (!policy.admits(command.requester(), command.node().service())) {
            // To who may not create, the node that it publishes to does not exist: §7.1.3.3.
            return new Refused(publishes ? PubSubError.NODE_NOT_FOUND : PubSubError.CREATION_NOT_ALLOWED);
        }
        Optional<NodeConfig> config = NodeConfig.STANDARD.with(founding.get());
        if (config.isEmpty()) {
            return new Refused(NodeConfig.refusal(founding.get()));
        }
        if (Configuring.isTwice(config.get())) {
            return new Refused(PubSubError.NO_SUCH_RELATION);
        }
        Map<NodeId, Long> parents = command instanceof NodeCommand.Create create ? create.parents() : Map.of();
        if (parents.size() > Associating.MOST_PARENTS) {
            return new Refused(PubSubError.TOO_MANY_CHILDREN);
        }
        Jid creator = command.requester().bare();
        NodeState node = new NodeState(command.node(), instance, config.get(), Set.of(creator), creator, now, parents);
        return publishes
                ? with(node, command.decide(new Newborn(node), now))
                : new Founded(node, metadata(node), new NodeReply.Done());
    }

    /** The node, if what created it can be done to it as well; a node that was not asked for must not remain. */
    private static Result with(NodeState node, Decision decision) {
        if (decision instanceof Decision.Change change) {
            List<NodeEvent> events = new ArrayList<>(change.events());
            events.addAll(metadata(node));
            return new Founded(node, events, change.reply());
        }
        if (decision instanceof Decision.Answer refusal) {
            return new Refused(refusal.reply());
        }
        throw new IllegalStateException("neither done nor refused: " + decision);
    }

    /** XEP-0497 §4.2.2: those who follow nodes above hear that there is one more. */
    private static List<NodeEvent> metadata(NodeState node) {
        return node.config().isRelated()
                ? Configuring.metadataChanged(NodeConfig.STANDARD, node.config()).stream()
                        .toList()
                : List.of();
    }

    private Creating() {}
}
