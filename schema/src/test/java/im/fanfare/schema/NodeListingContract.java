package im.fanfare.schema;

import static im.fanfare.schema.Denmark.ODD;
import static im.fanfare.schema.Denmark.now;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Paging;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link NodeListing} means. */
interface NodeListingContract {
    Paging.Place FIRST = new Paging.First();

    NodeListing listing();

    @Test
    default void listsNothingOfAServiceWithoutNodes() {
        assertThat(list(Denmark.service(), FIRST, 10)).isEmpty();
    }

    @Test
    default void listsTheNodesOfOneService() {
        NodeListing.Entry here = entry(Denmark.service(), ODD, ODD);
        NodeListing.Entry there = entry(Denmark.service(), ODD, "");
        now(listing().put(here, 1));
        now(listing().put(there, 1));

        assertThat(list(here.id().service(), FIRST, 10)).containsExactly(here);
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

        assertThat(list(service, FIRST, 10_000)).containsExactlyInAnyOrderElementsOf(nodes);
        assertThat(list(service, FIRST, 100))
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

        assertThat(list(older.id().service(), FIRST, 10)).containsExactly(newer);
    }

    /** XEP-0248 §5.2. */
    @Test
    default void listsWhatIsInACollectionBesideTheNodesOfItsService() {
        NodeListing.Entry node = entry(Denmark.service(), ODD, ODD);
        NodeListing.Entry child = entry(node.id().service(), "child", "Child");
        String blogs = NodeListing.ofChildren(new NodeKey(node.id(), 7));
        now(listing().put(node, 1));
        now(listing().put(blogs, child, 1));
        now(listing().put(blogs, entry(node.id().service(), "gone", ""), 1));
        now(listing().remove(blogs, new NodeId(node.id().service(), "gone"), 2));

        assertThat(list(blogs, FIRST, 10)).containsExactly(child);
        assertThat(list(node.id().service(), FIRST, 10)).containsExactly(node);
        assertThat(list(NodeListing.ofChildren(new NodeKey(node.id(), 8)), FIRST, 10))
                .as("another life")
                .isEmpty();

        now(listing().clear(blogs, 3));
        assertThat(list(blogs, FIRST, 10)).isEmpty();
        assertThat(list(node.id().service(), FIRST, 10)).containsExactly(node);
    }

    @Test
    default void aLateRepeatDoesNotBringBackWhatWasRemoved() {
        NodeListing.Entry node = entry(Denmark.service(), "node", "Node");
        now(listing().put(node, 1));
        now(listing().remove(node.id(), 2));
        now(listing().put(node, 1));

        assertThat(list(node.id().service(), FIRST, 10)).isEmpty();
    }

    @Test
    default void isPagedThroughForwardsAndBackwards() {
        String service = Denmark.service();
        IntStream.range(0, 700)
                .mapToObj(i -> entry(service, "node " + i, "Node " + i))
                .map(node -> listing().put(node, 1).toCompletableFuture())
                .toList()
                .forEach(Denmark::now);
        List<NodeListing.Entry> all = list(service, FIRST, 10_000);

        List<NodeListing.Entry> forwards = new ArrayList<>(list(service, FIRST, 90));
        for (List<NodeListing.Entry> page = forwards; !page.isEmpty(); ) {
            Paging.Place next = new Paging.After(page.get(page.size() - 1).id().name());
            page = list(service, next, 90);
            forwards.addAll(page);
        }
        List<NodeListing.Entry> backwards = new ArrayList<>(list(service, new Paging.Last(), 90));
        for (List<NodeListing.Entry> page = backwards; !page.isEmpty(); ) {
            Paging.Place next = new Paging.Before(page.get(0).id().name());
            page = list(service, next, 90);
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
        List<NodeListing.Entry> all = list(service, FIRST, 10);
        now(listing().remove(all.get(1).id(), 2));
        String gone = all.get(1).id().name();

        assertThat(list(service, new Paging.After(gone), 10)).isEqualTo(all.subList(2, 4));
        assertThat(list(service, new Paging.Before(gone), 10)).isEqualTo(all.subList(0, 1));
        assertThat(list(service, new Paging.Before(gone), 0)).isEmpty();
    }

    /** Among types that each are rare: forwards, backwards, and whatever is between. */
    @Test
    default void listsNodesOfSomeTypesPageByPage() {
        String service = Denmark.service();
        IntStream.range(0, 700)
                .mapToObj(i -> new NodeListing.Entry(new NodeId(service, "node " + i), "", "urn:type:" + i % 70))
                .map(node -> listing().put(node, 1).toCompletableFuture())
                .toList()
                .forEach(Denmark::now);
        Predicate<String> rare = Set.of("urn:type:3", "urn:type:68")::contains;
        List<NodeListing.Entry> all = list(service, FIRST, 10_000).stream()
                .filter(entry -> rare.test(entry.type()))
                .toList();

        List<NodeListing.Entry> forwards = new ArrayList<>(listed(service, rare, FIRST, 3));
        for (List<NodeListing.Entry> page = forwards; !page.isEmpty(); ) {
            Paging.Place next = new Paging.After(page.get(page.size() - 1).id().name());
            page = listed(service, rare, next, 3);
            forwards.addAll(page);
        }
        List<NodeListing.Entry> backwards = new ArrayList<>(listed(service, rare, new Paging.Last(), 3));
        for (List<NodeListing.Entry> page = backwards; !page.isEmpty(); ) {
            Paging.Place next = new Paging.Before(page.get(0).id().name());
            page = listed(service, rare, next, 3);
            backwards.addAll(0, page);
        }

        assertThat(all).hasSize(20);
        assertThat(forwards).isEqualTo(all);
        assertThat(backwards).isEqualTo(all);
        assertThat(listed(service, "urn:type:none"::equals, FIRST, 3)).isEmpty();
    }

    @Test
    default void keepsWhatDependsOnANodeApart() {
        NodeListing.Entry node = entry(Denmark.service(), "node", "");
        NodeKey other = new NodeKey(new NodeId(node.id().service(), "1/other"), 5);
        now(listing().put(NodeListing.ofDependants(ConfigField.LINK, other), node, 1));

        assertThat(list(NodeListing.ofDependants(ConfigField.LINK, other), FIRST, 3))
                .containsExactly(node);
        assertThat(list(NodeListing.ofDependants(ConfigField.PARENT, other), FIRST, 3))
                .isEmpty();
        assertThat(list(NodeListing.ofChildren(other), FIRST, 3)).isEmpty();
        assertThat(list(node.id().service(), FIRST, 3)).isEmpty();
    }

    @Test
    default void keepsTheTypeWrittenLast() {
        NodeListing.Entry node = entry(Denmark.service(), "node", "");
        now(listing().put(node, 1));
        NodeListing.Entry typed = new NodeListing.Entry(node.id(), "", "urn:type");
        now(listing().put(typed, 2));

        assertThat(listed(node.id().service(), "urn:type"::equals, FIRST, 3)).containsExactly(typed);
        assertThat(listed(node.id().service(), String::isEmpty, FIRST, 3)).isEmpty();
    }

    private List<NodeListing.Entry> list(String service, Paging.Place place, int most) {
        return listed(service, type -> true, place, most);
    }

    private List<NodeListing.Entry> listed(String service, Predicate<String> types, Paging.Place place, int most) {
        NodeListing.Listed listed = now(listing().list(service, types, place, most));
        assertThat(listed.cut()).isFalse();
        return listed.entries();
    }

    private static NodeListing.Entry entry(String service, String name, String title) {
        return new NodeListing.Entry(new NodeId(service, name), title, "");
    }
}
