package im.fanfare.schema;

class MemoryNodeListingTest implements NodeListingContract {
    private final NodeListing listing = new MemoryNodeListing();

    @Override
    public NodeListing listing() {
        return listing;
    }
}
