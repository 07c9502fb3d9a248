package im.fanfare.schema;

class MemorySubscriptionsTest implements SubscriptionsContract {
    private final Subscriptions subscriptions = new MemorySubscriptions();

    @Override
    public Subscriptions subscriptions() {
        return subscriptions;
    }
}
