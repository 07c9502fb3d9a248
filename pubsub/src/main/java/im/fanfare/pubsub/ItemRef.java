package im.fanfare.pubsub;

/**
 * Where an item is kept: under the revision of its node that published it.
 *
 * @param revision the node's revision at which the item was published
 */
public record ItemRef(ItemId id, long revision) {}
