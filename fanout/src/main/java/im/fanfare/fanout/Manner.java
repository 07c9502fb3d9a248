package im.fanfare.fanout;

import im.fanfare.pubsub.Show;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionOptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * How somebody is told, besides by the stanza that is the same for all, and whether.
 *
 * @param shows in which ways they have to be available to be told; empty where that does not matter
 * @param withBody with a {@code <body/>} that represents the payload: XEP-0060 §13.8
 */
record Manner(boolean withBody, Set<Show> shows) {
    /** As all others. */
    static final Manner PLAIN = new Manner(false, Set.of());

    /** Behind the address the attribute and the start tag end: what is put here comes first in the stanza. */
    private static final int START = "'>".length();

    static Manner of(SubscriptionOptions options) {
        Manner manner = new Manner(options.isSet(SubscriptionOption.INCLUDE_BODY), options.shows());
        return manner.isPlain() ? PLAIN : manner;
    }

    /** Whether it matters in which way they are available. */
    boolean goesByPresence() {
        return !shows.isEmpty();
    }

    /** Whether who is available in these ways is told. */
    boolean isFor(Set<Show> available) {
        return shows.isEmpty() ? !available.isEmpty() : available.stream().anyMatch(shows::contains);
    }

    boolean isPlain() {
        return equals(PLAIN);
    }

    /** What stands behind the address, where this stands there for others. */
    byte[] suffix(byte[] plain, Edge edge) {
        if (!withBody) {
            return plain;
        }
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
