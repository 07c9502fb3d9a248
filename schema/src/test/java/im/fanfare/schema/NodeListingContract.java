package im.fanfare.schema;

import static im.fanfare.schema.Denmark.ODD;
import static im.fanfare.schema.Denmark.now;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Paging;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link NodeListing} means. */
interface NodeListingContract {
    Paging.Place FIRST = new Paging.First();

    NodeListing listing();

    @Test
    default void listsNothingOfAServiceWithoutNodes() {
        assertThat(now(listing().list(Denmark.service(), FIRST, 10))).isEmpty();
    }

    @Test
    default void listsTheNodesOfOneService() {
        NodeListing.Entry here = entry(Denmark.service(), ODD, ODD);
        NodeListing.Entry there = entry(Denmark.service(), ODD, "");
        now(listing().put(here, 1));
        now(listing().put(there, 1));

        assertThat(now(listing().list(here.id().service(), FIRST, 10))).containsExactly(here);
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

        assertThat(now(listing().list(service, FIRST, 10_000))).containsExactlyInAnyOrderElementsOf(nodes);
        assertThat(now(listing().list(service, FIRST, 100)))
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

        assertThat(now(listing().list(older.id().service(), FIRST, 10))).containsExactly(newer);
    }

    @Test
    default void aLateRepeatDoesNotBringBackWhatWasRemoved() {
        NodeListing.Entry node = entry(Denmark.service(), "node", "Node");
        now(listing().put(node, 1));
        now(listing().remove(node.id(), 2));
        now(listing().put(node, 1));

        assertThat(now(listing().list(node.id().service(), FIRST, 10))).isEmpty();
    }

    @Test
    default void isPagedThroughForwardsAndBackwards() {
        String service = Denmark.service();
        IntStream.range(0, 700)
                .mapToObj(i -> entry(service, "node " + i, "Node " + i))
                .map(node -> listing().put(node, 1).toCompletableFuture())
                .toList()
                .forEach(Denmark::now);
        List<NodeListing.Entry> all = now(listing().list(service, FIRST, 10_000));

        List<NodeListing.Entry> forwards = new ArrayList<>(now(listing().list(service, FIRST, 90)));
        for (List<NodeListing.Entry> page = forwards; !page.isEmpty(); ) {
            Paging.Place next = new Paging.After(page.get(page.size() - 1).id().name());
            page = now(listing().list(service, next, 90));
            forwards.addAll(page);
        }
        List<NodeListing.Entry> backwards = new ArrayList<>(now(listing().list(service, new Paging.Last(), 90)));
        for (List<NodeListing.Entry> page = backwards; !page.isEmpty(); ) {
            Paging.Place next = new Paging.Before(page.get(0).id().name());
            page = now(listing().list(service, next, 90));
            backwards.addAll(0, page);
        }

        assertThat(all).hasSize(700);
        assertThat(forwards).isEqualTo(all);
        assertThat(backwards).isEqualTo(all);
    }

    @Test
    default void knowsThePlaceOfANodeThatIsGone() {
        String service = Denmark.service();
        List.of("a", "b", "c", "d").forEach(name -> now(listing().put(entry(service, name, ""), 1)));
        List<NodeListing.Entry> all = now(listing().list(service, FIRST, 10));
        now(listing().remove(all.get(1).id(), 2));
        String gone = all.get(1).id().name();

        assertThat(now(listing().list(service, new Paging.After(gone), 10))).isEqualTo(all.subList(2, 4));
        assertThat(now(listing().list(service, new Paging.Before(gone), 10))).isEqualTo(all.subList(0, 1));
        assertThat(now(listing().list(service, new Paging.Before(gone), 0))).isEmpty();
    }

    private static NodeListing.Entry entry(String service, String name, String title) {
        return new NodeListing.Entry(new NodeId(service, name), title);
    }
}
