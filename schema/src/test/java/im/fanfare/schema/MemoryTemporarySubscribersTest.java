package im.fanfare.schema;

class MemoryTemporarySubscribersTest implements TemporarySubscribersContract {
    private final TemporarySubscribers temporary = new MemoryTemporarySubscribers();

    @Override
    public TemporarySubscribers temporary() {
        return temporary;
    }
}
