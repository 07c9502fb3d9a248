package im.fanfare.component.system;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.iq.Xml;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What is said and heard, in the spelling of XEP-0060's examples. */
final class Transcript {
    static final String ENTRY = "<entry xmlns='http://www.w3.org/2005/Atom'><title>Soliloquy</title></entry>";

    private static final AtomicInteger RACES = new AtomicInteger();

    private Transcript() {}

    static String pubsub(String verb) {
        return "<pubsub xmlns='http://jabber.org/protocol/pubsub'>" + verb + "</pubsub>";
    }

    static String owner(String verb) {
        return "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>" + verb + "</pubsub>";
    }

    static String create(String node, String... fieldsAndValues) {
        return pubsub("<create node='" + node + "'/><configure>" + form(fieldsAndValues) + "</configure>");
    }

    static String configure(String node, String... fieldsAndValues) {
        return owner("<configure node='" + node + "'>" + form(fieldsAndValues) + "</configure>");
    }

    static String publish(String node, String id) {
        return pubsub("<publish node='" + node + "'><item id='" + id + "'>" + ENTRY + "</item></publish>");
    }

    static String subscribe(String node, String jid) {
        return pubsub("<subscribe node='" + node + "' jid='" + jid + "'/>");
    }

    static String affiliate(String node, String jid, String affiliation) {
        return owner("<affiliations node='" + node + "'><affiliation jid='" + jid + "' affiliation='" + affiliation
                + "'/></affiliations>");
    }

    /** The answers to two who ask at the same time, each for something to be done. */
    static List<XmlElement> atOnce(XmppClient one, String wanted, XmppClient other, String wantedByOther) {
        var id = "race" + RACES.incrementAndGet();
        one.says("<iq type='set' to='pubsub.localhost' id='" + id + "'>" + wanted + "</iq>");
        other.says("<iq type='set' to='pubsub.localhost' id='" + id + "'>" + wantedByOther + "</iq>");
        return Stream.of(one, other)
                .map(client -> client.hears(stanza ->
                        stanza.name().equals("iq") && stanza.attribute("id").equals(Optional.of(id))))
                .toList();
    }

    /** That one of the answers which is an error, as one of them is. */
    static XmlElement theRefusal(List<XmlElement> answers) {
        var refusals = answers.stream()
                .filter(answer -> answer.attribute("type").equals(Optional.of("error")))
                .toList();
        assertThat(refusals).as(answers.toString()).hasSize(1);
        return refusals.get(0);
    }

    /** Asks with an iq and expects to be answered with another, element by element. */
    static void assertAnswer(XmppClient client, String request, String answer) {
        assertThat(client.asks(request)).isEqualTo(Xml.plain(answer));
    }

    static void assertResult(XmlElement answer, String payload) {
        assertThat(answer).isEqualTo(Xml.plain(iq("result", answer, payload)));
    }

    /** @param conditions the children of {@code <error/>} */
    static void assertError(XmlElement answer, String type, String... conditions) {
        assertThat(answer)
                .isEqualTo(Xml.plain(
                        iq("error", answer, "<error type='" + type + "'>" + String.join("", conditions) + "</error>")));
    }

    /** Expects the next notification of the node, for this address, to be a {@code <message/>} of the default type. */
    static void assertNotified(XmppClient client, String jid, String node, String event) {
        assertThat(client.isNotifiedOf(node))
                .isEqualTo(Xml.plain("<message from='" + XmppClient.SERVICE + "' to='" + jid + "' type='headline'>"
                        + "<event xmlns='http://jabber.org/protocol/pubsub#event'>" + event + "</event></message>"));
    }

    /** What the list in a {@code <pubsub/>} consists of. */
    static List<XmlElement> entries(XmlElement answer) {
        assertThat(answer.attribute("type")).contains("result");
        return answer.children().get(0).children().get(0).children();
    }

    static XmlElement entry(String xml) {
        return Xml.plain(pubsub(xml)).children().get(0);
    }

    static String condition(String name) {
        return "<" + name + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>";
    }

    static String detail(String name) {
        return "<" + name + " xmlns='http://jabber.org/protocol/pubsub#errors'/>";
    }

    private static String iq(String type, XmlElement answer, String payload) {
        return "<iq type='" + type + "' from='" + XmppClient.SERVICE + "' to='"
                + answer.attribute("to").orElse("") + "' id='"
                + answer.attribute("id").orElse("") + "'>" + payload + "</iq>";
    }

    private static String form(String... fieldsAndValues) {
        var form = new StringBuilder("<x xmlns='jabber:x:data' type='submit'>"
                + "<field var='FORM_TYPE' type='hidden'>"
                + "<value>http://jabber.org/protocol/pubsub#node_config</value></field>");
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            form.append("<field var='pubsub#" + fieldsAndValues[i] + "'><value>" + fieldsAndValues[i + 1]
                    + "</value></field>");
        }
        return form.append("</x>").toString();
    }
}
