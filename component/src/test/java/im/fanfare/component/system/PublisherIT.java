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
import static im.fanfare.component.system.Transcript.publish;
import static im.fanfare.component.system.Transcript.pubsub;
import static im.fanfare.component.system.Transcript.subscribe;
import static im.fanfare.component.system.Transcript.theRefusal;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a publisher asks, and what subscribers are told, through real host servers: XEP-0060 §7. */
@ParameterizedClass
@EnumSource
class PublisherIT {
    private final XmppClient hamlet;
    private final XmppClient francisco;
    private final XmppClient bernardo;
    private final XmppClient polonius;

    PublisherIT(Elsinore.Behind host) {
        var elsinore = Elsinore.behind(host);
        hamlet = elsinore.hamlet();
        francisco = elsinore.francisco();
        bernardo = elsinore.bernardo();
        polonius = elsinore.polonius();
    }

    /** §7.1.1, §7.1.2 and §7.1.2.1. */
    @Test
    void publishesToAllSubscribers() {
        hamlet.sets(create("publishing"));
        francisco.sets(subscribe("publishing", "francisco@localhost"));
        bernardo.sets(subscribe("publishing", "bernardo@localhost"));

        assertAnswer(hamlet, """
                <iq type='set' to='pubsub.localhost' id='publish1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <publish node='publishing'>
                      <item id='bnd81g37d61f49fgn581'>
                        <entry xmlns='http://www.w3.org/2005/Atom'>
                          <title>Soliloquy</title>
                          <summary>To be, or not to be: that is the question:</summary>
                          <link rel='alternate' type='text/html' href='http://denmark.lit/2003/12/13/atom03'/>
                        </entry>
                      </item>
                    </publish>
                  </pubsub>
                </iq>""", """
                <iq type='result' from='pubsub.localhost' to='hamlet@localhost/elsinore' id='publish1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <publish node='publishing'/>
                  </pubsub>
                </iq>""");
        var event = """
                <items node='publishing'>
                  <item id='bnd81g37d61f49fgn581'>
                    <entry xmlns='http://www.w3.org/2005/Atom'>
                      <title>Soliloquy</title>
                      <summary>To be, or not to be: that is the question:</summary>
                      <link rel='alternate' type='text/html' href='http://denmark.lit/2003/12/13/atom03'/>
                    </entry>
                  </item>
                </items>""";
        assertNotified(francisco, "francisco@localhost", "publishing", event);
        assertNotified(bernardo, "bernardo@localhost", "publishing", event);
    }

    /** §7.1.2: an item without an id is given one, and whoever asks is told the same. */
    @Test
    void namesAnItemWithoutAnId() {
        hamlet.sets(create("nameless"));
        francisco.sets(subscribe("nameless", "francisco@localhost"));

        var answer = hamlet.asks("set", pubsub("<publish node='nameless'><item>" + ENTRY + "</item></publish>"));

        var item = answer.children().get(0).children().get(0).children().get(0);
        var id = item.attribute("id").orElseThrow();
        assertResult(answer, pubsub("<publish node='nameless'><item id='" + id + "'/></publish>"));
        assertNotified(
                francisco,
                "francisco@localhost",
                "nameless",
                "<items node='nameless'><item id='" + id + "'>" + ENTRY + "</item></items>");
    }

    /** §7.1.2.2. */
    @Test
    void notifiesWithoutPayloadWhereTheOwnerSaysSo() {
        hamlet.sets(create("payloadless", "deliver_payloads", "0", "notification_type", "normal"));
        francisco.sets(subscribe("payloadless", "francisco@localhost"));
        hamlet.sets(publish("payloadless", "1st"));

        var notification = francisco.isNotifiedOf("payloadless");

        assertThat(notification.attribute("type").orElse("normal")).isEqualTo("normal");
        assertThat(notification.toXml()).contains("<items node='payloadless'><item id='1st'/></items>");
    }

    /** §7.1.2: published again under the same id, an item is replaced. */
    @Test
    void replacesAnItem() {
        hamlet.sets(create("replacing"), publish("replacing", "1st"), publish("replacing", "2nd"));
        hamlet.sets(pubsub("<publish node='replacing'><item id='1st'><again xmlns='urn:x'/></item></publish>"));

        assertResult(hamlet.asks("get", pubsub("<items node='replacing'/>")), pubsub("""
                    <items node='replacing'>
                      <item id='2nd'>%s</item>
                      <item id='1st'><again xmlns='urn:x'/></item>
                    </items>""".formatted(ENTRY)));
    }

    /** §7.1.2: what a node has more than it may, it loses at the old end. */
    @Test
    void keepsNoMoreItemsThanConfigured() {
        hamlet.sets(create("few", "max_items", "2"));
        hamlet.sets(publish("few", "1st"), publish("few", "2nd"), publish("few", "3rd"));

        assertResult(
                hamlet.asks("get", pubsub("<items node='few'/>")),
                pubsub("<items node='few'><item id='2nd'>" + ENTRY + "</item><item id='3rd'>" + ENTRY
                        + "</item></items>"));
    }

