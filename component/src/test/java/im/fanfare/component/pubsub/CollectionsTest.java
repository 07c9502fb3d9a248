package im.fanfare.component.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.iq.Xml;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.XmlElement;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The examples of XEP-0248, asked and answered. Sections are those of version 0.5.0; its notifications are in the tests of
 * the fan-out, and its errors in {@link BadInputTest}.
 */
class CollectionsTest {
    private static final String FRANCISCO = "francisco@denmark.lit/barracks";
    private static final String HAMLET = "hamlet@denmark.lit/elsinore";

    private final MemoryNodes nodes = new MemoryNodes();
    private final Shakespeare service = new Shakespeare(nodes);

    /** §5.1. */
    @Test
    void saysThatItHasCollections() {
        assertThat(asks(FRANCISCO, "get", "<query xmlns='http://jabber.org/protocol/disco#info'/>"))
                .contains(
                        "<feature var='http://jabber.org/protocol/pubsub#collections'/>",
                        "<feature var='http://jabber.org/protocol/pubsub#multi-collections'/>");
    }

    /** §7.1 and §12.4. */
    @Test
    void createsACollection() {
        assertAnswer("""
                <iq type='set' from='francisco@denmark.lit/barracks' to='pubsub.shakespeare.lit' id='create3'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <create node='announcements'/>
                    <configure>
                      <x xmlns='jabber:x:data' type='submit'>
                        <field var='FORM_TYPE' type='hidden'>
                          <value>http://jabber.org/protocol/pubsub#node_config</value>
                        </field>
                        <field var='pubsub#node_type'><value>collection</value></field>
                      </x>
                    </configure>
                  </pubsub>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='francisco@denmark.lit/barracks' id='create3'/>""");
        assertThat(asks(
                        FRANCISCO,
                        "get",
                        "<query xmlns='http://jabber.org/protocol/disco#info' node='announcements'/>"))
                .contains("<identity category='pubsub' type='collection'/>")
                .doesNotContain("urn:xmpp:mam:2");
    }

    /** §5.2. */
    @Test
    void listsWhatIsInACollection() {
        create("blogs");
        leaf("princely_musings", "blogs");
        leaf("kingly_ravings", "blogs");
        leaf("news");

        assertAnswer("""
                <iq type='get' from='francisco@denmark.lit/barracks' to='pubsub.shakespeare.lit' id='nodes2'>
                  <query xmlns='http://jabber.org/protocol/disco#items' node='blogs'/>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='francisco@denmark.lit/barracks' id='nodes2'>
                  <query xmlns='http://jabber.org/protocol/disco#items' node='blogs'>
                    <item jid='pubsub.shakespeare.lit' node='kingly_ravings'/>
                    <item jid='pubsub.shakespeare.lit' node='princely_musings'/>
                  </query>
                </iq>""");
    }

    @Test
    void listsWhatIsInACollectionInPages() {
        create("blogs");
        leaf("princely_musings", "blogs");
        leaf("kingly_ravings", "blogs");
        String first = "<set xmlns='http://jabber.org/protocol/rsm'><max>1</max></set>";
        String next = "<set xmlns='http://jabber.org/protocol/rsm'><max>1</max><after>kingly_ravings</after></set>";

        assertThat(asks(FRANCISCO, "get", items("blogs", first)))
                .contains("node='kingly_ravings'", "<count>2</count>")
                .doesNotContain("node='princely_musings'");
        assertThat(asks(FRANCISCO, "get", items("blogs", next)))
                .contains("node='princely_musings'")
                .doesNotContain("node='kingly_ravings'");
    }

    /** Which names are in a collection is for those who may be told of them. */
    @Test
    void doesNotListWhatIsInAClosedCollection() {
        create("blogs", "pubsub#access_model", "whitelist");

        assertThat(asks(FRANCISCO, "get", items("blogs", ""))).contains("<closed-node");
        assertThat(asks(HAMLET, "get", items("blogs", ""))).contains("type='result'");
    }

    /** §6.1. */
    @Test
    void subscribesToACollection() {
        create("blogs");
        assertAnswer("""
                <iq type='set' from='francisco@denmark.lit/barracks' to='pubsub.shakespeare.lit' id='collsub1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <subscribe jid='francisco@denmark.lit' node='blogs'/>
                  </pubsub>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='francisco@denmark.lit/barracks' id='collsub1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <subscription node='blogs' jid='francisco@denmark.lit' subid='1' subscription='subscribed'/>
                  </pubsub>
                </iq>""");
        assertThat(asks(FRANCISCO, "get", pubsub("<options node='blogs' jid='francisco@denmark.lit'/>")))
                .contains(
                        "subscription_type", "<value>nodes</value></field>", "subscription_depth", "<value>1</value>");
    }

