package im.fanfare.component.system;

import static im.fanfare.component.system.Transcript.ENTRY;
import static im.fanfare.component.system.Transcript.assertError;
import static im.fanfare.component.system.Transcript.assertNotified;
import static im.fanfare.component.system.Transcript.assertResult;
import static im.fanfare.component.system.Transcript.condition;
import static im.fanfare.component.system.Transcript.create;
import static im.fanfare.component.system.Transcript.detail;
import static im.fanfare.component.system.Transcript.publish;
import static im.fanfare.component.system.Transcript.pubsub;
import static im.fanfare.component.system.Transcript.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What users send by mistake or on purpose and real host servers pass on; after each, the service serves. */
@ParameterizedClass
@EnumSource
class BadInputIT {
    private static final int KIBI = 1024;

    private final Elsinore.Behind host;
    private final XmppClient hamlet;
    private final XmppClient francisco;

    BadInputIT(Elsinore.Behind host) {
        this.host = host;
        var elsinore = Elsinore.behind(host);
        hamlet = elsinore.hamlet();
        francisco = elsinore.francisco();
    }

    @AfterEach
    void serves() {
        assertResult(hamlet.asks("get", "<ping xmlns='urn:xmpp:ping'/>"), "");
    }

    /** RFC 6120 §8.2.3: an answer is never answered. */
    @Test
    void ignoresAnswersToNothing() {
        francisco.says("<iq type='result' to='pubsub.localhost' id='unasked1'/>");
        francisco.says("<iq type='error' to='pubsub.localhost' id='unasked2'><error type='cancel'>"
                + condition("item-not-found") + "</error></iq>");

        francisco.asks("get", "<ping xmlns='urn:xmpp:ping'/>");
        assertThat(francisco.hasHeard(stanza -> stanza.attribute("id")
                        .filter(List.of("unasked1", "unasked2")::contains)
                        .isPresent()))
                .isFalse();
    }

    /** Messages are not for us, presence is no matter of nodes, and refused notifications end no subscription. */
    @Test
    void outlivesErrorsInAnswerToNotifications() {
        hamlet.sets(create("bouncing"));
        francisco.sets(subscribe("bouncing", "francisco@localhost"));
        hamlet.sets(publish("bouncing", "1st"));
        var notification = francisco.hears(stanza -> XmppClient.isNotification(stanza, "bouncing"));

        francisco.says("<message type='error' to='pubsub.localhost' id='"
                + notification.attribute("id").orElseThrow() + "'>" + pubsub("")
                + "<error type='wait'>" + condition("recipient-unavailable") + "</error></message>");
        francisco.says("<message type='error' to='pubsub.localhost'/>");
        francisco.says("<message to='pubsub.localhost'><body>Who's there?</body></message>");
        francisco.says("<presence to='pubsub.localhost' type='subscribe'/>");
        hamlet.sets(publish("bouncing", "2nd"));

        assertNotified(
                francisco,
                "francisco@localhost",
                "bouncing",
                "<items node='bouncing'><item id='2nd'>" + ENTRY + "</item></items>");
    }

    /** §7.1.3.4, at the limit that the owner has set. */
    @Test
    void refusesAPayloadOverTheNodesLimit() {
        hamlet.sets(create("thrifty", "max_payload_size", "100"), publish("thrifty", "1st"));

        assertError(
                hamlet.asks("set", big("thrifty", 100)),
                "modify",
                condition("not-acceptable"),
                detail("payload-too-big"));
    }

    /** §7.1.3.4: what the host server would still pass. */
    @Test
    void refusesAPayloadOfTwoHundredKibibytes() {
        hamlet.sets(create("hungry"));

        assertError(
                hamlet.asks("set", big("hungry", 200 * KIBI)),
                "modify",
                condition("not-acceptable"),
                detail("payload-too-big"));
    }

    /** RFC 6120 §8.3.3.12: larger than what we read at all; Prosody would end the client's stream. */
    @Test
    void refusesAStanzaOverTheLinksLimit() {
        assumeTrue(host == Elsinore.Behind.EJABBERD);
        hamlet.sets(create("glutton"));

        assertError(hamlet.asks("set", big("glutton", 1100 * KIBI)), "modify", condition("policy-violation"));
    }

    /** RFC 6120 §8.2.3: the host server's own answer or ours, but one. */
    @Test
    void refusesRequestsThatSayNothing() {
        for (var type : List.of("get", "set")) {
            assertError(hamlet.asks(type, pubsub("")), "modify", condition("bad-request"));
            assertError(hamlet.asks(type, pubsub("<unheard-of/>")), "cancel", condition("feature-not-implemented"));
        }
    }

    /** RFC 6121 §8.5.1 and RFC 6120 §10.5.3: nobody lives here. */
    @Test
    void hasNoAccountsAndNoResources() {
        for (var address : List.of("hamlet@pubsub.localhost", "pubsub.localhost/resource")) {
            var answer = hamlet.asks(
                    "<iq type='get' id='nobody' to='" + address + "'>" + "<ping xmlns='urn:xmpp:ping'/></iq>");

            assertThat(answer.attribute("from")).contains(address);
            assertThat(answer.children().get(0).children().get(0).name()).isEqualTo("service-unavailable");
        }
    }

    /** What is not ASCII arrives as it was sent. */
    @Test
    void keepsEveryCharacter() {
        var payload =
                "<x xmlns='urn:x' a='&lt;&apos;&quot;'>ß 汉 \uD83D\uDC51 &amp;#x41; ]]&gt; <y xml:lang='da'>Ære</y></x>";
        hamlet.sets(create("bøger/\uD83D\uDCDA"));
        francisco.sets(subscribe("bøger/\uD83D\uDCDA", "francisco@localhost"));
        hamlet.sets(pubsub("<publish node='bøger/\uD83D\uDCDA'><item id='Æ'>" + payload + "</item></publish>"));

        assertNotified(
                francisco,
                "francisco@localhost",
                "bøger/\uD83D\uDCDA",
                "<items node='bøger/\uD83D\uDCDA'><item id='Æ'>" + payload + "</item></items>");
    }

    private static String big(String node, int characters) {
        return pubsub("<publish node='" + node + "'><item id='big'><x xmlns='urn:x'>" + "x".repeat(characters)
                + "</x></item></publish>");
    }
}
