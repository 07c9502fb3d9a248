package im.fanfare.pubsub;

import java.time.Instant;
import java.util.Optional;

/**
 * An item as it is kept.
 *
 * @param publisher who published it, with resource
 * @param created the node's revision that first published an item of this id; 0 where that is the one that published this
 */
public record Item(ItemId id, Optional<Payload> payload, Jid publisher, Instant published, long created) {
    /** An item that replaces none. */
    public Item(ItemId id, Optional<Payload> payload, Jid publisher, Instant published) {
        this(id, payload, publisher, published, 0);
    }

    /** To name it where there is no room for more. */
    public Item withoutPayload() {
        return new Item(id, Optional.empty(), publisher, published, created);
    }
}
