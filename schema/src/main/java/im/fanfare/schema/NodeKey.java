package im.fanfare.schema;

import im.fanfare.pubsub.MessageId;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeState;

/**
 * One life of a node: what is stored of it is kept apart from what an earlier node of the same name left behind.
 *
 * @param instance see {@link NodeState#instance}
 */
public record NodeKey(NodeId id, long instance) {
    public static NodeKey of(NodeState node) {
        return new NodeKey(node.id(), node.instance());
    }

    /** What the message is called that tells of a revision: see {@link MessageId}. */
    public String messageId(long revision) {
        return MessageId.of(id, instance, revision);
    }
}
