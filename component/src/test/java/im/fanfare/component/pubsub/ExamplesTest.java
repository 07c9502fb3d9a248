package im.fanfare.component.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.forms.NodeConfigForm;
import im.fanfare.component.iq.Xml;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The examples of XEP-0060, asked and answered. Sections are those of version 1.30.0. */
class ExamplesTest {
    private final Shakespeare service = new Shakespeare();

    /** §5.2. */
    @Test
    void listsTheNodesOfTheService() {
        service.hamlet(
                "set",
                "<create node='Romeoance'/>"
                        + config("<field var='pubsub#title'><value>Letters to my Beloved</value></field>"));
        service.hamlet("set", "<create node='Julliennui'/>");

        assertAnswer("""
                <iq type='get' from='francisco@denmark.lit/barracks' to='pubsub.shakespeare.lit' id='disco1'>
                  <query xmlns='http://jabber.org/protocol/disco#items'/>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='francisco@denmark.lit/barracks' id='disco1'>
                  <query xmlns='http://jabber.org/protocol/disco#items'>
                    <item node='Julliennui' jid='pubsub.shakespeare.lit'/>
                    <item node='Romeoance' name='Letters to my Beloved' jid='pubsub.shakespeare.lit'/>
                  </query>
                </iq>""");
    }

    /** §5.3 and §5.4. */
    @Test
    void tellsWhatANodeIs() {
        service.withMusings().configured("pubsub#title", "Princely Musings (Atom)");
        service.configured("pubsub#max_items", "120").configured("pubsub#type", "urn:example:e2ee:bundle");
        service.affiliated("bernardo@denmark.lit", "publisher").affiliated("ophelia@denmark.lit", "member");
        service.configured("pubsub#language", "en").configured("pubsub#contact", "bard@shakespeare.lit");
        service.francisco("set", "<subscribe node='princely_musings' jid='francisco@denmark.lit'/>");

        assertAnswer("""
                <iq type='get' from='francisco@denmark.lit/barracks' to='pubsub.shakespeare.lit' id='meta1'>
                  <query xmlns='http://jabber.org/protocol/disco#info' node='princely_musings'/>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='francisco@denmark.lit/barracks' id='meta1'>
                  <query xmlns='http://jabber.org/protocol/disco#info' node='princely_musings'>
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
                      <field var='pubsub#type' label='Payload semantic type information' type='text-single'>
                        <value>urn:example:e2ee:bundle</value>
                      </field>
                      <field var='pubsub#creator' label='Node creator' type='jid-single'>
                        <value>hamlet@denmark.lit</value>
                      </field>
                      <field var='pubsub#creation_date' label='Creation date' type='text-single'>
                        <value>2003-07-29T22:56:10Z</value>
                      </field>
                      <field var='pubsub#title' label='A short name for the node' type='text-single'>
                        <value>Princely Musings (Atom)</value>
                      </field>
                      <field var='pubsub#description' label='A description of the node' type='text-single'/>
                      <field var='pubsub#language' label='Default language' type='list-single'>
                        <value>en</value>
                      </field>
                      <field var='pubsub#contact' label='People to contact with questions' type='jid-multi'>
                        <value>bard@shakespeare.lit</value>
                      </field>
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
                        <value>hamlet@denmark.lit</value>
                      </field>
                      <field var='pubsub#publisher' label='Publishers to this node' type='jid-multi'>
                        <value>bernardo@denmark.lit</value>
                      </field>
                      <field var='pubsub#num_subscribers' label='Number of subscribers to this node' type='text-single'>
                        <value>1</value>
                      </field>
                      <field var='pubsub#item_expire' label='How many seconds items are kept' type='text-single'>
                        <value>max</value>
                      </field>
                      <field var='{urn:xmpp:pubsub-caching:0}persistence' label='How items are stored' type='list-single'>
                        <value>persistent</value>
                      </field>
                      <field var='{urn:xmpp:pubsub-caching:0}consistent-items'
                          label='Whether items are the same for everyone' type='boolean'>
                        <value>true</value>
                      </field>
                      <field var='{urn:xmpp:pubsub-caching:0}consistent-set'
                          label='Whether everyone has the same items' type='boolean'>
                        <value>true</value>
                      </field>
                      <field var='{urn:xmpp:pubsub-caching:0}stable-items'
                          label='Whether new items always come last' type='boolean'>
                        <value>true</value>
                      </field>
                      <field var='{urn:xmpp:pubsub-caching:0}always-notify'
                          label='Whether every change is notified' type='boolean'>
                        <value>false</value>
                      </field>
                      <field var='{urn:xmpp:pubsub-caching:0}allowed-for-suggestions'
                          label='Whether the node may be suggested to anybody' type='boolean'>
                        <value>false</value>
                      </field>
                      <field var='{urn:xmpp:pubsub-caching:0}purge-keep-last-item'
                          label='Whether a purge leaves the last item' type='boolean'>
                        <value>false</value>
                      </field>
                    </x>
                  </query>
                </iq>""");
    }

    /** §5.5. */
    @Test
    void listsTheItemsOfANode() {
        service.withMusings();

        assertAnswer("""
                <iq type='get' from='francisco@denmark.lit/barracks' to='pubsub.shakespeare.lit' id='items1'>
                  <query xmlns='http://jabber.org/protocol/disco#items' node='princely_musings'/>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='francisco@denmark.lit/barracks' id='items1'>
                  <query xmlns='http://jabber.org/protocol/disco#items' node='princely_musings'>
                    <item jid='pubsub.shakespeare.lit' name='ae890ac52d0df67ed7cfdf51b644e901'/>
                    <item jid='pubsub.shakespeare.lit' name='368866411b877c30064a5f62b917cffe'/>
                  </query>
                </iq>""");
    }

