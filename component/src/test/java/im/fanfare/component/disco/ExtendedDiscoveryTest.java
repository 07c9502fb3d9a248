package im.fanfare.component.disco;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.cluster.NodeLog;
import im.fanfare.component.iq.Xml;
import im.fanfare.component.pubsub.LivingNodes;
import im.fanfare.component.pubsub.Shakespeare;
import im.fanfare.schema.MemoryStores;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import im.fanfare.stanza.XmlElement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** XEP-0499, asked and answered, of real nodes. Sections are those of version 0.1.0. */
@Timeout(60)
class ExtendedDiscoveryTest {
    private static final String HAMLET = "hamlet@denmark.lit/elsinore";
    private static final String FRANCISCO = "francisco@denmark.lit/barracks";
    private static final String LINK = "{urn:xmpp:pubsub-relationships:0}link";
    private static final String PARENT = "{urn:xmpp:pubsub-relationships:0}parent";

    private static ActorTestKit kit;

    private final Shakespeare service =
            new Shakespeare(new LivingNodes(kit, MemoryStores.create(), new NoLog(), Clock.systemUTC()).service());

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    /** §3.1, but for the name of the attachments. */
    @Test
    void discoversLinkedNodesAndDescendants() {
        create("urn:xmpp:microblog:0");
        create("urn:xmpp:microblog:0:comments/balcony-restoration-afd1", PARENT, "urn:xmpp:microblog:0");
        create("urn:xmpp:pubsub-attachments:1/balcony-restoration-afd1", LINK, "urn:xmpp:microblog:0");

        assertThat(service.answer("""
                <iq type='get' from='francisco@denmark.lit/barracks' to='pubsub.shakespeare.lit' id='disco1'>
                  <query xmlns='http://jabber.org/protocol/disco#items' node='urn:xmpp:microblog:0'>
                    <x xmlns='jabber:x:data' type='submit'>
                      <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:pubsub-ext-disco:0</value></field>
                      <field var='type'><value>nodes</value></field>
                      <field var='linked_nodes'><value>true</value></field>
                      <field var='depth'><value>1</value></field>
                    </x>
                  </query>
                </iq>""")).isEqualTo(Xml.plain("""
                <iq type='result' from='pubsub.shakespeare.lit' to='francisco@denmark.lit/barracks' id='disco1'>
                  <query xmlns='http://jabber.org/protocol/disco#items' node='urn:xmpp:microblog:0'>
                    <item jid='pubsub.shakespeare.lit' node='urn:xmpp:microblog:0:comments/balcony-restoration-afd1'>
                      <x xmlns='jabber:x:data' type='result'>
                        <field var='FORM_TYPE' type='hidden'>
                          <value>http://jabber.org/protocol/pubsub#meta-data</value>
                        </field>
                        <field var='{urn:xmpp:pubsub-relationships:0}parent' type='text-single'
                            label='The node that this one is a child of'>
                          <value>urn:xmpp:microblog:0</value>
                        </field>
                      </x>
                    </item>
                    <item jid='pubsub.shakespeare.lit' node='urn:xmpp:pubsub-attachments:1/balcony-restoration-afd1'>
                      <x xmlns='jabber:x:data' type='result'>
                        <field var='FORM_TYPE' type='hidden'>
                          <value>http://jabber.org/protocol/pubsub#meta-data</value>
                        </field>
                        <field var='{urn:xmpp:pubsub-relationships:0}link' type='text-single'
                            label='The node that this one links to'>
                          <value>urn:xmpp:microblog:0</value>
                        </field>
                      </x>
                    </item>
                  </query>
                </iq>"""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                            | root:2 root:1 ",
                "type=items                  | root:2 root:1",
                "type=nodes                  | ''",
                "type=nodes,depth=1          | a b",
                "type=nodes,depth=2          | a aa b",
                "type=nodes,depth=99         | a aa aaa b",
                "type=nodes,linked_nodes=1   | l ll",
                "type=nodes,linked_nodes=true,depth=2 | a aa al b l la ll",
                "type=items,depth=2          | root:2 root:1 a:1 aa:1",
                "depth=1                     | root:2 root:1 a a:1 b",
                "linked_nodes=true           | root:2 root:1 l l:1 ll",
            })
    void findsWhatIsAskedFor(String fields, String expected) {
        tree();

        assertThat(String.join(" ", names(ask(HAMLET, "root", fields == null ? "" : fields, ""))))
                .isEqualTo(expected);
    }

    /** Page by page it is the same, with pages of any size, and each page goes on where the last one ended. */
    @ParameterizedTest
    @CsvSource({"1, 9", "2, 9", "7, 9", "1, 1", "3, 1"})
    void pagesThroughATree(int max, int depth) {
        tree();
        String fields = "linked_nodes=true,depth=" + depth;
        List<String> all = names(ask(HAMLET, "root", fields, ""));

        List<String> paged = new ArrayList<>();
        Optional<String> last = Optional.of("");
        while (last.isPresent()) {
            String after = last.get().isEmpty() ? "" : "<after>" + last.get() + "</after>";
            XmlElement page = ask(
                    HAMLET,
                    "root",
                    fields,
                    "<set xmlns='http://jabber.org/protocol/rsm'><max>" + max + "</max>" + after + "</set>");
            paged.addAll(names(page));
            last = query(page)
                    .child("set", "http://jabber.org/protocol/rsm")
                    .flatMap(set -> set.child("last", "http://jabber.org/protocol/rsm"))
                    .map(XmlElement::text);
        }

        assertThat(all).hasSize(depth == 9 ? 13 : 10);
        assertThat(paged).isEqualTo(all);
    }

    /** More than one answer has, without anybody asking for a page: the rest is behind its last. */
    @Test
    void cutsWhatIsTooLong() {
        create("root");
        for (int i = 0; i < 300; i++) {
            create("child" + i, PARENT, "root");
        }

        XmlElement page = ask(HAMLET, "root", "depth=1,full_metadata=true", "");
        int first = names(page).size();
        String last = query(page)
                .child("set", "http://jabber.org/protocol/rsm")
                .flatMap(set -> set.child("last", "http://jabber.org/protocol/rsm"))
                .map(XmlElement::text)
                .orElseThrow();

        assertThat(first).isBetween(100, 250);
        assertThat(names(ask(
                        HAMLET,
                        "root",
                        "depth=1",
                        "<set xmlns='http://jabber.org/protocol/rsm'><after>" + last + "</after></set>")))
                .hasSize(300 - first);
    }

    /** §4: what somebody may not see is not there, nor what is below; what links to it may be. */
    @Test
    void showsNothingThatIsClosed() {
        tree();
        configure("a", "pubsub#access_model", "whitelist");

        assertThat(names(ask(FRANCISCO, "root", "linked_nodes=true,depth=9", "")))
                .containsExactly("root:2", "root:1", "al", "b", "l", "l:1", "la", "ll");
        configure("root", "pubsub#access_model", "whitelist");
        assertThat(ask(FRANCISCO, "root", "depth=1", "").toXml()).contains("<closed-node");
    }

    /** XEP-0462: its nodes are those of here; one that is left out hides no other. */
    @ParameterizedTest
    @CsvSource({
        "included-types, urn:blog, root:2 root:1 aa aa:1 l l:1",
        "excluded-types, urn:blog, root:2 root:1 a a:1 aaa al b la ll",
        "included-types, urn:nothing, root:2 root:1"
    })
    void findsNodesOfTheTypesThatAreAskedFor(String field, String type, String expected) {
        tree();
        configure("aa", "pubsub#type", "urn:blog");
        configure("l", "pubsub#type", "urn:blog");
        String fields = "linked_nodes=true,depth=9";

        assertThat(String.join(" ", names(ask(HAMLET, "root", fields, filter(field, type)))))
                .isEqualTo(expected);
        assertThat(names(ask(
                        HAMLET,
                        "root",
                        fields,
                        filter(field, type) + "<set xmlns='http://jabber.org/protocol/rsm'><max>2</max>"
                                + "<after>item/4/root1</after></set>")))
                .isEqualTo(
                        List.of(expected.split(" ")).stream().skip(2).limit(2).toList());
    }

    @Test
    void refusesAFilterOfTwoMinds() {
        tree();

        assertThat(ask(
                                HAMLET,
                                "root",
                                "depth=1",
                                filter("included-types", "urn:blog")
                                        .replace(
                                                "</x>", "<field var='excluded-types'><value>urn:a</value></field></x>"))
                        .toXml())
                .contains("type='modify'", "<bad-request");
    }

    private static String filter(String field, String type) {
        return "<filter xmlns='urn:xmpp:pubsub-filter:0'>" + x("FORM_TYPE", "urn:xmpp:pubsub-filter:0", field, type)
                + "</filter>";
    }

    @Test
    void hasAllMetadataWhereThatIsAskedFor() {
        tree();

        assertThat(ask(HAMLET, "root", "type=nodes,depth=1,full_metadata=true", "")
                        .toXml())
                .contains("pubsub#creation_date", "pubsub#num_subscribers", "var='" + PARENT + "'");
        assertThat(ask(HAMLET, "root", "type=nodes,depth=1", "").toXml()).doesNotContain("var='pubsub#");
    }

    @ParameterizedTest
    @ValueSource(strings = {"depth=-1", "depth=deep", "type=both", "linked_nodes=perhaps", "full_metadata=2"})
    void refusesWhatCannotBe(String fields) {
        tree();

        assertThat(ask(HAMLET, "root", fields, "").toXml()).contains("<bad-request");
    }

    @ParameterizedTest
    @CsvSource({
        "<before/>, feature-not-implemented",
        "<index>3</index>, feature-not-implemented",
        "<after>node/ghost</after>, item-not-found",
        "<after>item/4/rootghost</after>, item-not-found",
        "<after>item/9/root</after>, item-not-found",
        "<after>x</after>, item-not-found",
        "<after>node/elsewhere</after>, item-not-found",
    })
    void refusesPlacesThatAreNotThere(String place, String error) {
        tree();
        create("elsewhere");

        assertThat(ask(HAMLET, "root", "depth=1", "<set xmlns='http://jabber.org/protocol/rsm'>" + place + "</set>")
                        .toXml())
                .contains("<" + error);
    }

    /** Without the form all is as it was: §4. */
    @Test
    void changesNothingForWhoDoesNotAsk() {
        tree();

        assertThat(service.asks(HAMLET, "get", "<query xmlns='" + DiscoHandler.ITEMS + "' node='root'/>")
                        .toXml())
                .contains("name='1'", "name='2'")
                .doesNotContain("node='a'", "node='l'");
    }

    // -------------------------------------------------------------------------------------------------------- the
    // scene

    /** Below the root {@code a} and {@code b}, to it linked {@code l}; and so on, by the letters of their names. */
    private void tree() {
        create("root");
        create("a", PARENT, "root");
        create("aa", PARENT, "a");
        create("aaa", PARENT, "aa");
        create("al", LINK, "a");
        create("b", PARENT, "root");
        create("l", LINK, "root");
        create("ll", LINK, "root");
        create("la", PARENT, "l");
        publish("root", "1");
        publish("root", "2");
        publish("a", "1");
        publish("aa", "1");
        publish("l", "1");
    }

    private void create(String node, String... config) {
        succeeds(pubsub("", "<create node='" + node + "'/><configure>" + x(config) + "</configure>"));
    }

    private void configure(String node, String... config) {
        succeeds(pubsub("#owner", "<configure node='" + node + "'>" + x(config) + "</configure>"));
    }

    private void publish(String node, String item) {
        succeeds(
                pubsub("", "<publish node='" + node + "'><item id='" + item + "'><a xmlns='urn:a'/></item></publish>"));
    }

    private void succeeds(String payload) {
        assertThat(service.asks(HAMLET, "set", payload).toXml()).contains("type='result'");
    }

    private static String pubsub(String part, String verb) {
        return "<pubsub xmlns='http://jabber.org/protocol/pubsub" + part + "'>" + verb + "</pubsub>";
    }

    private static String x(String... config) {
        StringBuilder fields = new StringBuilder("<x xmlns='jabber:x:data' type='submit'>");
        for (int i = 0; i < config.length; i += 2) {
            fields.append("<field var='" + config[i] + "'><value>" + config[i + 1] + "</value></field>");
        }
        return fields.append("</x>").toString();
    }

    /** @param fields as {@code depth=1,type=nodes} */
    private XmlElement ask(String from, String node, String fields, String set) {
        List<String> form = new ArrayList<>(List.of("FORM_TYPE", "urn:xmpp:pubsub-ext-disco:0"));
        for (String field : fields.strip().split(",")) {
            if (!field.isEmpty()) {
                form.addAll(List.of(field.split("=")));
            }
        }
        return service.asks(
                from,
                "get",
                "<query xmlns='" + DiscoHandler.ITEMS + "' node='" + node + "'>" + x(form.toArray(String[]::new)) + set
                        + "</query>");
    }

    private static XmlElement query(XmlElement answer) {
        return answer.child("query", DiscoHandler.ITEMS).orElseThrow();
    }

    /** A node by its name, an item with that of its node. */
    private static List<String> names(XmlElement answer) {
        return query(answer).children("item", DiscoHandler.ITEMS).stream()
                .map(item -> item.attribute("node").orElseThrow()
                        + (item.children().isEmpty()
                                ? ':' + item.attribute("name").orElseThrow()
                                : ""))
                .toList();
    }

    private static final class NoLog implements NodeLog {
        @Override
        public CompletionStage<Void> appendToPages(List<PageRecord> records) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> append(List<Publication> publications) {
            return CompletableFuture.completedFuture(null);
        }
    }
}
