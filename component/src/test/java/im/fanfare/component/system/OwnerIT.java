package im.fanfare.component.system;

import static im.fanfare.component.system.Transcript.ENTRY;
import static im.fanfare.component.system.Transcript.affiliate;
import static im.fanfare.component.system.Transcript.assertAnswer;
import static im.fanfare.component.system.Transcript.assertError;
import static im.fanfare.component.system.Transcript.assertNotified;
import static im.fanfare.component.system.Transcript.assertResult;
import static im.fanfare.component.system.Transcript.atOnce;
import static im.fanfare.component.system.Transcript.condition;
import static im.fanfare.component.system.Transcript.configure;
import static im.fanfare.component.system.Transcript.create;
import static im.fanfare.component.system.Transcript.detail;
import static im.fanfare.component.system.Transcript.owner;
import static im.fanfare.component.system.Transcript.publish;
import static im.fanfare.component.system.Transcript.pubsub;
import static im.fanfare.component.system.Transcript.subscribe;
import static im.fanfare.component.system.Transcript.theRefusal;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.iq.Xml;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a node's owner asks, and what that does to others, through real host servers: XEP-0060 §8. */
@ParameterizedClass
@EnumSource
class OwnerIT {
    private final XmppClient hamlet;
    private final XmppClient francisco;
    private final XmppClient polonius;

    OwnerIT(Elsinore.Behind host) {
        var elsinore = Elsinore.behind(host);
        hamlet = elsinore.hamlet();
        francisco = elsinore.francisco();
        polonius = elsinore.polonius();
    }

    /** §8.1.2 and §8.1.1's conflict. */
    @Test
    void createsANode() {
        assertAnswer(
                hamlet, """
                <iq type='set' to='pubsub.localhost' id='create1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <create node='creating'/>
                  </pubsub>
                </iq>""", "<iq type='result' from='pubsub.localhost' to='hamlet@localhost/elsinore' id='create1'/>");
        assertError(francisco.asks("set", pubsub("<create node='creating'/>")), "cancel", condition("conflict"));
    }

    /** §8.1.1: a node without a name is given one. */
    @Test
    void createsAnInstantNode() {
        var answer = hamlet.asks("set", pubsub("<create/>"));

        var name = answer.children().get(0).children().get(0).attribute("node").orElseThrow();
        assertResult(answer, pubsub("<create node='" + name + "'/>"));
        hamlet.sets(publish(name, "1st"));
    }

    /** §8.1.3: created as configured, or not at all. */
    @Test
    void createsAndConfiguresANode() {
        hamlet.sets(create("configured", "title", "Princely Musings (Atom)", "access_model", "whitelist"));

        assertThat(configuration("configured"))
                .containsEntry("pubsub#title", "Princely Musings (Atom)")
                .containsEntry("pubsub#access_model", "whitelist")
                .containsEntry("pubsub#max_items", "max");
        assertError(
                hamlet.asks("set", create("misconfigured", "access_model", "roster")),
                "modify",
                condition("not-acceptable"),
                detail("unsupported-access-model"));
        assertError(hamlet.asks("get", pubsub("<items node='misconfigured'/>")), "cancel", condition("item-not-found"));
    }

    /** §8.2.1 to §8.2.5. */
    @Test
    void configuresANode() {
        hamlet.sets(create("reconfigured"));

        hamlet.sets(configure("reconfigured", "title", "Letters to my Beloved", "publish_model", "open"));

        assertThat(configuration("reconfigured"))
                .containsEntry("pubsub#title", "Letters to my Beloved")
                .containsEntry("pubsub#publish_model", "open")
                .containsEntry("pubsub#access_model", "open");
    }

