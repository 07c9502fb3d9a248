package im.fanfare.schema;

import org.junit.jupiter.api.extension.RegisterExtension;

class CassandraNodesIT implements NodesContract {
    @RegisterExtension
    static final Keyspace KEYSPACE = new Keyspace();

    @Override
    public Nodes nodes() {
        return KEYSPACE.stores().nodes();
    }
}
