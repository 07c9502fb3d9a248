package im.fanfare.component.system;

import static im.fanfare.component.system.Transcript.ENTRY;
import static im.fanfare.component.system.Transcript.assertAnswer;
import static im.fanfare.component.system.Transcript.assertError;
import static im.fanfare.component.system.Transcript.assertResult;
import static im.fanfare.component.system.Transcript.condition;
import static im.fanfare.component.system.Transcript.configure;
import static im.fanfare.component.system.Transcript.create;
import static im.fanfare.component.system.Transcript.publish;
import static im.fanfare.component.system.Transcript.pubsub;
import static im.fanfare.component.system.Transcript.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.iq.Xml;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who we are and what we have, as users of real host servers see it: XEP-0060 §5, XEP-0092, XEP-0199. */
@ParameterizedClass
@EnumSource
class DiscoveryIT {
    private static final String INFO = "http://jabber.org/protocol/disco#info";
    private static final String ITEMS = "http://jabber.org/protocol/disco#items";

    private final XmppClient hamlet;
    private final XmppClient francisco;

    DiscoveryIT(Elsinore.Behind host) {
        var elsinore = Elsinore.behind(host);
        hamlet = elsinore.hamlet();
        francisco = elsinore.francisco();
    }

    /** XEP-0030 §4.1: a client finds us among the host server's items. */
    @Test
    void isFoundThroughTheHostServer() {
        var found = hamlet.asks("<iq type='get' to='localhost' id='items'><query xmlns='" + ITEMS + "'/></iq>");

        assertThat(found.children().get(0).children())
                .contains(XmlElement.of("item", ITEMS).with("jid", "pubsub.localhost"));
    }

    /** §5.1, with all features that we have of §11. */
    @Test
    void saysWhatItIs() {
        assertAnswer(francisco, """
                <iq type='get' to='pubsub.localhost' id='feature1'>
                  <query xmlns='http://jabber.org/protocol/disco#info'/>
                </iq>""", """
                <iq type='result' from='pubsub.localhost' to='francisco@localhost/barracks' id='feature1'>
                  <query xmlns='http://jabber.org/protocol/disco#info'>
                    <identity category='pubsub' type='service' name='Fanfare'/>
                    <feature var='http://jabber.org/protocol/commands'/>
                    <feature var='http://jabber.org/protocol/disco#info'/>
                    <feature var='http://jabber.org/protocol/disco#items'/>
                    <feature var='http://jabber.org/protocol/pubsub'/>
                    <feature var='http://jabber.org/protocol/pubsub#access-open'/>
                    <feature var='http://jabber.org/protocol/pubsub#auto-create'/>
                    <feature var='http://jabber.org/protocol/pubsub#collections'/>
                    <feature var='http://jabber.org/protocol/pubsub#config-node'/>
                    <feature var='http://jabber.org/protocol/pubsub#config-node-max'/>
                    <feature var='http://jabber.org/protocol/pubsub#create-and-configure'/>
                    <feature var='http://jabber.org/protocol/pubsub#create-nodes'/>
                    <feature var='http://jabber.org/protocol/pubsub#delete-items'/>
                    <feature var='http://jabber.org/protocol/pubsub#delete-nodes'/>
                    <feature var='http://jabber.org/protocol/pubsub#get-pending'/>
                    <feature var='http://jabber.org/protocol/pubsub#instant-nodes'/>
                    <feature var='http://jabber.org/protocol/pubsub#item-ids'/>
                    <feature var='http://jabber.org/protocol/pubsub#leased-subscription'/>
                    <feature var='http://jabber.org/protocol/pubsub#manage-subscriptions'/>
                    <feature var='http://jabber.org/protocol/pubsub#member-affiliation'/>
                    <feature var='http://jabber.org/protocol/pubsub#meta-data'/>
                    <feature var='http://jabber.org/protocol/pubsub#modify-affiliations'/>
                    <feature var='http://jabber.org/protocol/pubsub#multi-collections'/>
                    <feature var='http://jabber.org/protocol/pubsub#multi-items'/>
                    <feature var='http://jabber.org/protocol/pubsub#multi-subscribe'/>
                    <feature var='http://jabber.org/protocol/pubsub#outcast-affiliation'/>
                    <feature var='http://jabber.org/protocol/pubsub#persistent-items'/>
                    <feature var='http://jabber.org/protocol/pubsub#presence-notifications'/>
                    <feature var='http://jabber.org/protocol/pubsub#publish'/>
                    <feature var='http://jabber.org/protocol/pubsub#publish-only-affiliation'/>
                    <feature var='http://jabber.org/protocol/pubsub#publish-options'/>
                    <feature var='http://jabber.org/protocol/pubsub#publisher-affiliation'/>
                    <feature var='http://jabber.org/protocol/pubsub#purge-nodes'/>
                    <feature var='http://jabber.org/protocol/pubsub#retract-items'/>
                    <feature var='http://jabber.org/protocol/pubsub#retrieve-affiliations'/>
                    <feature var='http://jabber.org/protocol/pubsub#retrieve-default'/>
                    <feature var='http://jabber.org/protocol/pubsub#retrieve-default-sub'/>
                    <feature var='http://jabber.org/protocol/pubsub#retrieve-items'/>
                    <feature var='http://jabber.org/protocol/pubsub#retrieve-subscriptions'/>
                    <feature var='http://jabber.org/protocol/pubsub#rsm'/>
                    <feature var='http://jabber.org/protocol/pubsub#since'/>
                    <feature var='http://jabber.org/protocol/pubsub#subscribe'/>
                    <feature var='http://jabber.org/protocol/pubsub#subscription-notifications'/>
                    <feature var='http://jabber.org/protocol/pubsub#subscription-options'/>
                    <feature var='http://jabber.org/protocol/rsm'/>
                    <feature var='jabber:iq:version'/>
                    <feature var='urn:xmpp:mam:2'/>
                    <feature var='urn:xmpp:mam:2#extended'/>
                    <feature var='urn:xmpp:order-by:1'/>
                    <feature var='urn:xmpp:order-by:1@http://jabber.org/protocol/pubsub'/>
                    <feature var='urn:xmpp:ping'/>
                    <feature var='urn:xmpp:pubsub-caching:0'/>
                    <feature var='urn:xmpp:pubsub-ext-disco:0'/>
                    <feature var='urn:xmpp:pubsub-ext-sub:0'/>
                    <feature var='urn:xmpp:pubsub-filter:0'/>
                    <feature var='urn:xmpp:pubsub-relationships:0'/>
                    <feature var='urn:xmpp:time'/>
                  </query>
                </iq>""");
    }

