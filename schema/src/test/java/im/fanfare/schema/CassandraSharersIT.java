package im.fanfare.schema;

import org.junit.jupiter.api.extension.RegisterExtension;

class CassandraSharersIT implements SharersContract {
    @RegisterExtension
    static final Keyspace KEYSPACE = new Keyspace();

    @Override
    public Sharers sharers() {
        return KEYSPACE.sharers();
    }
}
