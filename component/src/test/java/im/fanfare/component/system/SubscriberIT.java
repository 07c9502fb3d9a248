package im.fanfare.component.system;

import static im.fanfare.component.system.Transcript.ENTRY;
import static im.fanfare.component.system.Transcript.affiliate;
import static im.fanfare.component.system.Transcript.assertAnswer;
import static im.fanfare.component.system.Transcript.assertError;
import static im.fanfare.component.system.Transcript.assertNotified;
import static im.fanfare.component.system.Transcript.assertResult;
import static im.fanfare.component.system.Transcript.condition;
import static im.fanfare.component.system.Transcript.create;
import static im.fanfare.component.system.Transcript.detail;
import static im.fanfare.component.system.Transcript.entries;
import static im.fanfare.component.system.Transcript.entry;
import static im.fanfare.component.system.Transcript.owner;
import static im.fanfare.component.system.Transcript.publish;
import static im.fanfare.component.system.Transcript.pubsub;
import static im.fanfare.component.system.Transcript.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.embedded.FanfareMember;
import im.fanfare.stanza.XmlElement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a subscriber asks and is told, through real host servers: XEP-0060 §5.6, §5.7 and §6. */
@ParameterizedClass
@EnumSource
class SubscriberIT {
    private final XmppClient hamlet;
    private final XmppClient francisco;
    private final XmppClient bernardo;
    private final XmppClient polonius;
    private final FanfareMember member;

    SubscriberIT(Elsinore.Behind host) {
        var elsinore = Elsinore.behind(host);
        hamlet = elsinore.hamlet();
        francisco = elsinore.francisco();
        bernardo = elsinore.bernardo();
        polonius = elsinore.polonius();
        member = elsinore.member();
    }

    /** §6.1.1, §6.1.2, §6.2.1 and §6.2.2. */
    @Test
    void subscribesAndUnsubscribes() {
        hamlet.sets(create("subscribing"));

        assertAnswer(francisco, """
                <iq type='set' to='pubsub.localhost' id='sub1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <subscribe node='subscribing' jid='francisco@localhost'/>
                  </pubsub>
                </iq>""", """
                <iq type='result' from='pubsub.localhost' to='francisco@localhost/barracks' id='sub1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <subscription node='subscribing' jid='francisco@localhost' subid='1' subscription='subscribed'/>
                  </pubsub>
                </iq>""");
        assertAnswer(francisco, """
                <iq type='set' to='pubsub.localhost' id='unsub1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <unsubscribe node='subscribing' jid='francisco@localhost'/>
                  </pubsub>
                </iq>""", """
                <iq type='result' from='pubsub.localhost' to='francisco@localhost/barracks' id='unsub1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <subscription node='subscribing' jid='francisco@localhost' subid='1' subscription='none'/>
                  </pubsub>
                </iq>""");
    }

    /** XEP-0248: francisco wants the items of all, polonius the nodes of the collection itself. */
    @Test
    void isToldByWayOfACollection() {
        hamlet.sets(
                create("collected", "node_type", "collection"),
                create("collected-within", "node_type", "collection", "collection", "collected"));
        francisco.sets(pubsub("<subscribe node='collected' jid='francisco@localhost'/><options>"
                + "<x xmlns='jabber:x:data' type='submit'>"
                + "<field var='pubsub#subscription_type'><value>items</value></field>"
                + "<field var='pubsub#subscription_depth'><value>all</value></field></x></options>"));
        polonius.sets(subscribe("collected", "polonius@localhost"));

        hamlet.sets(
                create("collected-leaf", "collection", "collected-within"),
                publish("collected-leaf", "1st"),
                create("collected-late"),
                owner("<collection node='collected'><associate node='collected-late'/></collection>"));

        var item = francisco.hears(stanza -> stanza.toXml().contains("collected-leaf"));
        assertThat(item.toXml())
                .contains(
                        "<items node='collected-leaf'><item id='1st'>",
                        "<headers xmlns='http://jabber.org/protocol/shim'><header name='Collection'>collected</header>");
        var node = polonius.hears(stanza -> stanza.toXml().contains("collected-late"));
        assertThat(node.toXml())
                .contains("<collection node='collected'><associate node='collected-late'/></collection>");
        francisco.asks("get", "<ping xmlns='urn:xmpp:ping'/>"); // whatever he was told before polonius comes before
        assertThat(francisco.hasHeard(stanza -> stanza.toXml().contains("collected-late")))
                .isFalse();
        assertThat(polonius.hasHeard(stanza -> stanza.toXml().contains("collected-leaf")))
                .as("it lies too deep")
                .isFalse();
    }