    /** §5.6. */
    @Test
    void tellsWhatOneIsSubscribedTo() {
        service.hamlet("set", "<create node='node1'/>").hamlet("set", "<create node='node2'/>");
        service.francisco("set", "<subscribe node='node1' jid='francisco@denmark.lit'/>");
        service.francisco("set", "<subscribe node='node2' jid='francisco@denmark.lit/barracks'/>");

        assertResult(service.asks("francisco@denmark.lit/elsewhere", "get", pubsub("<subscriptions/>")), pubsub("""
                    <subscriptions>
                      <subscription node='node1' jid='francisco@denmark.lit' subid='1' subscription='subscribed'/>
                      <subscription node='node2' jid='francisco@denmark.lit/barracks' subid='1' subscription='subscribed'/>
                    </subscriptions>"""));
        assertResult(
                service.asks("francisco@denmark.lit", "get", pubsub("<subscriptions node='node1'/>")), pubsub("""
                    <subscriptions node='node1'>
                      <subscription node='node1' jid='francisco@denmark.lit' subid='1' subscription='subscribed'/>
                    </subscriptions>"""));
    }

    /** §6.1.6, and how it shows in §5.6, §6.2, §6.3 and §8.8.1. */
    @Test
    void tellsSeveralSubscriptionsApart() {
        service.withMusings().francisco("set", "<subscribe node='princely_musings' jid='francisco@denmark.lit'/>");
        String again = "<subscribe node='princely_musings' jid='francisco@denmark.lit'/><options>"
                + choice("<field var='pubsub#deliver'><value>0</value></field>") + "</options>";
        Matcher answer = Pattern.compile("subid='(\\d+)'")
                .matcher(service.asks("francisco@denmark.lit/barracks", "set", pubsub(again))
                        .toXml("jabber:component:accept"));
        assertThat(answer.find()).isTrue();
        String other = answer.group(1);

        assertResult(
                service.asks("francisco@denmark.lit", "get", pubsub("<subscriptions node='princely_musings'/>")),
                pubsub("""
                    <subscriptions node='princely_musings'>
                      <subscription node='princely_musings' jid='francisco@denmark.lit' subid='1' subscription='subscribed'/>
                      <subscription node='princely_musings' jid='francisco@denmark.lit' subid='%s' subscription='subscribed'/>
                    </subscriptions>""".formatted(other)));
        assertResult(
                service.asks("hamlet@denmark.lit", "get", owner("<subscriptions node='princely_musings'/>")),
                owner("""
                    <subscriptions node='princely_musings'>
                      <subscription jid='francisco@denmark.lit' subid='1' subscription='subscribed'/>
                      <subscription jid='francisco@denmark.lit' subid='%s' subscription='subscribed'/>
                    </subscriptions>""".formatted(other)));
        String options = "<options node='princely_musings' jid='francisco@denmark.lit' subid='%s'>%s</options>";
        assertResult(
                service.asks("francisco@denmark.lit/barracks", "get", pubsub(options.formatted(other, ""))),
                pubsub(options.formatted(other, options("form", "false"))));
        assertResult(
                service.asks("francisco@denmark.lit/barracks", "get", pubsub(options.formatted("1", ""))),
                pubsub(options.formatted("1", options("form", "true"))));
        assertResult(
                service.asks(
                        "francisco@denmark.lit/barracks",
                        "set",
                        pubsub("<unsubscribe node='princely_musings' jid='francisco@denmark.lit' subid='1'/>")),
                pubsub("<subscription node='princely_musings' jid='francisco@denmark.lit' subid='1'"
                        + " subscription='none'/>"));
        assertResult(service.asks("hamlet@denmark.lit", "set", owner("""
                    <subscriptions node='princely_musings'>
                      <subscription jid='francisco@denmark.lit' subid='%s' subscription='none'/>
                    </subscriptions>""".formatted(other))), "");
        assertResult(
                service.asks("francisco@denmark.lit", "get", pubsub("<subscriptions/>")), pubsub("<subscriptions/>"));
    }

    /** §5.6. */
    @Test
    void tellsWhoIsSubscribedToNothing() {
        assertResult(
                service.asks("francisco@denmark.lit", "get", pubsub("<subscriptions/>")), pubsub("<subscriptions/>"));
    }

    /** §5.7. */
    @Test
    void tellsWhatOneIsToWhichNodes() {
        service.withMusings().hamlet("set", "<create node='node6'/>");
        service.affiliated("francisco@denmark.lit", "publish-only");

        assertResult(service.asks("hamlet@denmark.lit", "get", pubsub("<affiliations/>")), pubsub("""
                    <affiliations>
                      <affiliation node='node6' affiliation='owner'/>
                      <affiliation node='princely_musings' affiliation='owner'/>
                    </affiliations>"""));
        assertResult(
                service.asks("hamlet@denmark.lit/elsinore", "get", pubsub("<affiliations node='node6'/>")),
                pubsub("<affiliations><affiliation node='node6' affiliation='owner'/></affiliations>"));
        assertResult(
                service.asks("francisco@denmark.lit", "get", pubsub("<affiliations/>")),
                pubsub(
                        "<affiliations><affiliation node='princely_musings' affiliation='publish-only'/></affiliations>"));
        assertResult(service.asks("bard@shakespeare.lit", "get", pubsub("<affiliations/>")), pubsub("<affiliations/>"));
    }

