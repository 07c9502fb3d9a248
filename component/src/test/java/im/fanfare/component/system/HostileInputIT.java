package im.fanfare.component.system;

import static im.fanfare.component.link.FakeHostServer.SERVICE;
import static im.fanfare.component.link.FakeHostServer.parsed;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.link.FakeHostServer;
import im.fanfare.component.link.FakeHostServer.Connection;
import im.fanfare.embedded.FanfareMember;
import im.fanfare.stanza.XmlElement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What nobody should send, sent to a real member by its host server: promise P6 of design §2.
 *
 * <p>A request gets the error that the specification names, under its id; all else gets nothing. And whatever it was, the
 * stream goes on: what is asked next is answered on it.
 */
@Timeout(120)
class HostileInputIT {
    private static final String HAMLET = "hamlet@denmark.lit/elsinore";
    private static final String BAD_REQUEST = "modify bad-request";
    private static final String POLICY_VIOLATION = "modify policy-violation";
    private static final String NOTHING = "";
    private static final int MIB = 1 << 20;

    private static FakeHostServer host;
    private static FanfareMember member;
    private static Connection connection;

    /**
     * A row.
     *
     * @param stanza is sent as it is, byte by byte (ISO 8859-1)
     * @param answer error type and condition, or nothing
     */
    record Row(String section, String what, String stanza, String answer) {
        @Override
        public String toString() {
            return section + ": " + what + " → " + (answer.isEmpty() ? "nothing" : answer);
        }
    }

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.addAll(tooMuch());
        rows.addAll(noXml());
        rows.addAll(noRequests());
        rows.addAll(oddRequests());
        return rows;
    }

    private static List<Row> tooMuch() {
        String text = "x".repeat(64 * MIB);
        return List.of(
                new Row(
                        "RFC 6120 §4.9.3.14",
                        "a request of 64 MiB",
                        iq("<x xmlns='urn:x'>" + text + "</x>"),
                        POLICY_VIOLATION),
                new Row("RFC 6120 §4.9.3.14", "a message of 64 MiB", stanza("message", "", text), NOTHING),
                new Row(
                        "RFC 6120 §4.9.3.14",
                        "an attribute of 64 MiB",
                        iq("<x xmlns='urn:x' a='" + text + "'/>"),
                        POLICY_VIOLATION),
                new Row(
                        "RFC 6120 §4.9.3.14",
                        "100,000 elements, each in the one before",
                        iq("<x xmlns='urn:x'>" + "<x>".repeat(100_000) + "</x>".repeat(100_000) + "</x>"),
                        POLICY_VIOLATION),
                new Row(
                        "RFC 6120 §4.9.3.14",
                        "100,000 elements side by side",
                        iq("<x xmlns='urn:x'>" + "<x/>".repeat(100_000) + "</x>"),
                        POLICY_VIOLATION));
    }

    private static List<Row> noXml() {
        return List.of(
                new Row("XML §2.2", "a control character", iq("<x xmlns='urn:x'>\1</x>"), BAD_REQUEST),
                new Row("XML §4.1", "a reference to a control character", iq("<x xmlns='urn:x'>&#1;</x>"), BAD_REQUEST),
                new Row(
                        "RFC 6120 §11.6",
                        "bytes that are no UTF-8",
                        iq("<x xmlns='urn:x'>\u00c3\u0028</x>"),
                        BAD_REQUEST),
                new Row("XML §3", "elements that overlap", iq("<a xmlns='urn:x'><b></a></b>"), BAD_REQUEST),
                new Row("XML §3.1", "an attribute given twice", iq("<x xmlns='urn:x' a='1' a='2'/>"), BAD_REQUEST),
                new Row("XML namespaces §5", "a prefix that nobody declared", iq("<y:x/>"), BAD_REQUEST),
                new Row("RFC 6120 §11.1", "a comment", iq("<x xmlns='urn:x'><!-- x --></x>"), BAD_REQUEST),
                new Row("RFC 6120 §11.1", "a processing instruction", iq("<x xmlns='urn:x'><?x y?></x>"), BAD_REQUEST),
                new Row("RFC 6120 §11.1", "an entity of one's own", iq("<x xmlns='urn:x'>&x;</x>"), BAD_REQUEST),
                new Row(
                        "RFC 6120 §11.1",
                        "a declaration",
                        iq("<!DOCTYPE x [<!ENTITY x 'xx'>]><x xmlns='urn:x'>&x;</x>"),
                        BAD_REQUEST),
                new Row("RFC 6120 §11.1", "a declaration between stanzas", "<!DOCTYPE x [<!ENTITY x 'xx'>]>", NOTHING),
                new Row(
                        "XML §3",
                        "a message of elements that overlap",
                        stanza("message", "", "<a><b></a></b>"),
                        NOTHING));
    }

    private static List<Row> noRequests() {
        return List.of(
                new Row(
                        "RFC 6120 §8.2.3",
                        "a result nobody asked for",
                        stanza("iq", "type='result' id='r1'", ""),
                        NOTHING),
                new Row(
                        "RFC 6120 §8.3.1",
                        "an error nobody asked for",
                        stanza(
                                "iq",
                                "type='error' id='r2'",
                                "<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"),
                        NOTHING),
                new Row(
                        "link.Barriers",
                        "a barrier that a user forged",
                        stanza("iq", "type='result' id='b:127.0.0.1_7355:x.1:1'", ""),
                        NOTHING),
                new Row(
                        "RFC 6120 §8.3.1",
                        "a notification that bounced",
                        stanza(
                                "message",
                                "type='error' id='n1'",
                                "<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='x'/></event>"
                                        + "<error type='cancel'><service-unavailable"
                                        + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"),
                        NOTHING),
                new Row(
                        "RFC 6121 §8.5.1",
                        "a message",
                        stanza("message", "id='m1'", "<body>Who's there?</body>"),
                        NOTHING),
                new Row("RFC 6121 §8.5.1", "presence", stanza("presence", "", ""), NOTHING),
                new Row(
                        "RFC 6121 §3.1.5",
                        "an approval nobody asked for",
                        stanza("presence", "type='subscribed'", ""),
                        NOTHING),
                new Row("RFC 6120 §8", "no stanza at all", stanza("soliloquy", "id='s1'", ""), NOTHING),
                new Row(
                        "XEP-0114 §4",
                        "a stanza of clients",
                        stanza("iq", "xmlns='jabber:client' type='get' id='c1'", "<ping xmlns='urn:xmpp:ping'/>"),
                        NOTHING));
    }

    private static List<Row> oddRequests() {
        String ping = "<ping xmlns='urn:xmpp:ping'/>";
        return List.of(
                new Row("RFC 6120 §8.2.3", "two payloads", iq(ping + ping), BAD_REQUEST),
                new Row("RFC 6120 §8.2.3", "no payload", iq(""), BAD_REQUEST),
                new Row("RFC 6120 §8.1.3", "no id", stanza("iq", "type='get'", ping), BAD_REQUEST),
                new Row("RFC 6120 §8.2.3", "no type", stanza("iq", "id='hostile'", ping), BAD_REQUEST),
                new Row(
                        "RFC 6120 §8.2.3",
                        "a type that is none",
                        stanza("iq", "type='put' id='hostile'", ping),
                        BAD_REQUEST),
                new Row(
                        "RFC 6120 §8.4",
                        "a payload nobody knows",
                        iq("<x xmlns='urn:x'/>"),
                        "cancel service-unavailable"),
                new Row(
                        "RFC 6121 §8.5.1",
                        "a user where there are none",
                        addressed(HAMLET, "yorick@" + SERVICE, ping),
                        "cancel service-unavailable"),
                new Row("RFC 7622 §3", "from what is no address", addressed("@/", SERVICE, ping), NOTHING),
                new Row(
                        "RFC 7622 §3.1",
                        "from an address without end",
                        addressed("h".repeat(1_024) + "@denmark.lit", SERVICE, ping),
                        NOTHING),
                new Row(
                        "RFC 6120 §8.1.2.1",
                        "from nobody",
                        "<iq type='get' id='hostile' to='" + SERVICE + "'>" + ping + "</iq>",
                        NOTHING),
                new Row(
                        "RFC 6120 §8.1.1.1",
                        "to nobody",
                        "<iq type='get' id='hostile' from='" + HAMLET + "'>" + ping + "</iq>",
                        NOTHING));
    }

    private static String iq(String payload) {
        return stanza("iq", "type='set' id='hostile'", payload);
    }

    private static String stanza(String name, String attributes, String content) {
        return '<' + name + ' ' + attributes + " from='" + HAMLET + "' to='" + SERVICE + "'>" + content + "</" + name
                + '>';
    }

    private static String addressed(String from, String to, String payload) {
        return "<iq type='get' id='hostile' from='" + from + "' to='" + to + "'>" + payload + "</iq>";
    }

    @BeforeAll
    static void start() throws Exception {
        host = new FakeHostServer(FakeHostServer.listening());
        member = Installation.of("hostile_input")
                .attachedTo(host)
                .member()
                .start()
                .awaitReady();
        connection = host.next();
    }

    @AfterAll
    static void stop() throws Exception {
        member.close();
        host.close();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void getsItsErrorOrNothingAndTheStreamGoesOn(Row row) throws Exception {
        connection.send(row.stanza().getBytes(StandardCharsets.ISO_8859_1));
        connection.send("<iq type='get' id='alive' from='" + HAMLET + "' to='" + SERVICE
                + "'><ping xmlns='urn:xmpp:ping'/></iq>");

        List<XmlElement> answers = answersUpToThePing();
        assertThat(answers.stream().map(HostileInputIT::condition).toList())
                .isEqualTo(row.answer().isEmpty() ? List.of() : List.of(row.answer()));
        assertThat(answers).allMatch(answer -> answer.attribute("to").orElse("").equals(HAMLET));
        assertThat(answers)
                .allMatch(answer ->
                        answer.attribute("id").isPresent() == row.stanza().contains(" id='"));
        assertThat(member.process().isAlive()).isTrue();
        assertThat(connection.isOpen()).isTrue();
    }

    private static List<XmlElement> answersUpToThePing() throws InterruptedException {
        List<XmlElement> answers = new ArrayList<>();
        XmlElement next = parsed(connection.stanza());
        while (!next.attribute("id").orElse("").equals("alive")) {
            answers.add(next);
            next = parsed(connection.stanza());
        }
        assertThat(next.attribute("type")).contains("result");
        return answers;
    }

    private static String condition(XmlElement answer) {
        XmlElement error = answer.child("error", "jabber:component:accept").orElseThrow();
        return error.attribute("type").orElseThrow()
                + ' '
                + error.children().get(0).name();
    }
}