    /** §8.2.3 and §8.2.5.2. */
    @Test
    void refusesToConfigure() {
        hamlet.sets(create("settled"));

        assertError(francisco.asks("get", owner("<configure node='settled'/>")), "auth", condition("forbidden"));
        assertError(francisco.asks("set", configure("settled", "title", "Mine")), "auth", condition("forbidden"));
        assertError(
                hamlet.asks("get", owner("<configure/>")),
                "modify",
                condition("bad-request"),
                detail("nodeid-required"));
        assertError(hamlet.asks("set", configure("settled", "max_items", "-1")), "modify", condition("not-acceptable"));
        assertThat(configuration("settled")).containsEntry("pubsub#title", "");
    }

    /** §8.2.5.3: told with the new configuration, and only who wants that. */
    @Test
    void notifiesOfAChangeOfConfiguration() {
        hamlet.sets(create("changing", "notify_config", "1", "max_items", "10"));
        francisco.sets(subscribe("changing", "francisco@localhost"));
        hamlet.sets(configure("changing", "title", "Princely Musings (Atom)"));

        assertNotified(francisco, "francisco@localhost", "changing", """
                <configuration node='changing'>
                  <x xmlns='jabber:x:data' type='result'>
                    <field var='FORM_TYPE' type='hidden'>
                      <value>http://jabber.org/protocol/pubsub#node_config</value>
                    </field>
                    <field var='pubsub#title'><value>Princely Musings (Atom)</value></field>
                    <field var='pubsub#description'><value/></field>
                    <field var='pubsub#node_type'><value>leaf</value></field>
                    <field var='pubsub#language'><value/></field>
                    <field var='pubsub#contact'/>
                    <field var='pubsub#type'><value/></field>
                    <field var='pubsub#access_model'><value>open</value></field>
                    <field var='pubsub#publish_model'><value>publishers</value></field>
                    <field var='pubsub#persist_items'><value>true</value></field>
                    <field var='pubsub#max_items'><value>10</value></field>
                    <field var='pubsub#publish_node_full'><value>discard-oldest</value></field>
                    <field var='pubsub#item_expire'><value>max</value></field>
                    <field var='pubsub#max_payload_size'><value>65536</value></field>
                    <field var='pubsub#deliver_notifications'><value>true</value></field>
                    <field var='pubsub#deliver_payloads'><value>true</value></field>
                    <field var='pubsub#notification_type'><value>headline</value></field>
                    <field var='pubsub#notify_config'><value>true</value></field>
                    <field var='pubsub#notify_delete'><value>true</value></field>
                    <field var='pubsub#notify_retract'><value>true</value></field>
                    <field var='pubsub#notify_sub'><value>false</value></field>
                    <field var='pubsub#presence_based_delivery'><value>false</value></field>
                    <field var='pubsub#tempsub'><value>false</value></field>
                    <field var='pubsub#purge_offline'><value>false</value></field>
                    <field var='pubsub#send_last_published_item'><value>never</value></field>
                    <field var='pubsub#itemreply'><value>none</value></field>
                    <field var='{urn:xmpp:pubsub-relationships:0}link'><value/></field>
                    <field var='{urn:xmpp:pubsub-relationships:0}parent'><value/></field>
                  </x>
                </configuration>""");

        hamlet.sets(configure("changing", "deliver_payloads", "0"));

        assertNotified(francisco, "francisco@localhost", "changing", "<configuration node='changing'/>");
    }

    /** §8.3. */
    @Test
    void showsTheDefaultConfiguration() {
        hamlet.sets(create("standard"));

        var standard = hamlet.asks("get", owner("<default/>"));

        assertThat(standard.children().get(0).children())
                .singleElement()
                .extracting(XmlElement::name)
                .isEqualTo("default");
        // With FORM_TYPE and the collections that the node is in.
        long fields = Stream.of(ConfigField.values())
                .filter(field -> field.isFor(false))
                .count();
        assertThat(fields(standard)).isEqualTo(configuration("standard")).hasSize((int) fields + 2);
    }