    /** §6.1.1 and §6.1.2. */
    @Test
    void subscribes() {
        service.withMusings();

        assertAnswer("""
                <iq type='set' from='francisco@denmark.lit/barracks' to='pubsub.shakespeare.lit' id='sub1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <subscribe node='princely_musings' jid='francisco@denmark.lit'/>
                  </pubsub>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='francisco@denmark.lit/barracks' id='sub1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <subscription node='princely_musings' jid='francisco@denmark.lit' subid='1' subscription='subscribed'/>
                  </pubsub>
                </iq>""");
    }

    /** §6.2.1 and §6.2.2. */
    @Test
    void unsubscribes() {
        service.withMusings().francisco("set", "<subscribe node='princely_musings' jid='francisco@denmark.lit'/>");

        assertAnswer("""
                <iq type='set' from='francisco@denmark.lit/barracks' to='pubsub.shakespeare.lit' id='unsub1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                     <unsubscribe node='princely_musings' jid='francisco@denmark.lit'/>
                  </pubsub>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='francisco@denmark.lit/barracks' id='unsub1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <subscription node='princely_musings' jid='francisco@denmark.lit' subid='1' subscription='none'/>
                  </pubsub>
                </iq>""");
    }

    /** §6.3.2, §6.3.3, §6.3.5 and §6.3.6.1; without the options that we do not offer. */
    @Test
    void letsASubscriberChooseOptions() {
        service.withMusings().francisco("set", "<subscribe node='princely_musings' jid='francisco@denmark.lit'/>");
        String options = "<options node='princely_musings' jid='francisco@denmark.lit'>%s</options>";
        String named = "<options node='princely_musings' jid='francisco@denmark.lit' subid='1'>%s</options>";

        assertResult(
                service.asks("francisco@denmark.lit/barracks", "get", pubsub(options.formatted(""))),
                pubsub(named.formatted(options("form", "true"))));
        assertResult(service.asks("francisco@denmark.lit/barracks", "set", pubsub(options.formatted(choice("""
                                <field var='pubsub#deliver'><value>0</value></field>
                                <field var='pubsub#digest'><value>0</value></field>
                                <field var='pubsub#include_body'><value>false</value></field>""")))), "");
        assertResult(
                service.asks("francisco@denmark.lit/barracks", "get", pubsub(options.formatted(""))),
                pubsub(named.formatted(options("form", "false"))));
    }

    /** §6.3.7. */
    @Test
    void subscribesAndConfiguresAtOnce() {
        service.withMusings();
        String subscribe = "<subscribe node='princely_musings' jid='francisco@denmark.lit'/><options>%s</options>";
        String answer = "<subscription node='princely_musings' jid='francisco@denmark.lit' subid='1'"
                + " subscription='subscribed'/>"
                + "<options>%s</options>";

        assertResult(
                service.asks(
                        "francisco@denmark.lit/barracks",
                        "set",
                        pubsub(subscribe.formatted(choice("<field var='pubsub#deliver'><value>0</value></field>")))),
                pubsub(answer.formatted(options("result", "false"))));
        // Once more, the present state is what there is to say: §6.1.6.
        assertResult(
                service.asks("francisco@denmark.lit/barracks", "set", pubsub(subscribe.formatted(choice("")))),
                pubsub(answer.formatted(options("result", "false"))));
    }

    /** §6.4.1 and §6.4.2. */
    @Test
    void tellsTheDefaultOptions() {
        service.withMusings();

        assertResult(
                service.asks("francisco@denmark.lit/barracks", "get", pubsub("<default node='princely_musings'/>")),
                pubsub("<default node='princely_musings'>" + options("result", "true") + "</default>"));
        assertResult(
                service.asks("francisco@denmark.lit/barracks", "get", pubsub("<default/>")),
                pubsub("<default>" + options("result", "true") + "</default>"));
    }

    /** XEP-0413 §4.5: the items A to D, of which C and then A were published again. */
    @Test
    void ordersItems() {
        service.hamlet("set", "<create node='balcony'/>");
        for (String id : List.of("A", "B", "C", "D", "C", "A")) {
            service.hamlet("set", "<publish node='balcony'>" + item(id) + "</publish>");
        }
        String items = "<items node='balcony'/><order xmlns='urn:xmpp:order-by:1' %s/>"
                + "<set xmlns='http://jabber.org/protocol/rsm'><max>2</max>%s</set>";
        String part = "<items node='balcony'>%s</items><set xmlns='http://jabber.org/protocol/rsm'>"
                + "<first index='%s'>%s</first><last>%s</last><count>4</count></set>";

        assertResult(
                service.asks("juliet@capulet.lit", "get", pubsub(items.formatted("by='modification'", ""))),
                pubsub(part.formatted(item("B") + item("D"), 0, "B", "D")));
        assertResult(
                service.asks(
                        "juliet@capulet.lit", "get", pubsub(items.formatted("by='modification'", "<after>D</after>"))),
                pubsub(part.formatted(item("C") + item("A"), 2, "C", "A")));
        assertResult(
                service.asks("juliet@capulet.lit", "get", pubsub(items.formatted("by='creation' desc='true'", ""))),
                pubsub(part.formatted(item("D") + item("C"), 0, "D", "C")));
        assertResult(
                service.asks(
                        "juliet@capulet.lit",
                        "get",
                        pubsub(items.formatted("by='creation' desc='true'", "<after>C</after>"))),
                pubsub(part.formatted(item("B") + item("A"), 2, "B", "A")));
    }

