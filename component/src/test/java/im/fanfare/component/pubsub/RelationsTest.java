package im.fanfare.component.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.cluster.NodeLog;
import im.fanfare.component.iq.Xml;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.schema.MemoryStores;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Stores;
import im.fanfare.stanza.XmlElement;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** XEP-0496, asked and answered, of real nodes. Sections are those of version 0.1.0. */
@Timeout(60)
class RelationsTest {
    private static final String HAMLET = "hamlet@denmark.lit/elsinore";
    private static final String FRANCISCO = "francisco@denmark.lit/barracks";
    private static final String BERNARDO = "bernardo@denmark.lit/elsinore";
    private static final String LINK = "{urn:xmpp:pubsub-relationships:0}link";
    private static final String PARENT = "{urn:xmpp:pubsub-relationships:0}parent";
    private static final String MODEL = "pubsub#access_model";

    private static ActorTestKit kit;

    private final Stores stores = MemoryStores.create();
    private final Log log = new Log();
    private final NodeService nodes = new LivingNodes(kit, stores, log, Clock.systemUTC()).service();
    private final Shakespeare service = new Shakespeare(nodes);

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    /** §5.1. The confirmation is that of XEP-0060 §8.2.5.1, which is empty. */
    @Test
    void linksANodeToAnother() {
        create("urn:xmpp:microblog:0");
        create("urn:xmpp:pubsub-attachments:1/xmpp:hamlet@denmark.lit?");
        assertAnswer("""
                <iq type='set' from='hamlet@denmark.lit/elsinore' to='pubsub.shakespeare.lit' id='link1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>
                    <configure node='urn:xmpp:pubsub-attachments:1/xmpp:hamlet@denmark.lit?'>
                      <x xmlns='jabber:x:data' type='submit'>
                        <field var='{urn:xmpp:pubsub-relationships:0}link'>
                          <value>urn:xmpp:microblog:0</value>
                        </field>
                      </x>
                    </configure>
                  </pubsub>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='hamlet@denmark.lit/elsinore' id='link1'/>""");
        assertThat(value("urn:xmpp:pubsub-attachments:1/xmpp:hamlet@denmark.lit?", LINK))
                .isEqualTo("urn:xmpp:microblog:0");
    }

    /** §5.2. */
    @Test
    void hasANodeBeTheChildOfAnother() {
        create("urn:xmpp:microblog:0");
        create("urn:xmpp:microblog:0:comments/some-item-id");
        assertAnswer("""
                <iq type='set' from='hamlet@denmark.lit/elsinore' to='pubsub.shakespeare.lit' id='parent1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>
                    <configure node='urn:xmpp:microblog:0:comments/some-item-id'>
                      <x xmlns='jabber:x:data' type='submit'>
                        <field var='{urn:xmpp:pubsub-relationships:0}parent'>
                          <value>urn:xmpp:microblog:0</value>
                        </field>
                      </x>
                    </configure>
                  </pubsub>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='hamlet@denmark.lit/elsinore' id='parent1'/>""");
        assertThat(value("urn:xmpp:microblog:0:comments/some-item-id", PARENT)).isEqualTo("urn:xmpp:microblog:0");
        assertThat(info(FRANCISCO, "urn:xmpp:microblog:0:comments/some-item-id"))
                .contains("var='{urn:xmpp:pubsub-relationships:0}parent'", "<value>urn:xmpp:microblog:0</value>");
    }

    // ----------------------------------------------------------------------------------------- §4.2: what can be set

    @ParameterizedTest
    @CsvSource({LINK + "," + LINK, LINK + "," + PARENT, PARENT + "," + LINK, PARENT + "," + PARENT})
    void refusesACircle(String first, String second) {
        create("a");
        create("b", first, "a");

        assertThat(configure("a", second, "b")).contains("<not-allowed", "<invalid-options");
        assertThat(configure("a", second, "a")).contains("<not-allowed", "<invalid-options");
        assertThat(value("a", second)).isEmpty();
    }

    @Test
    void refusesACircleByAWayRound() {
        create("a");
        create("b", PARENT, "a");
        create("c", LINK, "b");

        assertThat(configure("a", PARENT, "c")).contains("<not-allowed", "<invalid-options");
    }

