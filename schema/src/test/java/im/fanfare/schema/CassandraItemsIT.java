package im.fanfare.schema;

import org.junit.jupiter.api.extension.RegisterExtension;

class CassandraItemsIT implements ItemsContract {
    @RegisterExtension
    static final Keyspace KEYSPACE = new Keyspace();

    @Override
    public Items items() {
        return KEYSPACE.stores().items();
    }
}