    /** XEP-0442: what the archive has is what one was told, under the same id, and comes before the answer. */
    @Test
    void readsTheArchive() {
        hamlet.sets(create("archive"));
        francisco.sets(subscribe("archive", "francisco@localhost"));
        hamlet.sets(publish("archive", "1st"), publish("archive", "2nd"), publish("archive", "3rd"));
        francisco.isNotifiedOf("archive");
        var told = francisco.hears(stanza -> XmppClient.isNotification(stanza, "archive"));
        var toldId = told.attribute("id").orElseThrow();

        var one = archived(
                francisco,
                "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
                        + "<value>urn:xmpp:mam:2</value></field><field var='ids'><value>" + toldId
                        + "</value></field></x>",
                2);
        var some = archived(francisco, "<set xmlns='http://jabber.org/protocol/rsm'><max>2</max></set>", 3);

        assertThat(one.stream().map(XmlElement::name)).containsExactly("message", "iq");
        assertThat(some.stream().map(XmlElement::name)).containsExactly("message", "message", "iq");
        var result = one.get(0).child("result", "urn:xmpp:mam:2").orElseThrow();
        assertThat(result.attributes()).containsEntry("queryid", "q").containsEntry("id", toldId);
        var forwarded = result.children().get(0).children();
        assertThat(Duration.between(
                        Instant.parse(forwarded.get(0).attribute("stamp").orElseThrow()), Instant.now()))
                .isBetween(Duration.ofMinutes(-1), Duration.ofMinutes(1));
        var message = forwarded.get(1);
        assertThat(message.children()).isEqualTo(told.children());
        assertThat(message.attribute("type")).isEqualTo(told.attribute("type"));
        assertThat(message.attribute("id")).contains(toldId);
        assertThat(one.get(1).toXml()).contains("complete='true'", "<first index='0'>" + toldId + "</first>");
        assertThat(some.get(2).toXml()).contains("<count>3</count>").doesNotContain("complete");
        assertError(
                polonius.asks("set", "<query xmlns='urn:xmpp:mam:2' node='nowhere'/>"),
                "cancel",
                condition("item-not-found"));
    }

    /** As many stanzas as are expected, in the order in which they came. */
    private static List<XmlElement> archived(XmppClient client, String inner, int stanzas) {
        client.says("<iq type='set' to='pubsub.localhost' id='mam'><query xmlns='urn:xmpp:mam:2' queryid='q'"
                + " node='archive'>" + inner + "</query></iq>");
        return Stream.generate(() -> client.hears(stanza -> Stream.of("result", "fin")
                        .anyMatch(name -> stanza.child(name, "urn:xmpp:mam:2").isPresent())))
                .limit(stanzas)
                .toList();
    }

    /** §13.19: nobody touches the node when the time is over. */
    @Test
    void endsLeases() {
        var expire = "<x xmlns='jabber:x:data' type='submit'><field var='pubsub#expire'><value>%s</value></field></x>";
        hamlet.sets(create("leasing"));
        francisco.sets(pubsub("<subscribe node='leasing' jid='francisco@localhost'/><options>"
                + expire.formatted(Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS))
                + "</options>"));
        hamlet.sets(publish("leasing", "1st"));
        assertNotified(
                francisco,
                "francisco@localhost",
                "leasing",
                "<items node='leasing'><item id='1st'>" + ENTRY + "</item></items>");