    private static String choice(String fields) {
        return "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
                + "<value>http://jabber.org/protocol/pubsub#subscribe_options</value></field>" + fields + "</x>";
    }

    private static String options(String type, String deliver) {
        return """
            <x xmlns='jabber:x:data' type='%s'>
              <field var='FORM_TYPE' type='hidden'>
                <value>http://jabber.org/protocol/pubsub#subscribe_options</value>
              </field>
              <field var='pubsub#deliver' type='boolean' label='Whether notifications are received'>
                <value>%s</value>
              </field>
              <field var='pubsub#expire' type='text-single' label='When the subscription ends, as XEP-0082 spells it, or presence'/>
              <field var='pubsub#show-values' type='list-multi'
                  label='When online in which way notifications are received'>
                <option><value>away</value></option>
                <option><value>chat</value></option>
                <option><value>dnd</value></option>
                <option><value>online</value></option>
                <option><value>xa</value></option>
              </field>
              <field var='pubsub#digest' type='boolean' label='Whether items are notified in digests'>
                <value>false</value>
              </field>
              <field var='pubsub#digest_frequency' type='text-single'
                  label='The minimum number of milliseconds between two digests'>
                <value>86400000</value>
              </field>
              <field var='pubsub#include_body' type='boolean'
                  label='Whether notifications have a body, for clients that do not understand the payload'>
                <value>false</value>
              </field>
              <field var='{urn:xmpp:pubsub-ext-sub:0}type' type='list-multi'
                  label='Whether items are notified, changes of metadata, or items of nodes that link to this one'>
                <option><value>items</value></option>
                <option><value>metadata</value></option>
                <option><value>linked items</value></option>
                <value>items</value>
              </field>
              <field var='{urn:xmpp:pubsub-ext-sub:0}depth' type='text-single'
                  label='How many levels of nodes below this one are notified of; a negative number is all'>
                <value>0</value>
              </field>
            </x>""".formatted(type, deliver);
    }

    /** §13.5: by the subscriber, and by the owner for all. */
    @Test
    void makesSubscriptionsTemporary() {
        service.withMusings();
        service.asks(
                "francisco@denmark.lit/barracks",
                "set",
                pubsub("<subscribe node='princely_musings' jid='francisco@denmark.lit'/>"));

        assertAnswer("""
                <iq type='set' from='francisco@denmark.lit/barracks' to='pubsub.shakespeare.lit' id='lease3'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <options node='princely_musings' jid='francisco@denmark.lit'>
                      <x xmlns='jabber:x:data' type='submit'>
                        <field var='FORM_TYPE' type='hidden'>
                          <value>http://jabber.org/protocol/pubsub#subscribe_options</value>
                        </field>
                        <field var='pubsub#expire'><value>presence</value></field>
                      </x>
                    </options>
                  </pubsub>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='francisco@denmark.lit/barracks' id='lease3'/>""");
        assertThat(service.asks(
                                "francisco@denmark.lit/barracks",
                                "get",
                                pubsub("<options node='princely_musings' jid='francisco@denmark.lit'/>"))
                        .toXml())
                .contains("<value>presence</value>");
        assertAnswer("""
                <iq type='set' from='hamlet@denmark.lit/elsinore' to='pubsub.shakespeare.lit' id='configtemp'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>
                    <configure node='princely_musings'>
                      <x xmlns='jabber:x:data' type='submit'>
                        <field var='FORM_TYPE' type='hidden'>
                          <value>http://jabber.org/protocol/pubsub#node_config</value>
                        </field>
                        <field var='pubsub#tempsub'><value>true</value></field>
                      </x>
                    </configure>
                  </pubsub>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='hamlet@denmark.lit/elsinore' id='configtemp'/>""");
        assertThat(service.asks("juliet@capulet.lit", "get", pubsub("<default node='princely_musings'/>"))
                        .toXml())
                .contains("<value>presence</value>");
    }

    /** §6.5.2 and §6.5.3. */
    @Test
    void returnsAllItems() {
        service.withMusings();

        assertAnswer("""
                <iq type='get' from='francisco@denmark.lit/barracks' to='pubsub.shakespeare.lit' id='items1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <items node='princely_musings'/>
                  </pubsub>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='francisco@denmark.lit/barracks' id='items1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <items node='princely_musings'>
                      <item id='368866411b877c30064a5f62b917cffe'>
                        <entry xmlns='http://www.w3.org/2005/Atom'><title>Soliloquy</title></entry>
                      </item>
                      <item id='ae890ac52d0df67ed7cfdf51b644e901'>
                        <entry xmlns='http://www.w3.org/2005/Atom'><title>Soliloquy</title></entry>
                      </item>
                    </items>
                  </pubsub>
                </iq>""");
    }

    /** §6.5.7. */
    @Test
    void returnsTheMostRecentItems() {
        service.withMusings();

        assertResult(
                service.asks("francisco@denmark.lit", "get", pubsub("<items node='princely_musings' max_items='1'/>")),
                pubsub("<items node='princely_musings'>" + item("ae890ac52d0df67ed7cfdf51b644e901") + "</items>"));
    }

    /** §6.5.6 and §6.5.8. */
    @Test
    void returnsParticularItems() {
        service.withMusings();

        assertResult(
                service.asks(
                        "francisco@denmark.lit",
                        "get",
                        pubsub("<items node='princely_musings'><item id='368866411b877c30064a5f62b917cffe'/></items>")),
                pubsub("<items node='princely_musings'>" + item("368866411b877c30064a5f62b917cffe") + "</items>"));
    }

