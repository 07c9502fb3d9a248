package im.fanfare.schema;

import org.junit.jupiter.api.extension.RegisterExtension;

class CassandraBlacklistsIT implements BlacklistsContract {
    @RegisterExtension
    static final Keyspace KEYSPACE = new Keyspace();

    @Override
    public Blacklists blacklists() {
        return KEYSPACE.blacklists();
    }
}