    /** §8.4.1, §8.4.2 and §8.4.3. */
    @Test
    void deletesANode() {
        hamlet.sets(create("mortal"), publish("mortal", "1st"));
        francisco.sets(subscribe("mortal", "francisco@localhost"));

        assertError(francisco.asks("set", owner("<delete node='mortal'/>")), "auth", condition("forbidden"));
        assertAnswer(
                hamlet, """
                <iq type='set' to='pubsub.localhost' id='delete1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>
                    <delete node='mortal'/>
                  </pubsub>
                </iq>""", "<iq type='result' from='pubsub.localhost' to='hamlet@localhost/elsinore' id='delete1'/>");
        assertNotified(francisco, "francisco@localhost", "mortal", "<delete node='mortal'/>");
        assertError(hamlet.asks("set", owner("<delete node='mortal'/>")), "cancel", condition("item-not-found"));
    }

    /** §8.4: a node of the same name is another node. */
    @Test
    void leavesNothingOfANodeToItsSuccessor() {
        hamlet.sets(create("heir"), publish("heir", "1st"), affiliate("heir", "francisco@localhost", "publisher"));
        francisco.sets(subscribe("heir", "francisco@localhost"));
        hamlet.sets(owner("<delete node='heir'/>"), create("heir"));

        assertResult(hamlet.asks("get", pubsub("<items node='heir'/>")), pubsub("<items node='heir'/>"));
        assertResult(hamlet.asks("get", owner("<subscriptions node='heir'/>")), owner("<subscriptions node='heir'/>"));
        assertError(francisco.asks("set", publish("heir", "1st")), "auth", condition("forbidden"));
    }

    /** §8.5.1, §8.5.2 and §8.5.3. */
    @Test
    void purgesANode() {
        hamlet.sets(create("purging"), publish("purging", "1st"), publish("purging", "2nd"));
        francisco.sets(subscribe("purging", "francisco@localhost"));

        assertError(francisco.asks("set", owner("<purge node='purging'/>")), "auth", condition("forbidden"));
        assertAnswer(
                hamlet, """
                <iq type='set' to='pubsub.localhost' id='purge1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>
                    <purge node='purging'/>
                  </pubsub>
                </iq>""", "<iq type='result' from='pubsub.localhost' to='hamlet@localhost/elsinore' id='purge1'/>");
        assertNotified(francisco, "francisco@localhost", "purging", "<purge node='purging'/>");
        assertResult(hamlet.asks("get", pubsub("<items node='purging'/>")), pubsub("<items node='purging'/>"));
    }

    /** §8.8.1 and §8.8.2. */
    @Test
    void managesSubscriptions() {
        hamlet.sets(create("managed"));
        francisco.sets(subscribe("managed", "francisco@localhost"));

        hamlet.sets(owner("""
                <subscriptions node='managed'>
                  <subscription jid='francisco@localhost' subscription='none'/>
                  <subscription jid='bernardo@localhost' subscription='subscribed'/>
                </subscriptions>"""));

        assertResult(hamlet.asks("get", owner("<subscriptions node='managed'/>")), owner("""
                <subscriptions node='managed'>
                  <subscription jid='bernardo@localhost' subid='1' subscription='subscribed'/>
                </subscriptions>"""));
        assertError(francisco.asks("get", owner("<subscriptions node='managed'/>")), "auth", condition("forbidden"));
    }

    /** §8.9.1 and §8.9.2. */
    @Test
    void managesAffiliations() {
        hamlet.sets(create("ranks"));

        hamlet.sets(owner("""
                <affiliations node='ranks'>
                  <affiliation jid='francisco@localhost' affiliation='publisher'/>
                  <affiliation jid='polonius@localhost' affiliation='outcast'/>
                </affiliations>"""));

        assertResult(hamlet.asks("get", owner("<affiliations node='ranks'/>")), owner("""
                <affiliations node='ranks'>
                  <affiliation jid='francisco@localhost' affiliation='publisher'/>
                  <affiliation jid='hamlet@localhost' affiliation='owner'/>
                  <affiliation jid='polonius@localhost' affiliation='outcast'/>
                </affiliations>"""));
        assertError(francisco.asks("get", owner("<affiliations node='ranks'/>")), "auth", condition("forbidden"));
    }