        var end = Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.SECONDS);
        francisco.sets(
                pubsub("<options node='leasing' jid='francisco@localhost'>" + expire.formatted(end) + "</options>"));
        assertThat(francisco.isNotifiedOf("leasing").toXml()).contains("subscription='none'");
        assertThat(Instant.now()).isAfter(end);
        assertThat(entries(francisco.asks("get", pubsub("<subscriptions/>"))))
                .noneMatch(entry -> entry.attribute("node").equals(Optional.of("leasing")));
    }

    /** §6.1.1: a resource may be subscribed, beside the account; each is notified where it is. */
    @Test
    void notifiesTheAddressThatIsSubscribed() {
        hamlet.sets(create("addresses"));
        francisco.sets(subscribe("addresses", "francisco@localhost/barracks"));
        hamlet.sets(publish("addresses", "1st"));

        assertNotified(
                francisco,
                "francisco@localhost/barracks",
                "addresses",
                "<items node='addresses'><item id='1st'>" + ENTRY + "</item></items>");

        francisco.sets(
                subscribe("addresses", "francisco@localhost"),
                pubsub("<unsubscribe node='addresses' jid='francisco@localhost/barracks'/>"));
        hamlet.sets(publish("addresses", "2nd"));

        assertNotified(
                francisco,
                "francisco@localhost",
                "addresses",
                "<items node='addresses'><item id='2nd'>" + ENTRY + "</item></items>");
    }

    /** §6.3: from the answer on, none comes until it is wanted again. */
    @Test
    void notifiesOnlyWhoWantsIt() {
        String options = "<options node='orchard' jid='francisco@localhost'><x xmlns='jabber:x:data' type='submit'>"
                + "<field var='pubsub#deliver'><value>%s</value></field></x></options>";
        hamlet.sets(create("orchard"));
        francisco.sets(subscribe("orchard", "francisco@localhost"), pubsub(options.formatted("0")));

        hamlet.sets(publish("orchard", "unheard"));
        francisco.sets(pubsub(options.formatted("1")));
        hamlet.sets(publish("orchard", "heard"));

        assertNotified(
                francisco,
                "francisco@localhost",
                "orchard",
                "<items node='orchard'><item id='heard'>" + ENTRY + "</item></items>");
    }

    /** §13.8: for a client that does not understand the payload; the others are told without. */
    @Test
    void isToldWithABodyWhereThatIsWanted() {
        hamlet.sets(create("bodies"));
        polonius.sets(subscribe("bodies", "polonius@localhost"));
        francisco.sets(pubsub("<subscribe node='bodies' jid='francisco@localhost'/><options>"
                + "<x xmlns='jabber:x:data' type='submit'>"
                + "<field var='pubsub#include_body'><value>1</value></field></x></options>"));

        hamlet.sets(publish("bodies", "1st"));

        assertThat(francisco
                        .hears(stanza -> XmppClient.isNotification(stanza, "bodies"))
                        .toXml())
                .contains("<body>Soliloquy</body>", "<item id='1st'>");
        assertThat(polonius.hears(stanza -> XmppClient.isNotification(stanza, "bodies"))
                        .toXml())
                .doesNotContain("<body");
    }

    /** §6.1.6: once, by both of them, and by the one that is left. */
    @Test
    void isToldByWhichOfSeveralSubscriptions() {
        hamlet.sets(create("twice"));
        francisco.sets(subscribe("twice", "francisco@localhost"));
        francisco.sets(pubsub("<subscribe node='twice' jid='francisco@localhost'/><options>"
                + "<x xmlns='jabber:x:data' type='submit'>"
                + "<field var='pubsub#include_body'><value>1</value></field></x></options>"));
        hamlet.sets(publish("twice", "1st"));

        assertThat(francisco
                        .hears(stanza -> XmppClient.isNotification(stanza, "twice"))
                        .toXml())
                .contains("<item id='1st'>", "<body>Soliloquy</body>", "<header name='SubID'>1</header><header ");

        francisco.sets(pubsub("<unsubscribe node='twice' jid='francisco@localhost' subid='1'/>"));
        hamlet.sets(publish("twice", "2nd"));

        assertThat(francisco
                        .hears(stanza -> XmppClient.isNotification(stanza, "twice"))
                        .toXml())
                .contains("<item id='2nd'>", "<body>Soliloquy</body>")
                .doesNotContain("SubID");
    }

    /** {@code pubsub#digest}: what was published is told at once, when that is wanted no more at the latest. */
    @Test
    void isToldInDigests() {
        var options = "<options node='digests' jid='francisco@localhost'><x xmlns='jabber:x:data' type='submit'>"
                + "<field var='pubsub#digest'><value>%s</value></field></x></options>";
        hamlet.sets(create("digests"));
        polonius.sets(subscribe("digests", "polonius@localhost"));
        francisco.sets(subscribe("digests", "francisco@localhost"), pubsub(options.formatted("1")));
        hamlet.sets(publish("digests", "1st"), publish("digests", "2nd"));
        polonius.hears(stanza -> stanza.toXml().contains("<items node='digests'><item id='2nd'>"));

        francisco.sets(pubsub(options.formatted("0")));

        assertNotified(
                francisco,
                "francisco@localhost",
                "digests",
                "<items node='digests'><item id='1st'>" + ENTRY + "</item><item id='2nd'>" + ENTRY + "</item></items>");
    }

    /** §6.1.7 and §13.6, RFC 6121 §3: the service asks once, and hears of the resources of who agrees. */
    @Test
    void tellsWhoBecomesAvailableOfTheLastItem() {
        hamlet.sets(
                create("present", "send_last_published_item", "on_sub_and_presence"),
                create("present too", "send_last_published_item", "on_sub_and_presence"),
                publish("present", "1st"),
                publish("present", "2nd"));

        polonius.sets(subscribe("present", "polonius@localhost"), subscribe("present too", "polonius@localhost"));
        polonius.hears(stanza -> isPresence(stanza, "subscribe"));
        assertThat(polonius.isNotifiedOf("present").attribute("to")).contains("polonius@localhost");
        polonius.says("<presence type='subscribed' to='pubsub.localhost'/>"
                + "<presence type='unavailable'/><presence><show>away</show></presence>");

        assertThat(polonius.isNotifiedOf("present").toXml())
                .contains("to='polonius@localhost/arras'", "2nd", "<delay xmlns='urn:xmpp:delay' stamp='");
        assertThat(polonius.hasHeard(stanza -> isPresence(stanza, "subscribe"))).isFalse();

        polonius.says("<presence type='subscribe' to='pubsub.localhost'/>");
        polonius.hears(stanza -> isPresence(stanza, "subscribed"));

        sharesNoMore(polonius, "polonius@localhost");
    }

    /** §13.6: who is not online is not told, then or later; francisco is there, so what he was told is done. */
    @Test
    void tellsOnlyWhoIsOnline() {
        hamlet.sets(create("attended", "presence_based_delivery", "1"));
        shares(francisco, "attended", "francisco@localhost");
        bernardo.sets(subscribe("attended", "bernardo@localhost"));
        hamlet.sets(publish("attended", "before they share"));
        francisco.isNotifiedOf("attended");

        bernardo.hears(stanza -> isPresence(stanza, "subscribe"));
        presence(bernardo, "<presence type='subscribed' to='pubsub.localhost'/><presence/>");
        hamlet.sets(publish("attended", "1st"));
        assertThat(bernardo.isNotifiedOf("attended").toXml()).contains("1st");
        francisco.isNotifiedOf("attended");

        presence(bernardo, "<presence type='unavailable'/>");
        hamlet.sets(publish("attended", "2nd"));
        assertThat(francisco.isNotifiedOf("attended").toXml()).contains("2nd");
        presence(bernardo, "<presence/>");
        hamlet.sets(publish("attended", "3rd"));
        assertThat(bernardo.isNotifiedOf("attended").toXml()).contains("3rd");

        sharesNoMore(bernardo, "bernardo@localhost");
        sharesNoMore(francisco, "francisco@localhost");
    }

    /** §17.4.3: and francisco, to whom it does not matter, is told in the same moment. */
    @Test
    void tellsOnlyWhoIsOnlineAsTheyWant() {
        hamlet.sets(create("chatting"));
        francisco.sets(subscribe("chatting", "francisco@localhost"));
        bernardo.sets(pubsub("<subscribe node='chatting' jid='bernardo@localhost'/><options>"
                + "<x xmlns='jabber:x:data' type='submit'><field var='pubsub#show-values'>"
                + "<value>chat</value><value>away</value></field></x></options>"));
        bernardo.hears(stanza -> isPresence(stanza, "subscribe"));
        presence(bernardo, "<presence type='subscribed' to='pubsub.localhost'/><presence><show>chat</show></presence>");
        hamlet.sets(publish("chatting", "1st"));
        assertThat(bernardo.isNotifiedOf("chatting").toXml()).contains("1st");
        francisco.isNotifiedOf("chatting");

        presence(bernardo, "<presence><show>dnd</show></presence>");
        hamlet.sets(publish("chatting", "2nd"));
        assertThat(francisco.isNotifiedOf("chatting").toXml()).contains("2nd");
        presence(bernardo, "<presence><show>away</show></presence>");
        hamlet.sets(publish("chatting", "3rd"));
        assertThat(bernardo.isNotifiedOf("chatting").toXml()).contains("3rd");

        sharesNoMore(bernardo, "bernardo@localhost");
    }

    /** §13.5: nobody unsubscribes, and nobody touches the node. */
    @Test
    void endsTemporarySubscriptions() {
        hamlet.sets(create("visited"));
        bernardo.sets(pubsub("<subscribe node='visited' jid='bernardo@localhost'/><options>"
                + "<x xmlns='jabber:x:data' type='submit'><field var='pubsub#expire'><value>presence</value></field>"
                + "</x></options>"));
        bernardo.hears(stanza -> isPresence(stanza, "subscribe"));
        presence(bernardo, "<presence type='subscribed' to='pubsub.localhost'/><presence/>");
        hamlet.sets(publish("visited", "1st"));
        bernardo.isNotifiedOf("visited");

        presence(bernardo, "<presence type='unavailable'/>");
        Await.until(
                () -> entries(bernardo.asks("get", pubsub("<subscriptions/>"))).stream()
                        .noneMatch(entry -> entry.attribute("node").equals(Optional.of("visited"))),
                () -> "bernardo is still subscribed");
        presence(bernardo, "<presence/>");

        sharesNoMore(bernardo, "bernardo@localhost");
    }

    /** {@code purge_offline}: what somebody published goes with them. */
    @Test
    void tellsThatItemsWentWithTheirPublisher() {
        bernardo.sets(create("departing", "purge_offline", "1"));
        francisco.sets(subscribe("departing", "francisco@localhost"));
        bernardo.sets(publish("departing", "1st"));
        bernardo.hears(stanza -> isPresence(stanza, "subscribe"));
        presence(bernardo, "<presence type='subscribed' to='pubsub.localhost'/><presence/>");
        francisco.isNotifiedOf("departing");

        presence(bernardo, "<presence type='unavailable'/>");

        francisco.hears(stanza -> stanza.toXml().contains("<purge node='departing'/>"));
        presence(bernardo, "<presence/>");
        sharesNoMore(bernardo, "bernardo@localhost");
    }

    /** XEP-0496 §4.3 and §4.4: polonius is kept out above, and all that depends on a node goes with it. */
    @Test
    void goesByWhatANodeDependsOn() {
        hamlet.sets(create("letters"), related("letters/replies", "parent", "letters"));
        hamlet.sets(related("letters/likes", "link", "letters/replies"));
        francisco.sets(subscribe("letters/likes", "francisco@localhost"));
        polonius.sets(subscribe("letters/likes", "polonius@localhost"));
        hamlet.sets(affiliate("letters", "polonius@localhost", "outcast"), publish("letters/likes", "1st"));

        assertNotified(
                francisco,
                "francisco@localhost",
                "letters/likes",
                "<items node='letters/likes'><item id='1st'>" + ENTRY + "</item></items>");
        assertThat(polonius.isNotifiedOf("letters/likes").toXml()).contains("subscription='none'");
        for (var answer : List.of(
                polonius.asks("set", subscribe("letters/likes", "polonius@localhost")),
                polonius.asks("get", pubsub("<items node='letters/likes'/>")))) {
            assertError(answer, "auth", condition("forbidden"));
        }

        hamlet.sets(owner("<delete node='letters'/>"));

        francisco.hears(stanza -> stanza.toXml().contains("<delete node='letters/likes'/>"));
        for (var node : List.of("letters", "letters/replies", "letters/likes")) {
            assertError(
                    francisco.asks("get", pubsub("<items node='" + node + "'/>")),
                    "cancel",
                    condition("item-not-found"));
        }
    }

    /** XEP-0497: francisco is told of the tree, but of what is closed; polonius, of what he is not kept out of. */
    @Test
    void isToldOfWhatIsBelow() {
        hamlet.sets(
                create("play"),
                related("play/act", "parent", "play"),
                related("play/notes", "parent", "play"),
                affiliate("play/act", "polonius@localhost", "outcast"),
                owner(configured("play/notes", "pubsub#access_model", "whitelist")));
        francisco.sets(follow("play", "francisco@localhost"));
        polonius.sets(follow("play", "polonius@localhost"));

        hamlet.sets(
                publish("play/act", "1st"),
                publish("play/notes", "secret"),
                related("play/applause", "link", "play/act"),
                publish("play/applause", "loud"),
                owner(configured("play/act", "pubsub#title", "The Mouse-trap")),
                owner(configured("play/act", "{urn:xmpp:pubsub-relationships:0}parent", "")),
                publish("play/act", "2nd"),
                owner("<delete node='play/notes'/>"),
                publish("play", "curtain"));

        for (var told : List.of(
                "<items node='play/act'><item id='1st'>",
                "<configuration node='play/applause'>",
                "<items node='play/applause'><item id='loud'>",
                "<field var='pubsub#title'><value>The Mouse-trap</value></field></x></configuration>",
                "<field var='{urn:xmpp:pubsub-relationships:0}parent'/></x></configuration>",
                "<items node='play'><item id='curtain'>")) {
            francisco.hears(stanza -> stanza.toXml().contains(told));
        }
        assertThat(francisco.hasHeard(stanza ->
                        stanza.toXml().contains("play/notes") || stanza.toXml().contains("2nd")))
                .as("of what is closed, or no longer there")
                .isFalse();
        polonius.hears(stanza -> stanza.toXml().contains("loud"));
        polonius.hears(stanza -> stanza.toXml().contains("curtain"));
        assertThat(polonius.hasHeard(stanza -> stanza.toXml().contains("'play/act'")))
                .isFalse();
    }

    private static String follow(String node, String jid) {
        return pubsub("<subscribe node='" + node + "' jid='" + jid + "'/><options>"
                + "<x xmlns='jabber:x:data' type='submit'><field var='{urn:xmpp:pubsub-ext-sub:0}type'>"
                + "<value>items</value><value>metadata</value><value>linked items</value></field>"
                + "<field var='{urn:xmpp:pubsub-ext-sub:0}depth'><value>-1</value></field></x></options>");
    }

    private static String configured(String node, String field, String value) {
        return "<configure node='" + node + "'><x xmlns='jabber:x:data' type='submit'><field var='" + field
                + "'><value>" + value + "</value></field></x></configure>";
    }

    private static String related(String node, String relation, String other) {
        return pubsub("<create node='" + node + "'/><configure><x xmlns='jabber:x:data' type='submit'>"
                + "<field var='{urn:xmpp:pubsub-relationships:0}" + relation + "'><value>" + other
                + "</value></field></x></configure>");
    }

    private static void shares(XmppClient client, String node, String jid) {
        client.sets(subscribe(node, jid));
        client.hears(stanza -> isPresence(stanza, "subscribe"));
        presence(client, "<presence type='subscribed' to='pubsub.localhost'/><presence/>");
    }

    /** The service has heard of it when it answers what was asked behind it. */
    private static void presence(XmppClient client, String presence) {
        client.says(presence);
        client.asks("get", "<ping xmlns='urn:xmpp:ping'/>");
    }

    private void sharesNoMore(XmppClient client, String jid) {
        assertThat(member.administers("POST /erase?jid=" + jid)).startsWith("200 ");
        client.hears(stanza -> isPresence(stanza, "unsubscribe"));
    }

    private static boolean isPresence(XmlElement stanza, String type) {
        return stanza.name().equals("presence")
                && stanza.attribute("type").equals(Optional.of(type))
                && stanza.attribute("from").equals(Optional.of(XmppClient.SERVICE));
    }

    /** §6.1.7. */
    @Test
    void tellsANewSubscriberOfTheLastItem() {
        hamlet.sets(
                create("late", "send_last_published_item", "on_sub"), publish("late", "1st"), publish("late", "2nd"));

        francisco.sets(subscribe("late", "francisco@localhost"));
        hamlet.sets(publish("late", "3rd"));

        assertThat(francisco.isNotifiedOf("late").toXml()).contains("2nd", "<delay xmlns='urn:xmpp:delay' stamp='");
        assertNotified(
                francisco,
                "francisco@localhost",
                "late",
                "<items node='late'><item id='3rd'>" + ENTRY + "</item></items>");
    }

    /** §6.1.3.1. */
    @Test
    void subscribesNobodyElse() {
        hamlet.sets(create("somebody"));

        assertError(
                francisco.asks("set", subscribe("somebody", "bernardo@localhost")),
                "modify",
                condition("bad-request"),
                detail("invalid-jid"));
    }

    /** §6.1.3.4. */
    @Test
    void keepsAClosedNodeClosed() {
        hamlet.sets(create("closed", "access_model", "whitelist"), publish("closed", "1st"));

        for (var answer : List.of(
                francisco.asks("set", subscribe("closed", "francisco@localhost")),
                francisco.asks("get", pubsub("<items node='closed'/>")))) {
            assertError(answer, "cancel", condition("not-allowed"), detail("closed-node"));
        }
        hamlet.sets(affiliate("closed", "francisco@localhost", "member"));
        francisco.sets(subscribe("closed", "francisco@localhost"));
        assertResult(
                francisco.asks("get", pubsub("<items node='closed'/>")),
                pubsub("<items node='closed'><item id='1st'>" + ENTRY + "</item></items>"));
    }

    /** §6.1.3.8 and §6.5.9.8. */
    @Test
    void tellsAnOutcastNothing() {
        hamlet.sets(create("outcasts"), affiliate("outcasts", "polonius@localhost", "outcast"));

        for (var answer : List.of(
                polonius.asks("set", subscribe("outcasts", "polonius@localhost")),
                polonius.asks("get", pubsub("<items node='outcasts'/>")))) {
            assertError(answer, "auth", condition("forbidden"));
        }
    }

    /** §6.1.3.12, §6.2.3.4 and §6.5.9.11. */
    @Test
    void findsNoNodeThatDoesNotExist() {
        for (var answer : List.of(
                francisco.asks("set", subscribe("nowhere", "francisco@localhost")),
                francisco.asks("set", pubsub("<unsubscribe node='nowhere' jid='francisco@localhost'/>")),
                francisco.asks("get", pubsub("<items node='nowhere'/>")))) {
            assertError(answer, "cancel", condition("item-not-found"));
        }
    }

    /** §6.2.3.2 and §6.2.3.3. */
    @Test
    void unsubscribesOnlyWhoIsSubscribedAndOnlyOneself() {
        hamlet.sets(create("unsubscribing"));
        francisco.sets(subscribe("unsubscribing", "francisco@localhost"));

        assertError(
                polonius.asks("set", pubsub("<unsubscribe node='unsubscribing' jid='polonius@localhost'/>")),
                "cancel",
                condition("unexpected-request"),
                detail("not-subscribed"));
        assertError(
                polonius.asks("set", pubsub("<unsubscribe node='unsubscribing' jid='francisco@localhost'/>")),
                "auth",
                condition("forbidden"));
    }

    /** §5.6. */
    @Test
    void listsOnesSubscriptions() {
        hamlet.sets(create("node1"), create("node2"));
        francisco.sets(subscribe("node1", "francisco@localhost"), subscribe("node2", "francisco@localhost/barracks"));

        assertThat(entries(francisco.asks("get", pubsub("<subscriptions/>"))))
                .contains(
                        entry(
                                "<subscription node='node1' jid='francisco@localhost' subid='1' subscription='subscribed'/>"),
                        entry("<subscription node='node2' jid='francisco@localhost/barracks'"
                                + " subid='1' subscription='subscribed'/>"));
        assertResult(francisco.asks("get", pubsub("<subscriptions node='node1'/>")), pubsub("""
                    <subscriptions node='node1'>
                      <subscription node='node1' jid='francisco@localhost' subid='1' subscription='subscribed'/>
                    </subscriptions>"""));
    }

    /** §5.6: who has none is told so. */
    @Test
    void listsNoSubscriptionsWhereThereAreNone() {
        hamlet.sets(create("unpopular"));

        assertResult(
                polonius.asks("get", pubsub("<subscriptions node='unpopular'/>")),
                pubsub("<subscriptions node='unpopular'/>"));
    }

    /** §5.7. */
    @Test
    void listsOnesAffiliations() {
        hamlet.sets(create("standing"), affiliate("standing", "francisco@localhost", "publisher"));

        assertResult(francisco.asks("get", pubsub("<affiliations node='standing'/>")), pubsub("""
                    <affiliations><affiliation node='standing' affiliation='publisher'/></affiliations>"""));
        assertThat(entries(hamlet.asks("get", pubsub("<affiliations/>"))))
                .contains(entry("<affiliation node='standing' affiliation='owner'/>"));
    }

    /** §6.5.2, §6.5.7 and §6.5.8: all, the most recent, and particular ones. */
    @Test
    void retrievesItems() {
        hamlet.sets(create("retrieving"));
        hamlet.sets(publish("retrieving", "1st"), publish("retrieving", "2nd"), publish("retrieving", "3rd"));

        assertThat(retrieved("<items node='retrieving'/>")).containsExactly("1st", "2nd", "3rd");
        assertThat(retrieved("<items node='retrieving' max_items='2'/>")).containsExactly("2nd", "3rd");
        assertThat(retrieved("<items node='retrieving'><item id='3rd'/><item id='1st'/></items>"))
                .containsExactlyInAnyOrder("1st", "3rd");
        assertResult(
                francisco.asks("get", pubsub("<items node='retrieving'><item id='2nd'/></items>")),
                pubsub("<items node='retrieving'><item id='2nd'>" + ENTRY + "</item></items>"));
    }

    /** §6.5.9.12: an item that is not there is left out. */
    @Test
    void retrievesNothingWhereThereIsNoSuchItem() {
        hamlet.sets(create("nothing"));

        assertResult(
                francisco.asks("get", pubsub("<items node='nothing'><item id='no one'/></items>")),
                pubsub("<items node='nothing'/>"));
    }

    private List<String> retrieved(String items) {
        return entries(francisco.asks("get", pubsub(items))).stream()
                .map(item -> item.attribute("id").orElse(""))
                .toList();
    }
}
