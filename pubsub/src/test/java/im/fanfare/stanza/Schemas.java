package im.fanfare.stanza;

import java.io.IOException;
import java.io.StringReader;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.xml.sax.SAXException;

/**
 * What a service may say, by the schemas of the specifications: ours in {@code schemas/}, written after those and their
 * texts, each of which says where the two do not agree.
 */
public final class Schemas {
    private static final Map<String, String> FILES = files();
    private static final Schema ALL = all();

    /** Throws an AssertionError where a stanza that we send, or what a host server made of it, is not valid. */
    public static void assertValid(XmlElement stanza) {
        check(reported(stanza).toXml());
    }

    /** The same for a message as it is written into a component's stream. */
    public static void assertValid(String message) {
        check(message.replaceFirst("^<message", "<message xmlns='" + Stanzas.NS + "'"));
    }

    private static void check(String xml) {
        try {
            ALL.newValidator().validate(new StreamSource(new StringReader(xml)));
        } catch (SAXException invalid) {
            throw new AssertionError("not valid: " + invalid.getMessage() + "\n" + xml, invalid);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Of an error only the error: whoever bounces a stanza may send back what is wrong with it (RFC 6120 §8.3.1). */
    private static XmlElement reported(XmlElement stanza) {
        if (!stanza.attribute("type").filter("error"::equals).isPresent()) {
            return stanza;
        }
        List<XmlNode> error = List.copyOf(stanza.children("error", stanza.namespace()));
        return new XmlElement(stanza.name(), stanza.namespace(), stanza.attributes(), error);
    }

    private static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(XMLConstants.XML_NS_URI, "xml");
        files.put(Stanzas.NS, "component");
        files.put("jabber:client", "client");
        files.put(Stanzas.ERRORS, "stanza-errors");
        files.put("http://jabber.org/protocol/commands", "commands");
        files.put("http://jabber.org/protocol/disco#info", "disco-info");
        files.put("http://jabber.org/protocol/disco#items", "disco-items");
        files.put("http://jabber.org/protocol/pubsub", "pubsub");
        files.put("http://jabber.org/protocol/pubsub#errors", "pubsub-errors");
        files.put("http://jabber.org/protocol/pubsub#event", "pubsub-event");
        files.put("http://jabber.org/protocol/pubsub#owner", "pubsub-owner");
        files.put("http://jabber.org/protocol/rsm", "result-sets");
        files.put("http://jabber.org/protocol/shim", "shim");
        files.put("http://jabber.org/protocol/xdata-layout", "data-layout");
        files.put("http://jabber.org/protocol/xdata-validate", "data-validation");
        files.put("jabber:iq:version", "version");
        files.put("jabber:x:data", "data-forms");
        files.put("urn:xmpp:delay", "delay");
        files.put("urn:xmpp:forward:0", "forward");
        files.put("urn:xmpp:mam:2", "archive");
        files.put("urn:xmpp:pubsub:cap:0", "compare-and-publish");
        files.put("urn:xmpp:time", "time");
        return files;
    }

    /** One schema that imports each with its file, so that they find one another by their namespaces. */
    private static Schema all() {
        var imports = FILES.entrySet().stream()
                .map(file ->
                        "<xs:import namespace='" + file.getKey() + "' schemaLocation='" + url(file.getValue()) + "'/>")
                .collect(Collectors.joining());
        var root = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>" + imports + "</xs:schema>";
        try {
            return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                    .newSchema(new StreamSource(new StringReader(root)));
        } catch (SAXException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    private static URL url(String file) {
        return Objects.requireNonNull(Schemas.class.getResource("schemas/" + file + ".xsd"), file);
    }

    private Schemas() {}
}
