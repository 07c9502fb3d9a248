package im.fanfare.schema;

class MemoryMovedItemsTest implements MovedItemsContract {
    private final MovedItems moved = new MemoryMovedItems();

    @Override
    public MovedItems moved() {
        return moved;
    }
}
