package im.fanfare.pubsub;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The name of an item, unique in its node: XEP-0060 §4.6. */
public record ItemId(String value) {
    public static final int MAX_BYTES = 1023;

    public ItemId {
        if (!isOne(value)) {
            throw new IllegalArgumentException("an item's id has 1 to " + MAX_BYTES + " bytes");
        }
    }

    /** The id that somebody names, or nothing where no item can have it. */
    public static Optional<ItemId> of(String value) {
        return isOne(value) ? Optional.of(new ItemId(value)) : Optional.empty();
    }

    private static boolean isOne(String value) {
        return !value.isEmpty() && value.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }

    @Override
    public String toString() {
        return value;
    }
}