    /** §6.5.9.12. */
    @Test
    void returnsNothingWhereThereIsNoSuchItem() {
        service.withMusings();

        assertResult(
                service.asks(
                        "francisco@denmark.lit",
                        "get",
                        pubsub("<items node='princely_musings'><item id='nobodys'/></items>")),
                pubsub("<items node='princely_musings'/>"));
    }

    /** §7.1.1 and §7.1.2. */
    @Test
    void publishesAnItemWithAnItemId() {
        service.withMusings();

        assertAnswer("""
                <iq type='set' from='hamlet@denmark.lit/blogbot' to='pubsub.shakespeare.lit' id='publish1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <publish node='princely_musings'>
                      <item id='bnd81g37d61f49fgn581'>
                        <entry xmlns='http://www.w3.org/2005/Atom'><title>Soliloquy</title></entry>
                      </item>
                    </publish>
                  </pubsub>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='hamlet@denmark.lit/blogbot' id='publish1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <publish node='princely_musings'/>
                  </pubsub>
                </iq>""");
    }

    /** §7.1.1 and §7.1.2. */
    @Test
    void publishesAnItemWithoutAnItemId() {
        service.hamlet("set", "<create node='princely_musings'/>").draws("ae890ac52d0df67ed7cfdf51b644e901");

        assertResult(
                service.asks(
                        "hamlet@denmark.lit/blogbot",
                        "set",
                        pubsub("<publish node='princely_musings'><item>"
                                + "<entry xmlns='http://www.w3.org/2005/Atom'><title>Soliloquy</title></entry>"
                                + "</item></publish>")),
                pubsub("<publish node='princely_musings'>"
                        + "<item id='ae890ac52d0df67ed7cfdf51b644e901'/></publish>"));
    }

    /** §7.1.2.3. */
    @Test
    void namesPublishers() {
        service.withMusings().configured("pubsub#itemreply", "publisher");

        assertThat(service.asks(
                                "francisco@denmark.lit/barracks",
                                "get",
                                pubsub("<items node='princely_musings' max_items='1'/>"))
                        .toXml())
                .contains("<item id='ae890ac52d0df67ed7cfdf51b644e901' publisher='hamlet@denmark.lit'><entry");
    }

    /** §8.4.1 and §6.1.3.11. */
    @Test
    void deletesANodeThatHasMoved() {
        service.withMusings();

        assertAnswer("""
                <iq type='set' from='hamlet@denmark.lit/elsinore' to='pubsub.shakespeare.lit' id='delete1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>
                    <delete node='princely_musings'>
                      <redirect uri='xmpp:hamlet@denmark.lit?;node=blog'/>
                    </delete>
                  </pubsub>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='hamlet@denmark.lit/elsinore' id='delete1'/>""");
        assertAnswer("""
                <iq type='set' from='francisco@denmark.lit/barracks' to='pubsub.shakespeare.lit' id='sub1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <subscribe node='princely_musings' jid='francisco@denmark.lit'/>
                  </pubsub>
                </iq>""", """
                <iq type='error' from='pubsub.shakespeare.lit' to='francisco@denmark.lit/barracks' id='sub1'>
                  <error type='modify'>
                    <gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>xmpp:hamlet@denmark.lit?;node=blog</gone>
                  </error>
                </iq>""");
        assertThat(service.asks(
                                "francisco@denmark.lit/barracks",
                                "get",
                                "<query xmlns='http://jabber.org/protocol/disco#info' node='princely_musings'/>")
                        .toXml())
                .contains("xmpp:hamlet@denmark.lit?;node=blog</gone>");
    }

    /** §7.1.5. */
    @Test
    void publishesWithOptions() {
        service.withMusings().configured("pubsub#access_model", "whitelist");

        assertAnswer("""
                <iq type='set' from='hamlet@denmark.lit/blogbot' to='pubsub.shakespeare.lit' id='pub1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <publish node='princely_musings'>
                      <item id='ae890ac52d0df67ed7cfdf51b644e901'>
                        <entry xmlns='http://www.w3.org/2005/Atom'><title>Soliloquy</title></entry>
                      </item>
                    </publish>
                    <publish-options>
                      <x xmlns='jabber:x:data' type='submit'>
                        <field var='FORM_TYPE' type='hidden'>
                          <value>http://jabber.org/protocol/pubsub#publish-options</value>
                        </field>
                        <field var='pubsub#access_model'><value>whitelist</value></field>
                      </x>
                    </publish-options>
                  </pubsub>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='hamlet@denmark.lit/blogbot' id='pub1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <publish node='princely_musings'/>
                  </pubsub>
                </iq>""");
    }

    /** §7.2.1 and §7.2.2. */
    @Test
    void retractsAnItem() {
        service.withMusings();

        assertAnswer("""
                <iq type='set' from='hamlet@denmark.lit/elsinore' to='pubsub.shakespeare.lit' id='retract1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <retract node='princely_musings' notify='1'>
                      <item id='ae890ac52d0df67ed7cfdf51b644e901'/>
                    </retract>
                  </pubsub>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='hamlet@denmark.lit/elsinore' id='retract1'/>""");
        assertResult(
                service.asks("francisco@denmark.lit", "get", pubsub("<items node='princely_musings'/>")),
                pubsub("<items node='princely_musings'>" + item("368866411b877c30064a5f62b917cffe") + "</items>"));
    }

