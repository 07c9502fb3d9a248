package im.fanfare.schema;

class MemoryPendingSubscriptionsTest implements PendingSubscriptionsContract {
    private final PendingSubscriptions pending = new MemoryPendingSubscriptions();

    @Override
    public PendingSubscriptions pending() {
        return pending;
    }
}
