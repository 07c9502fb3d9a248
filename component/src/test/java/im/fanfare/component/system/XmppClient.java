package im.fanfare.component.system;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.iq.Xml;
import im.fanfare.embedded.HostServer;
import im.fanfare.stanza.Schemas;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import im.fanfare.stanza.XmlNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A user who is logged in and online, and who says and hears XML as it is.
 *
 * <p>Stanzas are shown as everywhere in our tests: in the namespace of a component's stream, without the space between
 * elements, and without the language that host servers add.
 */
public final class XmppClient implements AutoCloseable {
    public static final String SERVICE = "pubsub.localhost";

    private static final long PATIENCE_MILLIS = 30_000;
    private static final String CLIENT = "jabber:client";
    private static final String EVENT = "http://jabber.org/protocol/pubsub#event";

    private final Socket socket;
    private final String jid;
    private final List<XmlElement> heard = new ArrayList<>();
    private Optional<String> end = Optional.empty();
    private Optional<AssertionError> invalid = Optional.empty();
    private int asked;

    private XmppClient(Socket socket, String jid) {
        this.socket = socket;
        this.jid = jid;
    }

    /** Logs in; password and name are the same. */
    public static XmppClient login(HostServer server, String user, String resource)
            throws IOException, XMLStreamException {
        var socket =
                new Socket(InetAddress.getLoopbackAddress(), server.settings().clientPort());
        socket.setSoTimeout((int) PATIENCE_MILLIS);
        var client = new XmppClient(socket, user + '@' + HostServer.DOMAIN + '/' + resource);
        var greeting = client.open();
        client.says("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
                + Base64.getEncoder().encodeToString(("\0" + user + '\0' + user).getBytes(StandardCharsets.UTF_8))
                + "</auth>");
        greeting.nextTag();
        assertThat(Xml.read(greeting).name()).isEqualTo("success");

        var stream = client.open();
        socket.setSoTimeout(0); // from here on nothing may be said for long
        var ear = new Thread(() -> client.listen(stream), "ear of " + user);
        ear.setDaemon(true);
        ear.start();
        client.asks("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>" + resource
                + "</resource></bind></iq>");
        client.says("<presence/>");
        // The host server takes one stanza after the other: once this is answered, it knows that we are there.
        client.asks("<iq type='get' id='roster'><query xmlns='jabber:iq:roster'/></iq>");
        return client;
    }

    /** The full JID. */
    public String jid() {
        return jid;
    }

    public void says(String xml) {
        try {
            socket.getOutputStream().write(xml.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(jid + " cannot say " + xml, e);
        }
    }

    /** Sends an iq as it is and returns the answer, with its id. */
    public XmlElement asks(String iq) {
        var id = Xml.stanza(iq).attribute("id").orElseThrow();
        says(iq);
        return hears(answer -> answer.name().equals("iq")
                && answer.attribute("id").equals(Optional.of(id))
                && !List.of("get", "set").contains(answer.attribute("type").orElse("")));
    }

    /** Asks the service. */
    public XmlElement asks(String type, String payload) {
        return asks("<iq type='" + type + "' to='" + SERVICE + "' id='" + ++asked + "'>" + payload + "</iq>");
    }

    /** Has the service do what must succeed, one request after the other. */
    public void sets(String... payloads) {
        for (var payload : payloads) {
            assertThat(asks("set", payload).attribute("type")).as(payload).contains("result");
        }
    }

    /** The next notification of that node, without its id, which it must have. */
    public XmlElement isNotifiedOf(String node) {
        var notification = hears(stanza -> isNotification(stanza, node));
        assertThat(notification.attribute("id")).isPresent();
        return without("id", notification);
    }

    /** The next stanza of that kind, whatever came before or in between. */
    public synchronized XmlElement hears(Predicate<XmlElement> wanted) {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (true) {
            var mistake = invalid;
            invalid = Optional.empty(); // one test has it; those that come after may succeed
            mistake.ifPresent(error -> {
                throw error;
            });
            var found = heard.stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                heard.remove(found.get());
                return found.get();
            }
            long left = (deadline - System.nanoTime()) / 1_000_000;
            assertThat(left > 0 && end.isEmpty())
                    .as("%s waits in vain, having heard %s %s", jid, heard, end)
                    .isTrue();
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Whether such a stanza has come and was not asked for. */
    public synchronized boolean hasHeard(Predicate<XmlElement> wanted) {
        return heard.stream().anyMatch(wanted);
    }

    static boolean isNotification(XmlElement stanza, String node) {
        return stanza.name().equals("message")
                && stanza.child("event", EVENT)
                        .filter(event -> event.children().stream()
                                .anyMatch(child -> child.attribute("node").equals(Optional.of(node))))
                        .isPresent();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Opens a stream, and another after the authentication: RFC 6120 §6.4.6. */
    private XMLStreamReader open() throws IOException, XMLStreamException {
        says("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0' to='"
                + HostServer.DOMAIN + "'>");
        var stream = XMLInputFactory.newFactory().createXMLStreamReader(socket.getInputStream());
        stream.nextTag();
        stream.nextTag();
        Xml.read(stream); // the features; we know what the host servers offer
        return stream;
    }

    private void listen(XMLStreamReader stream) {
        try {
            while (stream.next() != XMLStreamReader.END_ELEMENT) {
                if (stream.isStartElement()) {
                    var stanza = Xml.read(stream);
                    check(stanza);
                    hear(Xml.plain(without("xml:lang", shown(stanza))));
                }
            }
            end("and the end of the stream");
        } catch (XMLStreamException | RuntimeException e) {
            end("and then " + e);
        }
    }

    /** What comes from the service has to be by the schemas of the specifications. */
    private synchronized void check(XmlElement stanza) {
        try {
            if (stanza.attribute("from").filter(SERVICE::equals).isPresent()) {
                Schemas.assertValid(stanza);
            }
        } catch (AssertionError error) {
            invalid = Optional.of(error);
        }
    }

    private synchronized void hear(XmlElement stanza) {
        heard.add(stanza);
        notifyAll();
    }

    private synchronized void end(String how) {
        end = Optional.of(how);
        notifyAll();
    }

    private static XmlElement shown(XmlElement element) {
        List<XmlNode> content = element.content().stream()
                .map(node -> node instanceof XmlElement child ? shown(child) : node)
                .toList();
        var namespace = element.namespace().equals(CLIENT) ? Stanzas.NS : element.namespace();
        return new XmlElement(element.name(), namespace, element.attributes(), content);
    }

    private static XmlElement without(String attribute, XmlElement element) {
        var attributes = new LinkedHashMap<>(element.attributes());
        attributes.remove(attribute);
        return new XmlElement(element.name(), element.namespace(), attributes, element.content());
    }
}
