package im.fanfare.pubsub;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The id of the message that tells subscribers of a revision, and of that message in the archive of the node. It is the
 * same for every subscriber, and the same again when the revision is told again; no two revisions share one, whatever the
 * node and whichever of its lives.
 */
public final class MessageId {
    /**
     * The id for a revision of a node.
     *
     * @param instance which of the node's lives: {@link NodeState#instance}
     */
    public static String of(NodeId node, long instance, long revision) {
        return life(node, instance) + revision;
    }

    /**
     * The id of the message by which the subscribers of a collection are told of a node below it. It follows from what
     * happened there, so it is the same again also where the collection takes that for a new revision of its own.
     */
    public static String of(NodeId collection, long instance, NodeEvent.Relayed relayed) {
        return life(collection, instance) + of(relayed.node(), relayed.instance(), relayed.revision());
    }

    /** The revision of which it is the id, or nothing where it is of no revision of that life of the node. */
    static Optional<Long> revision(NodeState node, String id) {
        String life = life(node.id(), node.instance());
        if (!id.startsWith(life)) {
            return Optional.empty();
        }
        try {
            long revision = Long.parseLong(id.substring(life.length()));
            return Optional.of(revision).filter(spelt -> revision > 0 && id.equals(life + spelt));
        } catch (NumberFormatException isNone) {
            return Optional.empty();
        }
    }

    private static String life(NodeId node, long instance) {
        String name = node.service() + '\0' + node.name() + '\0' + instance;
        byte[] digest = sha256().digest(name.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits(ByteBuffer.wrap(digest).getLong()) + '-';
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private MessageId() {}
}
