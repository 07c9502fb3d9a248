package im.fanfare.schema;

import org.junit.jupiter.api.extension.RegisterExtension;

class CassandraExpiriesIT implements ExpiriesContract {
    @RegisterExtension
    static final Keyspace KEYSPACE = new Keyspace();

    @Override
    public Expiries expiries() {
        return KEYSPACE.stores().expiries();
    }
}
