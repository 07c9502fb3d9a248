package im.fanfare.pubsub;

import java.util.Optional;

/** What a publisher sends: XEP-0060 §7.1.1. Where the publisher names no id, the edge has drawn one. */
public record NewItem(ItemId id, Optional<Payload> payload) {}