    /** §5.2. */
    @Test
    void listsItsNodes() {
        hamlet.sets(create("list/a"), create("list/b", "title", "Letters to my Beloved"));

        var nodes = francisco.asks("get", "<query xmlns='" + ITEMS + "'/>");

        assertThat(nodes.children().get(0).children())
                .contains(item("jid='pubsub.localhost' node='list/a'"))
                .contains(item("jid='pubsub.localhost' node='list/b' name='Letters to my Beloved'"));
    }

    /** XEP-0462 §3.2. */
    @Test
    void listsNodesOfSomeTypes() {
        hamlet.sets(create("typed/a", "type", "urn:a"), create("typed/b", "type", "urn:b"), create("typed/none"));
        hamlet.sets(configure("typed/none", "type", "urn:a"));

        var query = francisco
                .asks(
                        "get",
                        "<query xmlns='" + ITEMS + "'><filter xmlns='urn:xmpp:pubsub-filter:0'>"
                                + "<x xmlns='jabber:x:data' type='submit'>"
                                + "<field var='FORM_TYPE' type='hidden'><value>urn:xmpp:pubsub-filter:0</value></field>"
                                + "<field var='included-types' type='list-multi'><value>urn:a</value></field></x></filter>"
                                + "<set xmlns='http://jabber.org/protocol/rsm'><max>10</max></set></query>")
                .children()
                .get(0);

        assertThat(query.children("item", ITEMS))
                .containsExactlyInAnyOrder(
                        item("jid='pubsub.localhost' node='typed/a'"),
                        item("jid='pubsub.localhost' node='typed/none'"));
        assertThat(query.toXml()).contains("<count>2</count>");
    }

