package im.fanfare.fanout;

import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionOptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How somebody is told, besides by the stanza that is the same for all.
 *
 * @param withBody with a {@code <body/>} that represents the payload: XEP-0060 §13.8
 */
record Manner(boolean withBody) {
    /** As all others. */
    static final Manner PLAIN = new Manner(false);

    /** Behind the address the attribute and the start tag end: what is put here comes first in the stanza. */
    private static final int START = "'>".length();

    static Manner of(SubscriptionOptions options) {
        return options.isSet(SubscriptionOption.INCLUDE_BODY) ? new Manner(true) : PLAIN;
    }

    boolean isPlain() {
        return equals(PLAIN);
    }

    /** What stands behind the address, where this stands there for others. */
    byte[] suffix(byte[] plain, Edge edge) {
        String message = "<message to='" + new String(plain, StandardCharsets.UTF_8);
        return edge.body(message).map(body -> withChild(plain, body)).orElse(plain);
    }

    private static byte[] withChild(byte[] plain, String child) {
        byte[] inserted = child.getBytes(StandardCharsets.UTF_8);
        byte[] suffix = Arrays.copyOf(plain, plain.length + inserted.length);
        System.arraycopy(inserted, 0, suffix, START, inserted.length);
        System.arraycopy(plain, START, suffix, START + inserted.length, plain.length - START);
        return suffix;
    }
}
