package im.fanfare.schema;

class MemoryItemsTest implements ItemsContract {
    private final Items items = new MemoryItems();

    @Override
    public Items items() {
        return items;
    }
}