    /** §8.1.1. */
    @Test
    void createsAnInstantNode() {
        service.draws("25e3d37dabbab9541f7523321421edc5bfeb2dae");

        assertAnswer("""
                <iq type='set' from='hamlet@denmark.lit/elsinore' to='pubsub.shakespeare.lit' id='create2'>
                    <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                      <create/>
                    </pubsub>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='hamlet@denmark.lit/elsinore' id='create2'>
                    <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                      <create node='25e3d37dabbab9541f7523321421edc5bfeb2dae'/>
                    </pubsub>
                </iq>""");
    }

    /** §8.1.2: with an empty configure element, as older versions had it, or none. */
    @Test
    void createsANodeWithDefaultConfiguration() {
        assertResult(service.asks("hamlet@denmark.lit", "set", pubsub("<create node='a'/>")), "");
        assertResult(service.asks("hamlet@denmark.lit", "set", pubsub("<create node='b'/><configure/>")), "");
    }

    /** §8.1.3. */
    @Test
    void createsAndConfiguresANode() {
        assertAnswer("""
                <iq type='set' from='hamlet@denmark.lit/elsinore' to='pubsub.shakespeare.lit' id='create1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <create node='princely_musings'/>
                    <configure>
                      <x xmlns='jabber:x:data' type='submit'>
                        <field var='FORM_TYPE' type='hidden'>
                          <value>http://jabber.org/protocol/pubsub#node_config</value>
                        </field>
                        <field var='pubsub#title'><value>Princely Musings (Atom)</value></field>
                        <field var='pubsub#deliver_notifications'><value>1</value></field>
                        <field var='pubsub#deliver_payloads'><value>1</value></field>
                        <field var='pubsub#persist_items'><value>1</value></field>
                        <field var='pubsub#max_items'><value>10</value></field>
                        <field var='pubsub#item_expire'><value>604800</value></field>
                        <field var='pubsub#access_model'><value>open</value></field>
                        <field var='pubsub#publish_model'><value>publishers</value></field>
                        <field var='pubsub#purge_offline'><value>0</value></field>
                        <field var='pubsub#send_last_published_item'><value>never</value></field>
                        <field var='pubsub#presence_based_delivery'><value>false</value></field>
                        <field var='pubsub#notification_type'><value>headline</value></field>
                        <field var='pubsub#notify_config'><value>0</value></field>
                        <field var='pubsub#notify_delete'><value>0</value></field>
                        <field var='pubsub#notify_retract'><value>0</value></field>
                        <field var='pubsub#notify_sub'><value>0</value></field>
                        <field var='pubsub#max_payload_size'><value>1028</value></field>
                        <field var='pubsub#type'><value>urn:example:e2ee:bundle</value></field>
                        <field var='pubsub#body_xslt'>
                          <value>http://jabxslt.jabberstudio.org/atom_body.xslt</value>
                        </field>
                      </x>
                    </configure>
                  </pubsub>
                </iq>""", """
                <iq type='result' from='pubsub.shakespeare.lit' to='hamlet@denmark.lit/elsinore' id='create1'/>""");
        assertThat(service.asks("hamlet@denmark.lit", "get", owner("<configure node='princely_musings'/>"))
                        .toXml())
                .contains("<value>Princely Musings (Atom)</value>", "<value>1028</value>", "<value>10</value>");
    }

    /** §8.2.1 and §8.2.2, with the fields that we offer. */
    @Test
    void showsHowANodeIsConfigured() {
        service.withMusings().configured("pubsub#access_model", "whitelist");

        assertResult(
                service.asks("hamlet@denmark.lit/elsinore", "get", owner("<configure node='princely_musings'/>")),
                owner("<configure node='princely_musings'>" + form("whitelist") + "</configure>"));
    }

    /** §8.2.4 and §8.2.5.1. */
    @Test
    void configuresANode() {
        service.withMusings();

        assertResult(service.asks("hamlet@denmark.lit", "set", owner("""
                    <configure node='princely_musings'>
                      <x xmlns='jabber:x:data' type='submit'>
                        <field var='FORM_TYPE' type='hidden'>
                          <value>http://jabber.org/protocol/pubsub#node_config</value>
                        </field>
                        <field var='pubsub#access_model'><value>whitelist</value></field>
                      </x>
                    </configure>""")), "");
        assertResult(
                service.asks("hamlet@denmark.lit", "get", owner("<configure node='princely_musings'/>")),
                owner("<configure node='princely_musings'>" + form("whitelist") + "</configure>"));
    }

    /** §8.2.4. */
    @Test
    void leavesTheConfigurationAsItIsWhereTheOwnerCancels() {
        service.withMusings();
        var before = service.snapshot();

        assertResult(
                service.asks(
                        "hamlet@denmark.lit/elsinore",
                        "set",
                        owner(
                                "<configure node='princely_musings'><x xmlns='jabber:x:data' type='cancel'/></configure>")),
                "");
        assertThat(service.snapshot()).isEqualTo(before);
    }

    /** §8.3. */
    @Test
    void showsTheDefaultConfiguration() {
        assertResult(
                service.asks("hamlet@denmark.lit/elsinore", "get", owner("<default/>")),
                owner("<default>" + form("open") + "</default>"));
    }

    /** §8.4. */
    @Test
    void deletesANode() {
        service.withMusings();

        assertResult(service.asks("hamlet@denmark.lit", "set", owner("<delete node='princely_musings'/>")), "");
        assertThat(service.snapshot()).isEmpty();
    }

    /** §8.5. */
    @Test
    void purgesANode() {
        service.withMusings();

        assertResult(service.asks("hamlet@denmark.lit", "set", owner("<purge node='princely_musings'/>")), "");
        assertResult(
                service.asks("hamlet@denmark.lit", "get", pubsub("<items node='princely_musings'/>")),
                pubsub("<items node='princely_musings'/>"));
    }

