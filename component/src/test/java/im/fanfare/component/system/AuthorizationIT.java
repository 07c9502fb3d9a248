package im.fanfare.component.system;

import static im.fanfare.component.system.Transcript.ENTRY;
import static im.fanfare.component.system.Transcript.affiliate;
import static im.fanfare.component.system.Transcript.assertError;
import static im.fanfare.component.system.Transcript.assertNotified;
import static im.fanfare.component.system.Transcript.condition;
import static im.fanfare.component.system.Transcript.create;
import static im.fanfare.component.system.Transcript.detail;
import static im.fanfare.component.system.Transcript.publish;
import static im.fanfare.component.system.Transcript.pubsub;
import static im.fanfare.component.system.Transcript.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.iq.Xml;
import im.fanfare.stanza.XmlElement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests to subscribe and owners' answers, through real host servers: XEP-0060 §6.1.4, §8.6 and §8.7. */
@ParameterizedClass
@EnumSource
class AuthorizationIT {
    private final XmppClient hamlet;
    private final XmppClient francisco;
    private final XmppClient bernardo;

    AuthorizationIT(Elsinore.Behind host) {
        var elsinore = Elsinore.behind(host);
        hamlet = elsinore.hamlet();
        francisco = elsinore.francisco();
        bernardo = elsinore.bernardo();
    }

    @Test
    void subscribesWhomAnOwnerAllows() {
        hamlet.sets(create("asking", "access_model", "authorize"), affiliate("asking", "bernardo@localhost", "owner"));

        assertThat(francisco
                        .asks("set", subscribe("asking", "francisco@localhost"))
                        .toXml())
                .contains("subscription='pending'");
        assertError(
                francisco.asks("set", subscribe("asking", "francisco@localhost")),
                "auth",
                condition("not-authorized"),
                detail("pending-subscription"));
        isAsked(hamlet, "asking");
        var request = isAsked(bernardo, "asking");
        answers(bernardo, request, "asking", true);

        assertThat(francisco.isNotifiedOf("asking")).isEqualTo(Xml.plain("""
                <message from='pubsub.localhost' to='francisco@localhost'>
                  <event xmlns='http://jabber.org/protocol/pubsub#event'>
                    <subscription node='asking' jid='francisco@localhost' subid='1' subscription='subscribed'/>
                  </event>
                </message>"""));
        hamlet.sets(publish("asking", "1st"));
        assertNotified(
                francisco,
                "francisco@localhost",
                "asking",
                "<items node='asking'><item id='1st'>" + ENTRY + "</item></items>");
    }

    @Test
    void tellsWhomAnOwnerDeniesAndAsksAgainOnDemand() {
        hamlet.sets(create("denying", "access_model", "authorize"));
        francisco.asks("set", subscribe("denying", "francisco@localhost"));
        isAsked(hamlet, "denying");

        hamlet.sets("<command xmlns='http://jabber.org/protocol/commands'"
                + " node='http://jabber.org/protocol/pubsub#get-pending'>"
                + "<x xmlns='jabber:x:data' type='submit'><field var='pubsub#node'><value>denying</value></field></x>"
                + "</command>");
        answers(hamlet, isAsked(hamlet, "denying"), "denying", false);

        assertThat(francisco.isNotifiedOf("denying").toXml()).contains("subscription='none'");
        assertError(
                francisco.asks("get", pubsub("<items node='denying'/>")),
                "auth",
                condition("not-authorized"),
                detail("not-subscribed"));
    }

    @Test
    void sendsBackTheAnswerOfWhoDoesNotOwnTheNode() {
        hamlet.sets(create("owned", "access_model", "authorize"));
        francisco.asks("set", subscribe("owned", "francisco@localhost"));
        var request = isAsked(hamlet, "owned");

        answers(francisco, request, "owned", true);

        var bounce = francisco.hears(stanza ->
                stanza.name().equals("message") && stanza.attribute("id").equals(request.attribute("id")));
        assertThat(bounce.toXml()).contains("<forbidden ");
    }

    private static XmlElement isAsked(XmppClient owner, String node) {
        return owner.hears(stanza -> stanza.name().equals("message")
                && stanza.child("x", "jabber:x:data")
                        .filter(form -> form.toXml().contains("<value>" + node + "</value>"))
                        .isPresent());
    }

    private static void answers(XmppClient owner, XmlElement request, String node, boolean allow) {
        owner.says(
                "<message to='pubsub.localhost' id='" + request.attribute("id").orElseThrow() + "'>"
                        + "<x xmlns='jabber:x:data' type='submit'>"
                        + field("FORM_TYPE", "http://jabber.org/protocol/pubsub#subscribe_authorization")
                        + field("pubsub#node", node)
                        + field("pubsub#subscriber_jid", "francisco@localhost")
                        + field("pubsub#allow", allow ? "true" : "false")
                        + "</x></message>");
    }

    private static String field(String name, String value) {
        return "<field var='" + name + "'><value>" + value + "</value></field>";
    }
}
