package im.fanfare.schema;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Where Cassandra is, and which part of it is ours.
 *
 * @param contactPoints some replicas; the others are found through them
 * @param datacenter whose replicas are asked; reads and writes are settled among them alone
 * @param keyspace lower case letters, digits and underscores
 * @param replication copies in that datacenter; used when the keyspace is created
 * @param credentials nothing where Cassandra lets everybody in
 * @param tls whom to trust, where Cassandra is to be spoken to by TLS; its certificates have to be for its addresses
 */
public record CassandraConfig(
        List<InetSocketAddress> contactPoints,
        String datacenter,
        String keyspace,
        int replication,
        Optional<Credentials> credentials,
        Optional<SSLContext> tls) {
    /** Who we are to Cassandra. */
    public record Credentials(String user, String password) {
        /** Without the password: configurations end up in logs. */
        @Override
        public String toString() {
            return "Credentials[user=" + user + ']';
        }
    }

    public CassandraConfig {
        contactPoints = List.copyOf(contactPoints);
        if (contactPoints.isEmpty()) {
            throw new IllegalArgumentException("no contact point of Cassandra");
        }
        // Both become part of a statement, where they cannot be bound.
        if (!keyspace.matches("[a-z][a-z0-9_]{0,47}")) {
            throw new IllegalArgumentException("the name of a keyspace is lower case letters, digits and underscores");
        }
        if (!datacenter.matches("[A-Za-z0-9_.-]+")) {
            throw new IllegalArgumentException(
                    "the name of a datacenter is letters, digits, dots, dashes, underscores");
        }
        if (replication < 1) {
            throw new IllegalArgumentException("replication is " + replication + ", needs 1 or more");
        }
    }
}