    /** §8.8.1, §8.8.2 and §8.8.2.4. */
    @Test
    void letsTheOwnerManageSubscriptions() {
        service.withMusings().francisco("set", "<subscribe node='princely_musings' jid='francisco@denmark.lit'/>");

        assertResult(service.asks("hamlet@denmark.lit", "set", owner("""
                    <subscriptions node='princely_musings'>
                      <subscription jid='francisco@denmark.lit' subscription='none'/>
                      <subscription jid='bard@shakespeare.lit' subscription='subscribed'/>
                      <subscription jid='bernardo@denmark.lit'/>
                    </subscriptions>""")), "");
        assertResult(
                service.asks("hamlet@denmark.lit", "get", owner("<subscriptions node='princely_musings'/>")),
                owner("""
                    <subscriptions node='princely_musings'>
                      <subscription jid='bard@shakespeare.lit' subid='1' subscription='subscribed'/>
                    </subscriptions>"""));
    }

    /** §8.8.2.4: nothing was done, so all entries come back as they are. */
    @Test
    void saysWhichSubscriptionsDidNotChange() {
        service.withMusings().owner("set", """
                <subscriptions node='princely_musings'>
                  <subscription jid='polonius@denmark.lit' subscription='subscribed'/>
                </subscriptions>""");

        assertAnswer("""
                <iq type='set' from='hamlet@denmark.lit/elsinore' to='pubsub.shakespeare.lit' id='subman3'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>
                    <subscriptions node='princely_musings'>
                      <subscription jid='polonius@denmark.lit' subscription='none'/>
                      <subscription jid='bard@shakespeare.lit' subscription='pending'/>
                    </subscriptions>
                  </pubsub>
                </iq>""", """
                <iq type='error' from='pubsub.shakespeare.lit' to='hamlet@denmark.lit/elsinore' id='subman3'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>
                    <subscriptions node='princely_musings'>
                      <subscription jid='polonius@denmark.lit' subscription='subscribed'/>
                      <subscription jid='bard@shakespeare.lit' subscription='none'/>
                    </subscriptions>
                  </pubsub>
                  <error type='modify'>
                    <not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
                  </error>
                </iq>""");
    }

    /** §8.9.1 and §8.9.2. */
    @Test
    void letsTheOwnerManageAffiliations() {
        service.withMusings();

        assertResult(service.asks("hamlet@denmark.lit", "set", owner("""
                    <affiliations node='princely_musings'>
                      <affiliation jid='bard@shakespeare.lit' affiliation='publisher'/>
                      <affiliation jid='polonius@denmark.lit' affiliation='outcast'/>
                    </affiliations>""")), "");
        assertResult(
                service.asks("hamlet@denmark.lit", "get", owner("<affiliations node='princely_musings'/>")),
                owner("""
                    <affiliations node='princely_musings'>
                      <affiliation jid='bard@shakespeare.lit' affiliation='publisher'/>
                      <affiliation jid='hamlet@denmark.lit' affiliation='owner'/>
                      <affiliation jid='polonius@denmark.lit' affiliation='outcast'/>
                    </affiliations>"""));
    }

    /** §8.9.2.4: nothing was done, so all entries come back as they are. */
    @Test
    void saysWhichAffiliationsDidNotChange() {
        service.withMusings().affiliated("polonius@denmark.lit", "outcast");

        assertAnswer("""
                <iq type='set' from='hamlet@denmark.lit/elsinore' to='pubsub.shakespeare.lit' id='ent3'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>
                    <affiliations node='princely_musings'>
                      <affiliation jid='hamlet@denmark.lit' affiliation='none'/>
                      <affiliation jid='polonius@denmark.lit' affiliation='none'/>
                      <affiliation jid='bard@shakespeare.lit' affiliation='publisher'/>
                    </affiliations>
                  </pubsub>
                </iq>""", """
                <iq type='error' from='pubsub.shakespeare.lit' to='hamlet@denmark.lit/elsinore' id='ent3'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>
                    <affiliations node='princely_musings'>
                      <affiliation jid='hamlet@denmark.lit' affiliation='owner'/>
                      <affiliation jid='polonius@denmark.lit' affiliation='outcast'/>
                      <affiliation jid='bard@shakespeare.lit' affiliation='none'/>
                    </affiliations>
                  </pubsub>
                  <error type='modify'>
                    <not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
                  </error>
                </iq>""");
    }

    private void assertAnswer(String request, String expected) {
        assertThat(service.answer(request)).isEqualTo(Xml.plain(expected));
    }

    private static void assertResult(XmlElement answer, String payload) {
        String to = answer.attribute("to").orElse("");
        assertThat(answer)
                .isEqualTo(Xml.plain(
                        "<iq type='result' id='1' from='pubsub.shakespeare.lit' to='" + to + "'>" + payload + "</iq>"));
    }

    private static String pubsub(String verb) {
        return "<pubsub xmlns='http://jabber.org/protocol/pubsub'>" + verb + "</pubsub>";
    }

    private static String owner(String verb) {
        return "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>" + verb + "</pubsub>";
    }

    private static String item(String id) {
        return "<item id='" + id
                + "'><entry xmlns='http://www.w3.org/2005/Atom'><title>Soliloquy</title></entry></item>";
    }

    private static String config(String fields) {
        return "<configure><x xmlns='jabber:x:data' type='submit'>" + fields + "</x></configure>";
    }