    /** §6.1.1. */
    @Test
    void subscribesToACollectionWithOptions() {
        create("blogs");
        String options = "<options><x xmlns='jabber:x:data' type='submit'>"
                + "<field var='FORM_TYPE' type='hidden'>"
                + "<value>http://jabber.org/protocol/pubsub#subscribe_options</value></field>"
                + "<field var='pubsub#subscription_type'><value>items</value></field>"
                + "<field var='pubsub#subscription_depth'><value>all</value></field></x></options>";

        assertThat(asks(FRANCISCO, "set", pubsub("<subscribe node='blogs' jid='francisco@denmark.lit'/>" + options)))
                .contains("subscription='subscribed'", "<value>items</value></field>", "<value>all</value>");
        assertThat(asks(FRANCISCO, "get", pubsub("<default node='blogs'/>"))).contains("<value>nodes</value></field>");
        leaf("princely_musings");
        assertThat(asks(FRANCISCO, "get", pubsub("<default node='princely_musings'/>")))
                .doesNotContain("subscription_type");
    }

    /** §7.2.1. */
    @Test
    void configuresTheCollectionsOfANode() {
        create("blogs");
        create("news");
        leaf("Romeoance", "blogs");

        assertThat(asks(HAMLET, "get", owner("<configure node='Romeoance'/>")))
                .contains("in'><value>blogs</value></field>");
        configure("Romeoance", "news");
        assertThat(asks(HAMLET, "get", owner("<configure node='Romeoance'/>")))
                .contains("in'><value>news</value></field>");
        assertThat(asks(FRANCISCO, "get", items("blogs", ""))).doesNotContain("Romeoance");
        configure("Romeoance", "");
        assertThat(asks(FRANCISCO, "get", items("news", ""))).doesNotContain("Romeoance");
    }

    /** §7.2.1 and §7.3. */
    @Test
    void theFormOfACollectionHasItsFields() {
        create("blogs");

        for (String form : List.of("<configure node='blogs'/>", "<default type='collection'/>")) {
            assertThat(asks(HAMLET, "get", owner(form)))
                    .contains(
                            "<value>collection</value></field>",
                            "pubsub#collection",
                            "pubsub#children_association_policy",
                            "pubsub#children_max",
                            "pubsub#notify_config")
                    .doesNotContain("pubsub#max_items", "pubsub#persist_items");
        }
    }

    /** §7.5.1. */
    @Test
    void associates() {
        create("some-collection");
        leaf("new-child-node");
        assertAnswer("""
                <iq type='set' from='hamlet@denmark.lit/elsinore' to='pubsub.shakespeare.lit' id='assoc1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>
                    <collection node='some-collection'>
                      <associate node='new-child-node'/>
                    </collection>
                  </pubsub>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='hamlet@denmark.lit/elsinore' id='assoc1'/>""");
        assertThat(asks(FRANCISCO, "get", items("some-collection", ""))).contains("new-child-node");
    }

    /** §7.6.1. */
    @Test
    void dissociates() {
        create("some-collection");
        leaf("old-child-node", "some-collection");
        assertAnswer("""
                <iq type='set' from='hamlet@denmark.lit/elsinore' to='pubsub.shakespeare.lit' id='dissoc1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>
                    <collection node='some-collection'>
                      <dissociate node='old-child-node'/>
                    </collection>
                  </pubsub>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='hamlet@denmark.lit/elsinore' id='dissoc1'/>""");
        assertThat(asks(FRANCISCO, "get", items("some-collection", ""))).doesNotContain("old-child-node");
    }

    /** Of a collection anybody's nodes may be in; its owner is not theirs. */
    @Test
    void theOwnerOfACollectionTakesOthersOutOfIt() {
        create("blogs", "pubsub#children_association_policy", "all");
        succeeds(FRANCISCO, pubsub("<create node='night_watch'/>" + x("configure", "pubsub#collection", "blogs")));
        String out = "<collection node='blogs'><dissociate node='night_watch'/></collection>";

        assertThat(asks("horatio@denmark.lit/elsinore", "set", owner(out))).contains("<forbidden");
        succeeds(HAMLET, owner(out));
        assertThat(asks(FRANCISCO, "get", items("blogs", ""))).doesNotContain("night_watch");
    }

    /** §7.2.3.5, by a way round. */
    @Test
    void refusesACircle() {
        create("a");
        create("b", "pubsub#collection", "a");
        create("c", "pubsub#collection", "b");

        assertThat(asks(HAMLET, "set", owner("<collection node='c'><associate node='a'/></collection>")))
                .contains("<not-allowed", "<invalid-options");
        assertThat(asks(FRANCISCO, "get", items("c", ""))).doesNotContain("node='a'");
    }

