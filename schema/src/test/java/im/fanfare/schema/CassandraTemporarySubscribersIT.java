package im.fanfare.schema;

import org.junit.jupiter.api.extension.RegisterExtension;

class CassandraTemporarySubscribersIT implements TemporarySubscribersContract {
    @RegisterExtension
    static final Keyspace KEYSPACE = new Keyspace();

    @Override
    public TemporarySubscribers temporary() {
        return KEYSPACE.stores().temporary();
    }
}
