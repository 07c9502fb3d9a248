package im.fanfare.schema;

import org.junit.jupiter.api.extension.RegisterExtension;

class CassandraBouncesIT implements BouncesContract {
    @RegisterExtension
    static final Keyspace KEYSPACE = new Keyspace();

    @Override
    public Bounces bounces() {
        return KEYSPACE.stores().bounces();
    }
}