    /** §8.9.2.4: a node keeps an owner; what the refusal does not name would count as done. */
    @Test
    void refusesToLoseTheLastOwner() {
        hamlet.sets(create("ownerless"));

        var answer = hamlet.asks("set", affiliate("ownerless", "hamlet@localhost", "none"));

        assertThat(answer)
                .isEqualTo(Xml.plain("""
                        <iq type='error' from='pubsub.localhost' to='hamlet@localhost/elsinore' id='%s'>
                          <pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>
                            <affiliations node='ownerless'>
                              <affiliation jid='hamlet@localhost' affiliation='owner'/>
                            </affiliations>
                          </pubsub>
                          <error type='modify'>
                            <not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
                          </error>
                        </iq>""".formatted(answer.attribute("id").orElse(""))));
    }

    /** §8.9.2.4: of two owners who go at the same time one stays. */
    @Test
    void keepsOneOfTwoOwnersWhoGoAtOnce() {
        for (int round = 0; round < 20; round++) {
            var node = "left" + round;
            hamlet.sets(create(node), affiliate(node, "francisco@localhost", "owner"));

            var refusal = theRefusal(atOnce(
                    hamlet,
                    affiliate(node, "hamlet@localhost", "none"),
                    francisco,
                    affiliate(node, "francisco@localhost", "none")));

            assertThat(refusal.toXml()).contains("<not-acceptable");
            var left = refusal.attribute("to").orElseThrow().startsWith("hamlet") ? hamlet : francisco;
            assertThat(left.asks("get", owner("<affiliations node='" + node + "'/>"))
                            .toXml()
                            .split("affiliation='owner'", -1))
                    .hasSize(2);
        }
    }

    /** §8.1.3.1: of two who create a node at the same time one does. */
    @Test
    void createsANodeForOneOfTwoWhoWantItAtOnce() {
        for (int round = 0; round < 20; round++) {
            var node = "wanted" + round;

            var refusal = theRefusal(atOnce(hamlet, create(node), francisco, create(node)));

            assertError(refusal, "cancel", condition("conflict"));
        }
    }

    /** §8.9.2.1: an outcast is subscribed no longer, and is not notified of what comes then. */
    @Test
    void unsubscribesAnOutcast() {
        hamlet.sets(create("banishing"));
        polonius.sets(subscribe("banishing", "polonius@localhost"));
        hamlet.sets(affiliate("banishing", "polonius@localhost", "outcast"), publish("banishing", "1st"));

        assertResult(
                hamlet.asks("get", owner("<subscriptions node='banishing'/>")),
                owner("<subscriptions node='banishing'/>"));
        assertThat(polonius.isNotifiedOf("banishing").toXml()).contains("subscription='none'");
        hamlet.sets(affiliate("banishing", "polonius@localhost", "none"));
        polonius.sets(subscribe("banishing", "polonius@localhost"));
        hamlet.sets(publish("banishing", "2nd"));
        assertNotified(
                polonius,
                "polonius@localhost",
                "banishing",
                "<items node='banishing'><item id='2nd'>" + ENTRY + "</item></items>");
    }

    private Map<String, String> configuration(String node) {
        return fields(hamlet.asks("get", owner("<configure node='" + node + "'/>")));
    }

    /** Each field's value, or nothing where it has none. */
    private static Map<String, String> fields(XmlElement answer) {
        List<XmlElement> fields = Transcript.entries(answer).get(0).children("field", "jabber:x:data");
        return fields.stream()
                .collect(Collectors.toMap(
                        field -> field.attribute("var").orElse(""),
                        field -> field.child("value").map(XmlElement::text).orElse("")));
    }
}