    /** Each sees no circle before; one at least sees it behind, and takes back what it did. */
    @Test
    void refusesACircleThatTwoCloseAtTheSameTime() {
        create("a");
        create("b");
        Shakespeare first = meanwhile(NodeCommand.Configure.class, () -> succeeds(configure("a", PARENT, "b")));

        assertThat(first.asks(HAMLET, "set", configuration("b", PARENT, "a")).toXml())
                .contains("<not-allowed", "<invalid-options");
        assertThat(value("a", PARENT)).isEqualTo("b");
        assertThat(value("b", PARENT)).isEmpty();
    }

    /** Nor does it come to depend on a node that goes in the same moment, or on a later one of its name. */
    @Test
    void dependsOnNothingThatGoesMeanwhile() {
        create("a");
        create("b");
        Shakespeare first = meanwhile(NodeCommand.Configure.class, () -> {
            delete("a");
            create("a");
        });
        Shakespeare second = meanwhile(NodeCommand.Create.class, () -> {
            delete("a");
            create("a");
        });

        assertThat(first.asks(HAMLET, "set", configuration("b", PARENT, "a")).toXml())
                .contains("<not-allowed");
        assertThat(value("b", PARENT)).isEmpty();
        assertThat(second.asks(HAMLET, "set", creation("c", LINK, "a")).toXml()).contains("<not-allowed");
        assertThat(info(HAMLET, "c")).contains("<item-not-found");
    }

    @Test
    void whatLinksToANodeHasItsParent() {
        create("blog");
        create("other");
        create("template", PARENT, "blog");
        create("submitted", LINK, "template");

        assertThat(value("submitted", PARENT)).isEqualTo("blog");
        assertThat(info(FRANCISCO, "submitted")).contains("<value>blog</value>", "<value>template</value>");
        succeeds(configure("template", PARENT, "other"));
        assertThat(value("submitted", PARENT)).isEqualTo("other");
        succeeds(configure("template", PARENT, ""));
        assertThat(value("submitted", PARENT)).isEmpty();
    }

    @Test
    void whatLinksToANodeHasNoOtherParent() {
        create("blog");
        create("other");
        create("template", PARENT, "blog");
        create("child", PARENT, "other");
        create("sibling", PARENT, "blog");
        create("submitted", LINK, "template");

        assertThat(configure("submitted", PARENT, "other")).contains("<not-allowed", "<invalid-options");
        assertThat(configure("child", LINK, "template")).contains("<not-allowed", "<invalid-options");
        assertThat(ask("set", creation("new", LINK, "template", PARENT, "other")))
                .contains("<not-allowed", "<invalid-options");
        succeeds(configure("submitted", PARENT, "blog", LINK, "template")); // the form as it was received
        succeeds(configure("sibling", LINK, "template"));
        succeeds(configure("template", PARENT, "other"));
        assertThat(value("sibling", PARENT)).isEqualTo("other");
    }

    /** What was shown stays; nobody takes more access than there was by leaving a link. */
    @Test
    void whatLinksNoLongerStaysWhereItWas() {
        create("blog");
        create("template", PARENT, "blog");
        create("submitted", LINK, "template");

        succeeds(configure("submitted", LINK, ""));
        delete("template");

        assertThat(value("submitted", PARENT)).isEqualTo("blog");
        succeeds(configure("submitted", PARENT, ""));
        delete("blog");
        assertThat(value("submitted", PARENT)).isEmpty();
    }

    /** The text does not say who may. */
    @Test
    void isForTheOwnersOfBoth() {
        create("blog");
        as(FRANCISCO, "set", creation("watch"));

        assertThat(as(FRANCISCO, "set", configuration("watch", PARENT, "blog"))).contains("<forbidden");
        assertThat(as(FRANCISCO, "set", creation("comments", LINK, "blog"))).contains("<forbidden");
        assertThat(configure("watch", PARENT, "blog")).contains("<forbidden");
        assertThat(configure("blog", PARENT, "ghost")).contains("<item-not-found");
    }

    /** A relation that stands needs nobody's leave. */
    @Test
    void whoOwnsTheOtherNodeNoLongerMayStillConfigureThisOne() {
        create("blog");
        create("comments", PARENT, "blog");
        affiliate("blog", BERNARDO, "owner");
        affiliate("blog", HAMLET, "none");

        succeeds(configure("comments", PARENT, "blog", "pubsub#title", "Comments"));
        assertThat(value("comments", PARENT)).isEqualTo("blog");
    }

    /** Nobody has asked the other node; the publisher need not own it. */
    @Test
    void isNoPreconditionOfAPublication() {
        create("blog");
        String publish = "<publish node='comments'><item id='1'><a xmlns='urn:a'/></item></publish>"
                + "<publish-options><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
                + "<value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
                + "<field var='" + PARENT + "'><value>blog</value></field></x></publish-options>";

        assertThat(as(HAMLET, "set", pubsub(publish))).contains("<bad-request", "<invalid-options");
    }

