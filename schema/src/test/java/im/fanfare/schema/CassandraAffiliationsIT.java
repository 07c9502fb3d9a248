package im.fanfare.schema;

import org.junit.jupiter.api.extension.RegisterExtension;

class CassandraAffiliationsIT implements AffiliationsContract {
    @RegisterExtension
    static final Keyspace KEYSPACE = new Keyspace();

    @Override
    public Affiliations affiliations() {
        return KEYSPACE.stores().affiliations();
    }
}