    /** §7.1.2 and §7.1.3.4, as the node asks for it. */
    @Test
    void saysWhatGoesOrThatTheNodeIsFull() {
        hamlet.sets(create("full", "max_items", "1"), configure("full", "publish_node_full", "retract-oldest"));
        francisco.sets(subscribe("full", "francisco@localhost"));

        hamlet.sets(publish("full", "1st"), publish("full", "2nd"));

        assertNotified(
                francisco,
                "francisco@localhost",
                "full",
                "<items node='full'><item id='1st'>" + ENTRY + "</item></items>");
        assertNotified(francisco, "francisco@localhost", "full", "<items node='full'><retract id='1st'/></items>");
        assertNotified(
                francisco,
                "francisco@localhost",
                "full",
                "<items node='full'><item id='2nd'>" + ENTRY + "</item></items>");

        hamlet.sets(configure("full", "publish_node_full", "reject"));

        assertError(
                hamlet.asks("set", publish("full", "3rd")),
                "cancel",
                condition("conflict"),
                "<node-full xmlns='http://jabber.org/protocol/pubsub#errors'/>");
    }

    /** §17.4.4, {@code item_expire}: nobody touches the node, and whoever is subscribed is told nevertheless. */
    @Test
    void retractsWhatHasExpired() {
        hamlet.sets(create("fleeting", "item_expire", "1"));
        francisco.sets(subscribe("fleeting", "francisco@localhost"));

        hamlet.sets(publish("fleeting", "sparrow"));

        assertNotified(
                francisco,
                "francisco@localhost",
                "fleeting",
                "<items node='fleeting'><item id='sparrow'>" + ENTRY + "</item></items>");
        assertNotified(
                francisco, "francisco@localhost", "fleeting", "<items node='fleeting'><retract id='sparrow'/></items>");
        assertResult(hamlet.asks("get", pubsub("<items node='fleeting'/>")), pubsub("<items node='fleeting'/>"));
    }

    /** §4.5 and §7.1.3.1: publish model publishers. */
    @Test
    void letsPublishersPublish() {
        hamlet.sets(create("publishers"));
        francisco.sets(subscribe("publishers", "francisco@localhost"));

        assertError(francisco.asks("set", publish("publishers", "1st")), "auth", condition("forbidden"));
        hamlet.sets(affiliate("publishers", "francisco@localhost", "publisher"));
        francisco.sets(publish("publishers", "1st"));
    }

    /** §4.5 and §7.1.3.1: publish model subscribers. */
    @Test
    void letsSubscribersPublish() {
        hamlet.sets(create("subscribers", "publish_model", "subscribers"));

        assertError(francisco.asks("set", publish("subscribers", "1st")), "auth", condition("forbidden"));
        francisco.sets(subscribe("subscribers", "francisco@localhost"), publish("subscribers", "1st"));
    }

    /** §4.5 and §7.1.3.1: publish model open, which is not open to outcasts. */
    @Test
    void letsAnyonePublish() {
        hamlet.sets(create("anyone", "publish_model", "open"), affiliate("anyone", "polonius@localhost", "outcast"));

        francisco.sets(publish("anyone", "1st"));
        assertError(polonius.asks("set", publish("anyone", "2nd")), "auth", condition("forbidden"));
    }

    /** §7.1.3.6. */
    @Test
    void refusesWhatCannotBePublished() {
        hamlet.sets(create("particular", "type", "http://www.w3.org/2005/Atom"));

        assertError(
                hamlet.asks("set", pubsub("<publish node='particular'/>")),
                "modify",
                condition("bad-request"),
                detail("item-required"));
        assertError(
                hamlet.asks("set", pubsub("<publish node='particular'><item id='1st'/></publish>")),
                "modify",
                condition("bad-request"),
                detail("payload-required"));
        assertError(
                hamlet.asks("set", pubsub("<publish node='particular'><item><x xmlns='urn:x'/></item></publish>")),
                "modify",
                condition("bad-request"),
                detail("invalid-payload"));
    }

    /** XEP-0395: two who expect the same last item never both publish, and one of them does. */
    @Test
    void publishesOneOfTwoWhoCompareAlike() {
        hamlet.sets(create("racing", "publish_model", "open"));
        var expected = "";
        for (int round = 0; round < 20; round++) {
            var refusal = theRefusal(atOnce(
                    hamlet,
                    publishBehind(expected, "hamlet" + round),
                    francisco,
                    publishBehind(expected, "francisco" + round)));

            var items = hamlet.asks("get", pubsub("<items node='racing'/><cap-v-map xmlns='urn:xmpp:pubsub:cap:0'/>"))
                    .toXml();
            expected = items.replaceAll(".* cap-value='([^']*)'.*", "$1");
            assertError(
                    refusal,
                    "modify",
                    condition("conflict"),
                    detail("precondition-not-met"),
                    "<compare-and-publish-failed xmlns='urn:xmpp:pubsub:cap:0' cap-id='" + expected + "'/>");
        }
    }

