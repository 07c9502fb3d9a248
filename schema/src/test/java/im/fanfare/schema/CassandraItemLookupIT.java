package im.fanfare.schema;

import org.junit.jupiter.api.extension.RegisterExtension;

class CassandraItemLookupIT implements ItemLookupContract {
    @RegisterExtension
    static final Keyspace KEYSPACE = new Keyspace();

    @Override
    public ItemLookup lookup() {
        return KEYSPACE.stores().lookup();
    }
}
