package im.fanfare.fanout;

import im.fanfare.pubsub.Payload;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A {@code <body/>} for those whose clients do not understand the payload: XEP-0060 §13.8. Of an Atom entry (RFC 4287) it
 * is the summary, or else the title; what is spelled as HTML is neither. Other payloads have none.
 *
 * <p>It is read out of the notification as it is told, and only where somebody wants it, so that it costs all others nothing.
 */
final class PayloadBody {
    private static final Logger LOG = LoggerFactory.getLogger(PayloadBody.class);

    /** So that what is behind an address is a document: there a start tag ends. */
    private static final byte[] BEFORE = "<message to='".getBytes(StandardCharsets.UTF_8);

    /**
     * The element, as it stands in a message.
     *
     * @param behind the message behind its address, in UTF-8
     */
    static Optional<String> of(byte[] behind) {
        try {
            InputStream message =
                    new SequenceInputStream(new ByteArrayInputStream(BEFORE), new ByteArrayInputStream(behind));
            String text = entries(parser().parse(message))
                    .flatMap(entry -> text(entry).stream())
                    .collect(Collectors.joining("\n"));
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(XmlElement.text("body", Stanzas.NS, text).toXml(Stanzas.NS));
        } catch (IOException | ParserConfigurationException | SAXException e) {
            LOG.warn("a notification goes without a body, since it cannot be read", e);
            return Optional.empty();
        }
    }

    private static DocumentBuilder parser() throws ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        DocumentBuilder parser = factory.newDocumentBuilder();
        parser.setErrorHandler(null); // it would write to the standard error, besides throwing
        return parser;
    }

    private static Stream<Element> entries(Document message) {
        return elements(message.getElementsByTagNameNS(ItemEvent.NS, "item"))
                .flatMap(item -> elements(item.getChildNodes()))
                .filter(payload -> is(payload, "entry"));
    }

    private static Optional<String> text(Element entry) {
        return Stream.of("summary", "title")
                .flatMap(name -> elements(entry.getChildNodes()).filter(child -> is(child, name)))
                .filter(child -> !child.getAttribute("type").equals("html"))
                .map(child -> child.getTextContent().strip())
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    private static boolean is(Element element, String name) {
        return name.equals(element.getLocalName()) && Payload.ATOM.equals(element.getNamespaceURI());
    }

    private static Stream<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast);
    }

    private PayloadBody() {}
}
