package im.fanfare.schema;

import static im.fanfare.schema.Denmark.now;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Paging;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CassandraNodeListingIT implements NodeListingContract {
    @RegisterExtension
    static final Keyspace KEYSPACE = new Keyspace();

    @Override
    public NodeListing listing() {
        return KEYSPACE.stores().listing();
    }

    /** What was found until then is there, and one can go on behind it. */
    @Test
    void looksAtSoManyNodesForOneListAndNoMore() {
        String service = Denmark.service();
        IntStream.range(0, 700)
                .mapToObj(
                        i -> new NodeListing.Entry(new NodeId(service, "node " + i), "", i % 70 == 0 ? "urn:rare" : ""))
                .map(node -> listing().put(node, 1).toCompletableFuture())
                .toList()
                .forEach(Denmark::now);
        try (CqlSession session = KEYSPACE.session()) {
            NodeListing bounded = new CassandraNodeListing(session, 300);

            NodeListing.Listed none = now(bounded.list(service, "urn:none"::equals, new Paging.First(), 10));
            NodeListing.Listed some = now(bounded.list(service, "urn:rare"::equals, new Paging.First(), 10));
            List<NodeListing.Entry> all = new ArrayList<>();
            for (NodeListing.Listed next = some; !next.entries().isEmpty(); ) {
                all.addAll(next.entries());
                Paging.Place behind =
                        new Paging.After(all.get(all.size() - 1).id().name());
                next = now(bounded.list(service, "urn:rare"::equals, behind, 10));
            }

            assertThat(none.cut()).isTrue();
            assertThat(none.entries()).isEmpty();
            assertThat(some.cut()).isTrue();
            assertThat(some.entries()).isNotEmpty();
            assertThat(all).hasSize(10).doesNotHaveDuplicates();
        }
    }
}
