package im.fanfare.pubsub;

import java.nio.charset.StandardCharsets;

/** The name of an item, unique in its node: XEP-0060 §4.6. */
public record ItemId(String value) {
    public static final int MAX_BYTES = 1023;

    public ItemId {
        if (value.isEmpty() || value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException("an item's id has 1 to " + MAX_BYTES + " bytes");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
