package im.fanfare.schema;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The id of the message that tells subscribers of a revision. It is the same for every subscriber, and the same again when
 * the revision is told again; no two revisions share one, whatever the node and whichever of its lives.
 */
public final class MessageId {
    public static String of(NodeKey node, long revision) {
        String name = node.id().service() + '\0' + node.id().name() + '\0' + node.instance();
        byte[] digest = sha256().digest(name.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits(ByteBuffer.wrap(digest).getLong()) + '-' + revision;
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
