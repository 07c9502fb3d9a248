package im.fanfare.schema;

import org.junit.jupiter.api.extension.RegisterExtension;

class CassandraMovedItemsIT implements MovedItemsContract {
    @RegisterExtension
    static final Keyspace KEYSPACE = new Keyspace();

    @Override
    public MovedItems moved() {
        return KEYSPACE.stores().moved();
    }
}