    // ---------------------------------------------------------------------------------- §4.3 and §4.4: what is deleted

    @Test
    void deletesWhatLinksToANodeAndWhatIsBelow() {
        create("blog");
        create("comments", PARENT, "blog");
        create("answers", PARENT, "comments");
        create("likes", LINK, "answers");
        create("attachments", LINK, "blog");
        create("elsewhere");
        create("rescued", PARENT, "blog");
        succeeds(configure("rescued", PARENT, "elsewhere"));

        delete("attachments");
        assertThat(info(HAMLET, "blog")).as("what links goes alone").contains("type='result'");
        delete("blog");

        for (String gone : List.of("blog", "comments", "answers", "likes")) {
            assertThat(info(HAMLET, gone)).contains("<item-not-found");
        }
        assertThat(info(HAMLET, "rescued")).contains("type='result'");
        assertThat(log.deleted()).containsOnlyOnce("comments", "answers", "likes");
        create("blog");
        assertThat(info(HAMLET, "blog")).contains("type='result'");
    }

    // ----------------------------------------------------------------------------------------------- §4.4: who may
    // what

    /** What is above decides as well, at each level; and the parent of a link's other end, not that end itself. */
    @ParameterizedTest
    @ValueSource(strings = {"child", "grandchild", "attachment"})
    void whoHasNoAccessAboveHasNone(String node) {
        create("closed", MODEL, "whitelist");
        create("child", PARENT, "closed", "pubsub#publish_model", "open");
        create("grandchild", PARENT, "child", "pubsub#publish_model", "open");
        create("attachment", LINK, "grandchild", "pubsub#publish_model", "open");
        affiliate("closed", BERNARDO, "publisher");
        succeeds(as(HAMLET, "set", publish(node)));

        for (String request : List.of(
                "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='" + node + "'/></pubsub>",
                "<query xmlns='http://jabber.org/protocol/disco#info' node='" + node + "'/>",
                "<query xmlns='http://jabber.org/protocol/disco#items' node='" + node + "'/>")) {
            assertThat(as(FRANCISCO, "get", request)).contains("<closed-node");
            succeeds(as(BERNARDO, "get", request));
        }
        assertThat(as(FRANCISCO, "set", pubsub("<subscribe jid='francisco@denmark.lit' node='" + node + "'/>")))
                .contains("<closed-node");
        assertThat(as(FRANCISCO, "set", "<query xmlns='urn:xmpp:mam:2' node='" + node + "'/>"))
                .contains("<closed-node");
        assertThat(as(FRANCISCO, "set", publish(node))).contains("<forbidden");
        succeeds(as(BERNARDO, "set", pubsub("<subscribe jid='bernardo@denmark.lit' node='" + node + "'/>")));
        succeeds(as(BERNARDO, "set", publish(node)));
    }

    /** The node that another links to limits nobody there. */
    @Test
    void whatLinksHasAModelOfItsOwn() {
        create("closed", MODEL, "whitelist");
        create("open", LINK, "closed", "pubsub#publish_model", "open");

        succeeds(as(FRANCISCO, "set", publish("open")));
        succeeds(as(FRANCISCO, "get", pubsub("<items node='open'/>")));
    }

    @Test
    void whoIsLetInByAnOwnerAboveHasAccessBelow() {
        create("asking", MODEL, "authorize", "pubsub#publish_model", "subscribers");
        create("child", PARENT, "asking", "pubsub#publish_model", "open");
        String subscribe = pubsub("<subscribe jid='francisco@denmark.lit' node='%s'/>");

        assertThat(as(FRANCISCO, "set", String.format(subscribe, "child"))).contains("<not-subscribed");
        assertThat(as(FRANCISCO, "set", publish("child"))).contains("<forbidden");
        subscription("asking", FRANCISCO, "subscribed");
        succeeds(as(FRANCISCO, "set", String.format(subscribe, "child")));
        succeeds(as(FRANCISCO, "set", publish("child")));
    }

    /** Owners of a node who have lost access above can still take it out of there. */
    @Test
    void anOwnerWhoHasNoAccessMayConfigure() {
        create("blog");
        create("comments", PARENT, "blog");
        affiliate("blog", BERNARDO, "owner");
        affiliate("blog", HAMLET, "none");
        succeeds(as(BERNARDO, "set", configuration("blog", MODEL, "whitelist")));

        assertThat(as(HAMLET, "get", pubsub("<items node='comments'/>"))).contains("<closed-node");
        succeeds(configure("comments", PARENT, ""));
        succeeds(as(HAMLET, "get", pubsub("<items node='comments'/>")));
    }

