package im.fanfare.schema;

import static im.fanfare.schema.Denmark.ODD;
import static im.fanfare.schema.Denmark.now;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.NodeId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link NodeListing} means. */
interface NodeListingContract {
    NodeListing listing();

    @Test
    default void listsNothingOfAServiceWithoutNodes() {
        assertThat(now(listing().list(Denmark.service(), 10))).isEmpty();
    }

    @Test
    default void listsTheNodesOfOneService() {
        NodeListing.Entry here = entry(Denmark.service(), ODD, ODD);
        NodeListing.Entry there = entry(Denmark.service(), ODD, "");
        now(listing().put(here, 1));
        now(listing().put(there, 1));

        assertThat(now(listing().list(here.id().service(), 10))).containsExactly(here);
    }

    @Test
    default void listsAllWhereThereAreNoMoreAndAsManyAsAskedForWhereThereAre() {
        String service = Denmark.service();
        List<NodeListing.Entry> nodes = IntStream.range(0, 700)
                .mapToObj(i -> entry(service, "node " + i, "Node " + i))
                .toList();
        nodes.stream()
                .map(node -> listing().put(node, 1).toCompletableFuture())
                .toList()
                .forEach(Denmark::now);

        assertThat(now(listing().list(service, 10_000))).containsExactlyInAnyOrderElementsOf(nodes);
        assertThat(now(listing().list(service, 100)))
                .hasSize(100)
                .doesNotHaveDuplicates()
                .isSubsetOf(nodes);
    }

    @Test
    default void keepsTheTitleWrittenLastWhateverComesLast() {
        NodeListing.Entry older = entry(Denmark.service(), "node", "Older");
        NodeListing.Entry newer = entry(older.id().service(), "node", "Newer");
        now(listing().put(newer, 2));
        now(listing().put(older, 1));

        assertThat(now(listing().list(older.id().service(), 10))).containsExactly(newer);
    }

    @Test
    default void aLateRepeatDoesNotBringBackWhatWasRemoved() {
        NodeListing.Entry node = entry(Denmark.service(), "node", "Node");
        now(listing().put(node, 1));
        now(listing().remove(node.id(), 2));
        now(listing().put(node, 1));

        assertThat(now(listing().list(node.id().service(), 10))).isEmpty();
    }

    private static NodeListing.Entry entry(String service, String name, String title) {
        return new NodeListing.Entry(new NodeId(service, name), title);
    }
}