    private static String publishBehind(String value, String item) {
        return pubsub("<publish node='racing'><item id='" + item + "'>" + ENTRY + "</item></publish>"
                + "<publish-options><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
                + "<value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
                + "<field var='pubsub#prev_item_cap_value'><value>" + value + "</value></field></x></publish-options>");
    }

    /** §7.1.4 and §7.1.5. */
    @Test
    void publishesUnderConditions() {
        String options = "<publish-options><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>"
                + "http://jabber.org/protocol/pubsub#publish-options</value></field>"
                + "<field var='pubsub#access_model'><value>whitelist</value></field></x></publish-options>";
        String publish =
                pubsub("<publish node='preconditions'><item id='1st'>" + ENTRY + "</item></publish>" + options);

        hamlet.sets(publish);
        assertError(
                francisco.asks("get", pubsub("<items node='preconditions'/>")),
                "cancel",
                condition("not-allowed"),
                detail("closed-node"));
        hamlet.sets(publish);
        assertError(
                hamlet.asks("set", publish.replace("whitelist", "open")),
                "cancel",
                condition("conflict"),
                detail("precondition-not-met"));
    }

    /** §7.2.1, §7.2.2 and §7.2.2.1. */
    @Test
    void retractsAnItem() {
        hamlet.sets(create("retracting"), publish("retracting", "1st"), publish("retracting", "2nd"));
        francisco.sets(subscribe("retracting", "francisco@localhost"));

        assertAnswer(
                hamlet,
                """
                <iq type='set' to='pubsub.localhost' id='retract1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <retract node='retracting' notify='true'>
                      <item id='1st'/>
                    </retract>
                  </pubsub>
                </iq>""",
                "<iq type='result' from='pubsub.localhost' to='hamlet@localhost/elsinore' id='retract1'/>");
        assertNotified(
                francisco, "francisco@localhost", "retracting", "<items node='retracting'><retract id='1st'/></items>");
        assertResult(
                francisco.asks("get", pubsub("<items node='retracting'/>")),
                pubsub("<items node='retracting'><item id='2nd'>" + ENTRY + "</item></items>"));
    }

    /** §7.2.2.1 and §13.11: of several items at once there is one notification. */
    @Test
    void retractsSeveralItemsAtOnce() {
        hamlet.sets(create("several"));
        hamlet.sets(publish("several", "1st"), publish("several", "2nd"), publish("several", "3rd"));
        francisco.sets(subscribe("several", "francisco@localhost"));
        hamlet.sets(pubsub("<retract node='several'><item id='1st'/><item id='3rd'/></retract>"));

        assertNotified(
                francisco,
                "francisco@localhost",
                "several",
                "<items node='several'><retract id='1st'/><retract id='3rd'/></items>");
    }

    /** §7.2.2: who retracts may say that nobody is to be told. */
    @Test
    void retractsInSilence() {
        hamlet.sets(create("silence"), publish("silence", "1st"));
        francisco.sets(subscribe("silence", "francisco@localhost"));
        hamlet.sets(
                pubsub("<retract node='silence' notify='false'><item id='1st'/></retract>"), publish("silence", "2nd"));

        assertThat(francisco.isNotifiedOf("silence").toXml()).contains("<item id='2nd'>");
    }

    /** §7.2.3.1 to §7.2.3.4. */
    @Test
    void refusesWhatCannotBeRetracted() {
        hamlet.sets(create("enduring"), publish("enduring", "1st"));

        assertError(
                francisco.asks("set", pubsub("<retract node='enduring'><item id='1st'/></retract>")),
                "auth",
                condition("forbidden"));
        assertError(
                hamlet.asks("set", pubsub("<retract node='enduring'><item id='2nd'/></retract>")),
                "cancel",
                condition("item-not-found"));
        assertError(
                hamlet.asks("set", pubsub("<retract><item id='1st'/></retract>")),
                "modify",
                condition("bad-request"),
                detail("nodeid-required"));
        assertError(
                hamlet.asks("set", pubsub("<retract node='enduring'/>")),
                "modify",
                condition("bad-request"),
                detail("item-required"));
    }

    /** A notification's id tells a repeat from a new one: no two notifications of a node share theirs. */
    @Test
    void tellsNotificationsApart() {
        hamlet.sets(create("ids"));
        francisco.sets(subscribe("ids", "francisco@localhost"));
        hamlet.sets(publish("ids", "1st"), publish("ids", "1st"));

        var first = francisco.hears(stanza -> XmppClient.isNotification(stanza, "ids"));
        var second = francisco.hears(stanza -> XmppClient.isNotification(stanza, "ids"));

        assertThat(first.attribute("id")).isPresent().isNotEqualTo(second.attribute("id"));
    }
}