    // -------------------------------------------------------------------------------------------------------- the
    // scene

    /** Somebody else is quicker, once, than a command of that kind. */
    private Shakespeare meanwhile(Class<? extends NodeCommand> kind, Runnable other) {
        return new Shakespeare(new NodesBehind(nodes) {
            private boolean raced;

            @Override
            public CompletionStage<NodeReply> ask(NodeCommand command) {
                if (kind.isInstance(command) && !raced) {
                    raced = true;
                    other.run();
                }
                return super.ask(command);
            }
        });
    }

    private void create(String node, String... config) {
        succeeds(as(HAMLET, "set", creation(node, config)));
    }

    private void delete(String node) {
        succeeds(as(HAMLET, "set", owner("<delete node='" + node + "'/>")));
    }

    private String configure(String node, String... config) {
        return as(HAMLET, "set", configuration(node, config));
    }

    private void affiliate(String node, String jid, String affiliation) {
        String bare = jid.substring(0, jid.indexOf('/'));
        succeeds(as(
                HAMLET,
                "set",
                owner("<affiliations node='" + node + "'><affiliation jid='" + bare + "' affiliation='" + affiliation
                        + "'/></affiliations>")));
    }

    private void subscription(String node, String jid, String state) {
        String bare = jid.substring(0, jid.indexOf('/'));
        succeeds(as(
                HAMLET,
                "set",
                owner("<subscriptions node='" + node + "'><subscription jid='" + bare + "' subscription='" + state
                        + "'/></subscriptions>")));
    }

    /** Of a field in the form that an owner gets. */
    private String value(String node, String field) {
        XmlElement form = Xml.plain(service.asks(HAMLET, "get", owner("<configure node='" + node + "'/>")))
                .children()
                .get(0)
                .children()
                .get(0)
                .child("x", "jabber:x:data")
                .orElseThrow();
        return form.children().stream()
                .filter(each -> each.attribute("var").filter(field::equals).isPresent())
                .findFirst()
                .orElseThrow()
                .child("value", "jabber:x:data")
                .map(XmlElement::text)
                .orElse("");
    }

    private String info(String from, String node) {
        return as(from, "get", "<query xmlns='http://jabber.org/protocol/disco#info' node='" + node + "'/>");
    }

    private static String publish(String node) {
        return pubsub("<publish node='" + node + "'><item id='1'><a xmlns='urn:a'/></item></publish>");
    }

    private static String creation(String node, String... config) {
        return pubsub("<create node='" + node + "'/><configure>" + x(config) + "</configure>");
    }

    private static String configuration(String node, String... config) {
        return owner("<configure node='" + node + "'>" + x(config) + "</configure>");
    }

    private static String x(String... config) {
        StringBuilder fields = new StringBuilder("<x xmlns='jabber:x:data' type='submit'>");
        for (int i = 0; i < config.length; i += 2) {
            fields.append("<field var='" + config[i] + "'><value>" + config[i + 1] + "</value></field>");
        }
        return fields.append("</x>").toString();
    }

    private static String pubsub(String verb) {
        return "<pubsub xmlns='http://jabber.org/protocol/pubsub'>" + verb + "</pubsub>";
    }

    private static String owner(String verb) {
        return "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>" + verb + "</pubsub>";
    }

    private static void succeeds(String reply) {
        assertThat(reply).contains("type='result'");
    }

    private String ask(String type, String payload) {
        return as(HAMLET, type, payload);
    }

    private String as(String from, String type, String payload) {
        return service.asks(from, type, payload).toXml();
    }

    private void assertAnswer(String request, String expected) {
        assertThat(service.answer(request)).isEqualTo(Xml.plain(expected));
    }

    private static final class Log implements NodeLog {
        private final List<Publication> publications = new CopyOnWriteArrayList<>();

        @Override
        public CompletionStage<Void> appendToPages(List<PageRecord> records) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> append(List<Publication> appended) {
            publications.addAll(appended);
            return CompletableFuture.completedFuture(null);
        }

        /** The names of the nodes whose subscribers were told that they are gone. */
        List<String> deleted() {
            return publications.stream()
                    .filter(one -> one.revision().event() instanceof NodeEvent.NodeDeleted)
                    .map(one -> one.node().id().name())
                    .toList();
        }
    }
}