    private static String form(String accessModel) {
        return """
            <x xmlns='jabber:x:data' type='form'>
              %s
              <field var='FORM_TYPE' type='hidden'>
                <value>http://jabber.org/protocol/pubsub#node_config</value>
              </field>
              <field var='pubsub#title' type='text-single' label='A friendly name for the node'/>
              <field var='pubsub#description' type='text-single' label='A description of the node'/>
              <field var='pubsub#node_type' type='list-single' label='Whether the node is a leaf or a collection'>
                <option><value>leaf</value></option>
                <option><value>collection</value></option>
                <value>leaf</value>
              </field>
              <field var='pubsub#language' type='list-single' label='The language of what is published'>
                <validate xmlns='http://jabber.org/protocol/xdata-validate' datatype='xs:language'><open/></validate>
                %s
              </field>
              <field var='pubsub#contact' type='jid-multi' label='Whom to ask about the node'/>
              <field var='pubsub#type' type='text-single' label='The namespace of the payloads'/>
              <field var='pubsub#access_model' type='list-single' label='Who may subscribe and retrieve items'>
                <option><value>open</value></option>
                <option><value>authorize</value></option>
                <option><value>whitelist</value></option>
                <value>%s</value>
              </field>
              <field var='pubsub#publish_model' type='list-single' label='Who may publish'>
                <option><value>publishers</value></option>
                <option><value>subscribers</value></option>
                <option><value>open</value></option>
                <value>publishers</value>
              </field>
              <field var='pubsub#persist_items' type='boolean' label='Whether items are kept'>
                <value>true</value>
              </field>
              <field var='pubsub#max_items' type='text-single' label='How many items are kept, or max'>
                <validate xmlns='http://jabber.org/protocol/xdata-validate' datatype='pubsub:integer-or-max'>
                  <range min='1' max='10000000'/>
                </validate>
                <value>max</value>
              </field>
              <field var='pubsub#publish_node_full' type='list-single'
                  label='What is done with an item that is one too many'>
                <option><value>retract-oldest</value></option>
                <option><value>discard-oldest</value></option>
                <option><value>reject</value></option>
                <value>discard-oldest</value>
              </field>
              <field var='pubsub#item_expire' type='text-single' label='For how many seconds items are kept, or max'>
                <validate xmlns='http://jabber.org/protocol/xdata-validate' datatype='pubsub:integer-or-max'>
                  <range min='1' max='999999999'/>
                </validate>
                <value>max</value>
              </field>
              <field var='pubsub#max_payload_size' type='text-single' label='The largest payload in bytes'>
                <validate xmlns='http://jabber.org/protocol/xdata-validate' datatype='xs:integer'>
                  <range min='1' max='262144'/>
                </validate>
                <value>65536</value>
              </field>
              <field var='pubsub#deliver_notifications' type='boolean' label='Whether subscribers are notified'>
                <value>true</value>
              </field>
              <field var='pubsub#deliver_payloads' type='boolean' label='Whether notifications carry the payload'>
                <value>true</value>
              </field>
              <field var='pubsub#notification_type' type='list-single' label='The type of notifications'>
                <option><value>normal</value></option>
                <option><value>headline</value></option>
                <value>headline</value>
              </field>
              <field var='pubsub#notify_config' type='boolean' label='Whether a change of configuration is notified'>
                <value>false</value>
              </field>
              <field var='pubsub#notify_delete' type='boolean' label='Whether the deletion of the node is notified'>
                <value>true</value>
              </field>
              <field var='pubsub#notify_retract' type='boolean' label='Whether retracted and purged items are notified'>
                <value>true</value>
              </field>
              <field var='pubsub#notify_sub' type='boolean'
                  label='Whether owners are told of new subscribers and unsubscribes'>
                <value>false</value>
              </field>
              <field var='pubsub#presence_based_delivery' type='boolean'
                  label='Whether only those who are online are notified'>
                <value>false</value>
              </field>
              <field var='pubsub#tempsub' type='boolean'
                  label='Whether all subscriptions end when the subscriber goes offline'>
                <value>false</value>
              </field>
              <field var='pubsub#purge_offline' type='boolean'
                  label='Whether all items are purged when whoever published last goes offline'>
                <value>false</value>
              </field>
              <field var='pubsub#send_last_published_item' type='list-single' label='When the last item is sent'>
                <option><value>never</value></option>
                <option><value>on_sub</value></option>
                <option><value>on_sub_and_presence</value></option>
                <value>never</value>
              </field>
              <field var='pubsub#itemreply' type='list-single' label='Whether items name their publisher'>
                <option><value>none</value></option>
                <option><value>publisher</value></option>
                <value>none</value>
              </field>
              <field var='{urn:xmpp:pubsub-relationships:0}link' type='text-single'
                  label='The node that this one links to'/>
              <field var='{urn:xmpp:pubsub-relationships:0}parent' type='text-single'
                  label='The node that this one is a child of'/>
              <field var='pubsub#collection' type='text-multi' label='The collections that the node is in'/>
            </x>""".formatted(layout(), languages(), accessModel);
    }

    private static String languages() {
        return ConfigField.LANGUAGE.options().stream()
                .map(language -> "<option><value>" + language + "</value></option>")
                .collect(Collectors.joining());
    }

    /** Which the examples have none of; NodeConfigFormTest looks at it. */
    private static String layout() {
        return NodeConfigForm.of(NodeConfig.STANDARD, List.of()).write().children().stream()
                .filter(child -> child.name().equals("page"))
                .map(XmlElement::toXml)
                .collect(Collectors.joining());
    }
}