    /** §5.3 and §5.4; when the node was created, nobody can know beforehand. */
    @Test
    void saysWhatANodeIs() {
        hamlet.sets(create("meta", "title", "Princely Musings (Atom)", "max_items", "120"));
        francisco.sets(subscribe("meta", "francisco@localhost"));

        var answer = francisco.asks("get", "<query xmlns='" + INFO + "' node='meta'/>");

        var created = answer.children().get(0).child("x", "jabber:x:data").orElseThrow().children().stream()
                .filter(field -> field.attributes().containsValue("pubsub#creation_date"))
                .map(field -> field.children().get(0).text())
                .toList();
        assertThat(created).singleElement().asString().matches("20..-..-..T..:..:..Z");
        assertResult(answer, """
                <query xmlns='http://jabber.org/protocol/disco#info' node='meta'>
                  <identity category='pubsub' type='leaf'/>
                  <feature var='http://jabber.org/protocol/disco#info'/>
                  <feature var='http://jabber.org/protocol/disco#items'/>
                  <feature var='http://jabber.org/protocol/pubsub'/>
                  <feature var='urn:xmpp:mam:2'/>
                  <feature var='urn:xmpp:mam:2#extended'/>
                  <x xmlns='jabber:x:data' type='result'>
                    <field var='FORM_TYPE' type='hidden'>
                      <value>http://jabber.org/protocol/pubsub#meta-data</value>
                    </field>
                    <field var='pubsub#type' label='Payload semantic type information' type='text-single'/>
                    <field var='pubsub#creator' label='Node creator' type='jid-single'>
                      <value>hamlet@localhost</value>
                    </field>
                    <field var='pubsub#creation_date' label='Creation date' type='text-single'>
                      <value>%s</value>
                    </field>
                    <field var='pubsub#title' label='A short name for the node' type='text-single'>
                      <value>Princely Musings (Atom)</value>
                    </field>
                    <field var='pubsub#description' label='A description of the node' type='text-single'/>
                    <field var='pubsub#language' label='Default language' type='list-single'/>
                    <field var='pubsub#contact' label='People to contact with questions' type='jid-multi'/>
                    <field var='pubsub#access_model' label='Access model' type='list-single'>
                      <value>open</value>
                    </field>
                    <field var='pubsub#publish_model' label='Publish model' type='list-single'>
                      <value>publishers</value>
                    </field>
                    <field var='pubsub#max_items' label='The most items that are kept' type='text-single'>
                      <value>120</value>
                    </field>
                    <field var='pubsub#owner' label='Node owners' type='jid-multi'>
                      <value>hamlet@localhost</value>
                    </field>
                    <field var='pubsub#publisher' label='Publishers to this node' type='jid-multi'/>
                    <field var='pubsub#num_subscribers' label='Number of subscribers to this node' type='text-single'>
                      <value>1</value>
                    </field>
                    <field var='pubsub#item_expire' label='How many seconds items are kept' type='text-single'>
                      <value>max</value>
                    </field>
                    <field var='{urn:xmpp:pubsub-caching:0}persistence' label='How items are stored' type='list-single'>
                      <value>persistent</value>
                    </field>
                    %s
                  </x>
                </query>""".formatted(
                        created.get(0),
                        hint("consistent-items", "Whether items are the same for everyone", true)
                                + hint("consistent-set", "Whether everyone has the same items", true)
                                + hint("stable-items", "Whether new items always come last", true)
                                + hint("always-notify", "Whether every change is notified", false)
                                + hint("allowed-for-suggestions", "Whether the node may be suggested to anybody", false)
                                + hint("purge-keep-last-item", "Whether a purge leaves the last item", false)));
    }

    /** XEP-0460 §4. */
    private static String hint(String name, String label, boolean value) {
        return "<field var='{urn:xmpp:pubsub-caching:0}%s' label='%s' type='boolean'><value>%s</value></field>"
                .formatted(name, label, value);
    }

    /** §5.3.1 and §5.5: there is nothing to say of what does not exist. */
    @Test
    void knowsNothingOfNodesThatDoNotExist() {
        for (var namespace : List.of(INFO, ITEMS)) {
            assertError(
                    francisco.asks("get", "<query xmlns='" + namespace + "' node='nowhere'/>"),
                    "cancel",
                    condition("item-not-found"));
        }
    }

