package im.fanfare.schema;

import org.junit.jupiter.api.extension.RegisterExtension;

class CassandraJournalIT implements JournalContract {
    @RegisterExtension
    static final Keyspace KEYSPACE = new Keyspace();

    @Override
    public Journal journal() {
        return KEYSPACE.stores().journal();
    }
}
