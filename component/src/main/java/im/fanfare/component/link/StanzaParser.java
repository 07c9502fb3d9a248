package im.fanfare.component.link;

import com.ctc.wstx.api.WstxInputProperties;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

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

    /** The stanza, or nothing where this is none. */
    public Optional<XmlElement> find(String stanza) {
        try {
            return Optional.of(parse(stanza));
        } catch (XMLStreamException isNone) {
            return Optional.empty();
        }
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
        XmlAssembly assembly = new XmlAssembly();
        while (true) {
            reader.next();
            Optional<XmlElement> whole = assembly.take(reader);
            if (whole.isPresent()) {
                return whole.get();
            }
        }
    }

    private static XMLInputFactory input() {
        XMLInputFactory input = XmlAssembly.parser();
        // The framer has bounded the stanza already.
        input.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, Integer.MAX_VALUE);
        return input;
    }
}