    /** §5.5. */
    @Test
    void listsTheItemsOfANode() {
        hamlet.sets(create("items"), publish("items", "1st"), publish("items", "2nd"));

        assertAnswer(francisco, """
                <iq type='get' to='pubsub.localhost' id='items1'>
                  <query xmlns='http://jabber.org/protocol/disco#items' node='items'/>
                </iq>""", """
                <iq type='result' from='pubsub.localhost' to='francisco@localhost/barracks' id='items1'>
                  <query xmlns='http://jabber.org/protocol/disco#items' node='items'>
                    <item jid='pubsub.localhost' name='2nd'/>
                    <item jid='pubsub.localhost' name='1st'/>
                  </query>
                </iq>""");
    }

    /** XEP-0499 §3.1. */
    @Test
    void listsWhatIsBelowANodeAndLinksToIt() {
        hamlet.sets(create("tree"));
        hamlet.sets(related("tree/leaf", "parent"), related("tree/bird", "link"), publish("tree/leaf", "1st"));

        assertAnswer(
                francisco,
                "<iq type='get' to='pubsub.localhost' id='extended1'><query xmlns='" + ITEMS + "' node='tree'>"
                        + "<x xmlns='jabber:x:data' type='submit'>"
                        + "<field var='FORM_TYPE' type='hidden'><value>urn:xmpp:pubsub-ext-disco:0</value></field>"
                        + "<field var='linked_nodes'><value>true</value></field>"
                        + "<field var='depth'><value>1</value></field></x></query></iq>",
                "<iq type='result' from='pubsub.localhost' to='francisco@localhost/barracks' id='extended1'>"
                        + "<query xmlns='" + ITEMS + "' node='tree'>"
                        + "<item jid='pubsub.localhost' node='tree/leaf'>"
                        + metadata("parent", "The node that this one is a child of") + "</item>"
                        + "<item jid='pubsub.localhost' node='tree/leaf' name='1st'/>"
                        + "<item jid='pubsub.localhost' node='tree/bird'>"
                        + metadata("link", "The node that this one links to") + "</item></query></iq>");
    }

    /** Creates a node that is related to the tree. */
    private static String related(String node, String relation) {
        return pubsub("<create node='" + node + "'/><configure><x xmlns='jabber:x:data' type='submit'>"
                + "<field var='{urn:xmpp:pubsub-relationships:0}" + relation + "'><value>tree</value></field>"
                + "</x></configure>");
    }

    /** What is said of such a node. */
    private static String metadata(String relation, String label) {
        return "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'>"
                + "<value>http://jabber.org/protocol/pubsub#meta-data</value></field>"
                + "<field var='{urn:xmpp:pubsub-relationships:0}" + relation + "' type='text-single' label='" + label
                + "'><value>tree</value></field></x>";
    }

    /** XEP-0199 §4.2. */
    @Test
    void answersPings() {
        assertAnswer(
                francisco,
                "<iq type='get' to='pubsub.localhost' id='c2s1'><ping xmlns='urn:xmpp:ping'/></iq>",
                "<iq type='result' from='pubsub.localhost' to='francisco@localhost/barracks' id='c2s1'/>");
    }

    /** XEP-0092 §3; the version is the build's. */
    @Test
    void saysItsVersion() {
        var answer = francisco.asks("get", "<query xmlns='jabber:iq:version'/>");

        var query = answer.children().get(0);
        assertThat(query.children()).extracting(XmlElement::name).containsExactly("name", "version");
        assertThat(query.children().get(0).text()).isEqualTo("Fanfare");
    }

    /** RFC 6120 §8.3.3.19. */
    @Test
    void offersNothingElse() {
        assertError(
                francisco.asks("get", "<query xmlns='jabber:iq:last'/>"), "cancel", condition("service-unavailable"));
        assertError(
                francisco.asks("set", "<vCard xmlns='vcard-temp'>" + ENTRY + "</vCard>"),
                "cancel",
                condition("service-unavailable"));
    }

    private static XmlElement item(String attributes) {
        return Xml.plain("<item xmlns='" + ITEMS + "' " + attributes + "/>");
    }
}
