package im.fanfare.schema;

import org.junit.jupiter.api.extension.RegisterExtension;

class CassandraSubscriptionsIT implements SubscriptionsContract {
    @RegisterExtension
    static final Keyspace KEYSPACE = new Keyspace();

    @Override
    public Subscriptions subscriptions() {
        return KEYSPACE.stores().subscriptions();
    }
}
