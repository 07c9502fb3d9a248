package im.fanfare.schema;

import org.junit.jupiter.api.extension.RegisterExtension;

class CassandraPendingSubscriptionsIT implements PendingSubscriptionsContract {
    @RegisterExtension
    static final Keyspace KEYSPACE = new Keyspace();

    @Override
    public PendingSubscriptions pending() {
        return KEYSPACE.stores().pending();
    }
}
