package im.fanfare.component.link;

import im.fanfare.stanza.XmlElement;
import im.fanfare.stanza.XmlNode;
import im.fanfare.stanza.XmlText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.XMLInputFactory2;

/** One element, put together from what a reader comes upon, event by event. It bounds nothing. */
public final class XmlAssembly {
    private final Deque<Open> open = new ArrayDeque<>();

    private record Open(String name, String namespace, Map<String, String> attributes, List<XmlNode> content) {
        XmlElement close() {
            return new XmlElement(name, namespace, attributes, content);
        }
    }

    /**
     * What reads XML that others wrote: it fetches nothing and knows no entities of anybody's own. Woodstox, or the start
     * fails: another parser does not know the last property.
     */
    public static XMLInputFactory parser() {
        XMLInputFactory input = XMLInputFactory.newFactory();
        input.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        input.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        input.setProperty(XMLInputFactory.IS_COALESCING, true);
        // A fault is to be thrown where the parser meets it, not by a getter later on.
        input.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
        return input;
    }

    /** As the reader says it, with the empty text for none. */
    public static String namespace(String uri) {
        return uri == null ? "" : uri;
    }

    /** How many elements have begun and not ended. */
    public int depth() {
        return open.size();
    }

    /** The local name of the outermost element. */
    public String name() {
        return open.getLast().name();
    }

    /**
     * Takes the event that the reader stands at.
     *
     * @return the element, where it ends here
     * @throws XMLStreamException if an XMPP stream may not carry such a thing: RFC 6120 §11.1
     */
    public Optional<XmlElement> take(XMLStreamReader reader) throws XMLStreamException {
        switch (reader.getEventType()) {
            case XMLStreamConstants.START_ELEMENT ->
                open.push(new Open(
                        reader.getLocalName(),
                        namespace(reader.getNamespaceURI()),
                        attributes(reader),
                        new ArrayList<>(2)));
            case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                if (!open.isEmpty()) {
                    open.element().content().add(new XmlText(reader.getText()));
                }
            }
            case XMLStreamConstants.END_ELEMENT -> {
                XmlElement whole = open.pop().close();
                if (open.isEmpty()) {
                    return Optional.of(whole);
                }
                open.element().content().add(whole);
            }
            default -> throw new XMLStreamException("not allowed in a stream: RFC 6120 §11.1");
        }
        return Optional.empty();
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

    /** As XmlElement spells it. */
    private static String key(String namespace, String name) {
        if (namespace.isEmpty()) {
            return name;
        }
        return namespace.equals(XMLConstants.XML_NS_URI) ? "xml:" + name : '{' + namespace + '}' + name;
    }
}
