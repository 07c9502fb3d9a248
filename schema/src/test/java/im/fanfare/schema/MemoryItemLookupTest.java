package im.fanfare.schema;

class MemoryItemLookupTest implements ItemLookupContract {
    private final ItemLookup lookup = new MemoryItemLookup();

    @Override
    public ItemLookup lookup() {
        return lookup;
    }
}
