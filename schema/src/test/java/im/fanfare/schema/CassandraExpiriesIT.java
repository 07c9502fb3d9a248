package im.fanfare.schema;

import static im.fanfare.schema.Denmark.now;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CassandraExpiriesIT implements ExpiriesContract {
    @RegisterExtension
    static final Keyspace KEYSPACE = new Keyspace();

    @Override
    public Expiries expiries() {
        return KEYSPACE.stores().expiries();
    }

    /** A member of the release before knows one row, and no leases. */
    @Test
    void whatOnlyItemsWereSweptOfIsNotDone() {
        long later = 50_000_000;
        now(expiries().clear(10_000_000));
        try (CqlSession session = KEYSPACE.session()) {
            session.execute("INSERT INTO expiries_cleared (id, minute) VALUES (0, " + later + ") USING TIMESTAMP "
                    + (later + 1) * 60_000_000);
        }

        assertThat(now(expiries().cleared()))
                .hasValueSatisfying(minute -> assertThat(minute).isLessThan(later));
    }
}
