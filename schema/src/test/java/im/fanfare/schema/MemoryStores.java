package im.fanfare.schema;

/** All stores in memory, for tests. */
public final class MemoryStores {
    public static Stores create() {
        return new Stores(
                new MemoryNodes(),
                new MemoryNodeListing(),
                new MemoryJournal(),
                new MemoryItems(),
                new MemorySubscriptions(),
                new MemoryPendingSubscriptions(),
                new MemoryAffiliations(),
                new MemoryBounces(),
                new MemoryExpiries(),
                new MemoryItemLookup(),
                new MemoryMovedItems(),
                new MemoryTemporarySubscribers());
    }

    private MemoryStores() {}
}
