package im.fanfare.pubsub;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Create a node: XEP-0060 §8.1. */
public final class Creating {
    /** A node that may be created, or why not. */
    public record Result(Optional<NodeState> node, PubSubError refusal) {}

    /**
     * Judges where there is no such node yet.
     *
     * @param instance what will tell the node from others of the same name
     */
    public static Result decide(NodeCommand.Create create, CreationPolicy policy, long instance, Instant now) {
        if (!policy.admits(create.requester(), create.node().service())) {
            return refuse(PubSubError.CREATION_NOT_ALLOWED);
        }
        Optional<NodeConfig> config = NodeConfig.STANDARD.with(create.config());
        if (config.isEmpty()) {
            return refuse(NodeConfig.refusal(create.config()));
        }
        Jid creator = create.requester().bare();
        return new Result(
                Optional.of(new NodeState(create.node(), instance, config.get(), Set.of(creator), creator, now)),
                PubSubError.CONFLICT);
    }

    private static Result refuse(PubSubError error) {
        return new Result(Optional.empty(), error);
    }

    private Creating() {}
}
