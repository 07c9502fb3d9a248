package im.fanfare.component.link;

import com.ctc.wstx.api.WstxInputProperties;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import im.fanfare.stanza.XmlNode;
import im.fanfare.stanza.XmlText;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.XMLInputFactory2;

/**
 * Reads one stanza into immutable XML, with the namespaces that its stream declares.
 *
 * <p>What RFC 6120 §11.1 forbids (comments, processing instructions, declarations, entities of one's own) is refused
 * like anything else that is not well-formed. It bounds neither size nor depth; that is {@link StanzaFramer}'s.
 */
public final class StanzaParser {
    private static final String STREAM =
            "<stream:stream xmlns='" + Stanzas.NS + "' xmlns:stream='" + LinkStream.STREAMS + "'>";

    private static final XMLInputFactory INPUT = input();

    private final byte[] before;
    private final byte[] after;

    private StanzaParser(byte[] before, byte[] after) {
        this.before = before;
        this.after = after;
    }

    /** For the stanzas of a stream that the host server opened with this tag. */
    static StanzaParser inside(byte[] startTag) {
        int end = 1;
        while (end < startTag.length && " \t\r\n>/".indexOf(startTag[end]) < 0) {
            end++;
        }
        String name = new String(startTag, 1, end - 1, StandardCharsets.UTF_8);
        return new StanzaParser(startTag, ("</" + name + '>').getBytes(StandardCharsets.UTF_8));
    }

    /** For stanzas as the specifications show them. */
    public static StanzaParser usual() {
        return inside(STREAM.getBytes(StandardCharsets.UTF_8));
    }

    public XmlElement parse(String stanza) throws XMLStreamException {
        byte[] bytes = stanza.getBytes(StandardCharsets.UTF_8);
        return parse(bytes, 0, bytes.length);
    }

    /**
     * The stanza in these bytes.
     *
     * @throws XMLStreamException if they are no XML, or not the XML that a stream may carry
     */
    public XmlElement parse(byte[] bytes, int from, int to) throws XMLStreamException {
        XmlElement stream = document(new ByteArrayInputStream(bytes, from, to - from));
        List<XmlElement> children = stream.children();
        if (children.size() != 1 || stream.content().size() != 1) {
            throw new XMLStreamException("not one element");
        }
        return children.get(0);
    }

    /** The stream's own start tag. */
    XmlElement stream() throws XMLStreamException {
        return document(InputStream.nullInputStream());
    }

    private XmlElement document(InputStream stanza) throws XMLStreamException {
        InputStream all = new SequenceInputStream(Collections.enumeration(
                List.of(new ByteArrayInputStream(before), stanza, new ByteArrayInputStream(after))));
        XMLStreamReader reader = INPUT.createXMLStreamReader(all, StandardCharsets.UTF_8.name());
        try {
            return read(reader);
        } finally {
            reader.close();
        }
    }

    private static XmlElement read(XMLStreamReader reader) throws XMLStreamException {
        Deque<Open> open = new ArrayDeque<>();
        while (true) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT ->
                    open.push(new Open(
                            reader.getLocalName(),
                            namespace(reader.getNamespaceURI()),
                            attributes(reader),
                            new ArrayList<>(2)));
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    if (!open.isEmpty()) {
                        open.element().content.add(new XmlText(reader.getText()));
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    XmlElement whole = open.pop().close();
                    if (open.isEmpty()) {
                        return whole;
                    }
                    open.element().content.add(whole);
                }
                default -> throw new XMLStreamException("not allowed in a stream: RFC 6120 §11.1");
            }
        }
    }

    private static Map<String, String> attributes(XMLStreamReader reader) {
        int count = reader.getAttributeCount();
        Map<String, String> attributes = count == 0 ? Map.of() : new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String namespace = namespace(reader.getAttributeNamespace(i));
            String name = reader.getAttributeLocalName(i);
            attributes.put(key(namespace, name), reader.getAttributeValue(i));
        }
        return attributes;
    }

    private static String key(String namespace, String name) {
        if (namespace.isEmpty()) {
            return name;
        }
        return namespace.equals(XMLConstants.XML_NS_URI) ? "xml:" + name : '{' + namespace + '}' + name;
    }

    private static String namespace(String uri) {
        return uri == null ? "" : uri;
    }

    /** Woodstox, or the start fails: another parser does not know the last two properties. */
    private static XMLInputFactory input() {
        XMLInputFactory input = XMLInputFactory.newFactory();
        input.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        input.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        input.setProperty(XMLInputFactory.IS_COALESCING, true);
        // A fault is to be thrown where the parser meets it, not by a getter later on.
        input.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
        // The framer has bounded the stanza already.
        input.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, Integer.MAX_VALUE);
        return input;
    }

    private record Open(String name, String namespace, Map<String, String> attributes, List<XmlNode> content) {
        XmlElement close() {
            return new XmlElement(name, namespace, attributes, content);
        }
    }
}
