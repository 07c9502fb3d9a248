package im.fanfare.component.iq;

import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import im.fanfare.stanza.XmlNode;
import im.fanfare.stanza.XmlText;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Stanzas as the specifications print them, read. */
public final class Xml {
    /** A stanza that stands in a component's stream. */
    public static XmlElement stanza(String xml) {
        try {
            XMLStreamReader reader = XMLInputFactory.newFactory()
                    .createXMLStreamReader(
                            new StringReader("<stream xmlns='" + Stanzas.NS + "'>" + xml.strip() + "</stream>"));
            reader.nextTag();
            reader.nextTag();
            return read(reader);
        } catch (XMLStreamException malformed) {
            throw new IllegalArgumentException(xml, malformed);
        }
    }

    /** What a stanza says, whatever of it was raw, without the white space between its elements. */
    public static XmlElement plain(XmlElement stanza) {
        return withoutSpace(stanza(stanza.toXml()));
    }

    public static XmlElement plain(String xml) {
        return withoutSpace(stanza(xml));
    }

    private static XmlElement withoutSpace(XmlElement element) {
        boolean hasChildren = !element.children().isEmpty();
        List<XmlNode> content = new ArrayList<>();
        for (XmlNode node : element.content()) {
            if (node instanceof XmlElement child) {
                content.add(withoutSpace(child));
            } else if (node instanceof XmlText text
                    && !(hasChildren && text.value().isBlank())) {
                content.add(text);
            }
        }
        return new XmlElement(element.name(), element.namespace(), element.attributes(), content);
    }

    /** The element that the reader has come to, with all that is in it. */
    public static XmlElement read(XMLStreamReader reader) throws XMLStreamException {
        String name = reader.getLocalName();
        String namespace = namespace(reader.getNamespaceURI());
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String space = namespace(reader.getAttributeNamespace(i));
            attributes.put(prefix(space) + reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        List<XmlNode> content = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        while (reader.next() != XMLStreamReader.END_ELEMENT) {
            if (reader.isStartElement()) {
                flush(text, content);
                content.add(read(reader));
            } else if (reader.isCharacters()) {
                text.append(reader.getText());
            }
        }
        flush(text, content);
        return new XmlElement(name, namespace, attributes, content);
    }

    private static String prefix(String namespace) {
        if (namespace.isEmpty()) {
            return "";
        }
        return namespace.equals(XMLConstants.XML_NS_URI) ? "xml:" : '{' + namespace + '}';
    }

    private static void flush(StringBuilder text, List<XmlNode> content) {
        if (text.length() > 0) {
            content.add(new XmlText(text.toString()));
            text.setLength(0);
        }
    }

    private static String namespace(String uri) {
        return uri == null ? "" : uri;
    }

    private Xml() {}
}