    /** Two who each put one into the other see no circle before. One at least finds it behind, and undoes what it did. */
    @Test
    void refusesACircleThatTwoCloseAtTheSameTime() {
        create("a");
        create("b");
        Shakespeare first = new Shakespeare(new NodesBehind(nodes) {
            private boolean raced;

            @Override
            public CompletionStage<NodeReply> ask(NodeCommand command) {
                if (command instanceof NodeCommand.ChangeParents && !raced) {
                    raced = true;
                    succeeds(HAMLET, owner("<collection node='a'><associate node='b'/></collection>"));
                }
                return super.ask(command);
            }
        });

        XmlElement reply = first.asks(HAMLET, "set", owner("<collection node='b'><associate node='a'/></collection>"));

        assertThat(reply.toXml()).contains("<not-allowed", "<invalid-options");
        assertThat(asks(FRANCISCO, "get", items("a", ""))).contains("node='b'");
        assertThat(asks(FRANCISCO, "get", items("b", ""))).doesNotContain("node='a'");
    }

    /** All are in one another before the first of them looks once more: no circle stays, and none is acknowledged. */
    @Test
    void refusesACircleThatThreeCloseAtTheSameTime() {
        List<String> ring = List.of("a", "b", "c");
        ring.forEach(this::create);
        Map<NodeCommand, CompletableFuture<NodeReply>> held = new LinkedHashMap<>();
        Associations together = new Associations(new NodesBehind(nodes) {
            @Override
            public CompletionStage<NodeReply> ask(NodeCommand command) {
                if (!(command instanceof NodeCommand.ChangeParents change)
                        || change.parents().in().isEmpty()) {
                    return super.ask(command);
                }
                CompletableFuture<NodeReply> reply = new CompletableFuture<>();
                held.put(command, reply);
                if (held.size() == ring.size()) {
                    List<NodeReply> done = held.keySet().stream()
                            .map(each -> super.ask(each).toCompletableFuture().join())
                            .toList();
                    Iterator<NodeReply> next = done.iterator();
                    List.copyOf(held.values()).forEach(each -> each.complete(next.next()));
                }
                return reply;
            }
        });

        List<NodeReply> replies = IntStream.range(0, 3)
                .mapToObj(i -> together.associate(node(ring.get(i)), node(ring.get((i + 1) % 3)), Jid.parse(HAMLET))
                        .toCompletableFuture())
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(replies).contains(new NodeReply.Refused(PubSubError.NO_SUCH_GRAPH));
        for (int i = 0; i < 3; i++) {
            assertThat(asks(FRANCISCO, "get", items(ring.get((i + 1) % 3), "")).contains("node='" + ring.get(i) + "'"))
                    .as(ring.get(i))
                    .isEqualTo(replies.get(i) instanceof NodeReply.Done);
        }
    }

    private static NodeId node(String name) {
        return new NodeId("pubsub.shakespeare.lit", name);
    }

    /** §8.2: they go on, and no collection of that name has them. */
    @Test
    void nodesOfADeletedCollectionAreInItNoMore() {
        create("blogs");
        leaf("princely_musings", "blogs");

        succeeds(HAMLET, owner("<delete node='blogs'/>"));

        assertThat(asks(HAMLET, "get", owner("<configure node='princely_musings'/>")))
                .doesNotContain("<value>blogs</value>");
        assertThat(asks(FRANCISCO, "get", items("princely_musings", ""))).contains("type='result'");
    }

    // ---------------------------------------------------------------------------------------------------- the scene

    private void create(String node, String... field) {
        String form = x("configure", "pubsub#node_type", "collection");
        succeeds(
                HAMLET,
                pubsub("<create node='" + node + "'/>"
                        + (field.length == 0 ? form : form.replace("</x>", field(field[0], field[1]) + "</x>"))));
    }

    private void leaf(String node, String... collections) {
        succeeds(
                HAMLET,
                pubsub("<create node='" + node + "'/>"
                        + (collections.length == 0 ? "" : x("configure", "pubsub#collection", collections))));
    }

    private void configure(String node, String collection) {
        succeeds(
                HAMLET,
                owner(x("configure", "pubsub#collection", collection)
                        .replace("<configure>", "<configure node='" + node + "'>")));
    }

    private static String x(String around, String field, String... values) {
        return "<" + around + "><x xmlns='jabber:x:data' type='submit'>" + field(field, values) + "</x></" + around
                + ">";
    }

    private static String field(String name, String... values) {
        return "<field var='" + name + "'><value>" + String.join("</value><value>", values) + "</value></field>";
    }

    private static String items(String node, String set) {
        return "<query xmlns='http://jabber.org/protocol/disco#items' node='" + node + "'>" + set + "</query>";
    }

    private static String pubsub(String verb) {
        return "<pubsub xmlns='http://jabber.org/protocol/pubsub'>" + verb + "</pubsub>";
    }

    private static String owner(String verb) {
        return "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>" + verb + "</pubsub>";
    }

    private void succeeds(String from, String payload) {
        assertThat(asks(from, "set", payload)).contains("type='result'");
    }

    private String asks(String from, String type, String payload) {
        return service.asks(from, type, payload).toXml();
    }

    private void assertAnswer(String request, String expected) {
        assertThat(service.answer(request)).isEqualTo(Xml.plain(expected));
    }
}
