package im.fanfare.schema;

/** Everything that is kept of nodes. */
public record Stores(
        Nodes nodes,
        NodeListing listing,
        Journal journal,
        Items items,
        Subscriptions subscriptions,
        PendingSubscriptions pending,
        Affiliations affiliations,
        Bounces bounces,
        Expiries expiries,
        ItemLookup lookup,
        MovedItems moved,
        TemporarySubscribers temporary) {}
