package im.fanfare.schema;

import org.junit.jupiter.api.extension.RegisterExtension;

class CassandraNodeListingIT implements NodeListingContract {
    @RegisterExtension
    static final Keyspace KEYSPACE = new Keyspace();

    @Override
    public NodeListing listing() {
        return KEYSPACE.stores().listing();
    }
}
