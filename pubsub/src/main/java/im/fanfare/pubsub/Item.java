package im.fanfare.pubsub;

import java.time.Instant;
import java.util.Optional;

/**
 * An item as it is kept.
 *
 * @param publisher who published it, with resource
 */
public record Item(ItemId id, Optional<Payload> payload, Jid publisher, Instant published) {}
