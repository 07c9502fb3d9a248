package im.fanfare.component.portable;

import com.ctc.wstx.api.WstxInputProperties;
import im.fanfare.component.forms.DataForm;
import im.fanfare.component.link.XmlAssembly;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.SubId;
import im.fanfare.stanza.XmlElement;
import java.io.InputStream;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads a node out of a file as {@link NodeFile} and others write it, piece by piece: it holds no more than one item at a
 * time. Whatever else the file has is passed over, but nothing that would have to be fetched from elsewhere.
 */
public final class NodeFileReader {
    /** Is told what there is, in the order of the file. */
    public interface Sink<E extends Exception> {
        /**
         * How the node is configured.
         *
         * @param user whose it is there; empty: nobody's in particular
         */
        void configuration(String user, DataForm form) throws E;

        /** The words as the file has them. */
        void affiliation(String jid, String affiliation) throws E;

        /** The words as the file has them, and a form of options where there is one. */
        void subscription(String jid, Optional<SubId> subId, String state, Optional<DataForm> options) throws E;

        /** An item of XEP-0060. */
        void item(XmlElement item) throws E;
    }

    private static final XMLInputFactory INPUT = input();
    private static final String XINCLUDE = "http://www.w3.org/2001/XInclude";

    /** Of one piece: more than any host server would take. */
    private static final int MOST_CHARACTERS = 4 << 20;

    private static final int MOST_ELEMENTS = 50_000;
    private static final int MOST_DEPTH = 128;

    private final XMLStreamReader reader;
    private final String node;
    private final Optional<String> wantedUser;
    private String host = "";
    private String user = "";

    private NodeFileReader(XMLStreamReader reader, String node, Optional<String> wantedUser) {
        this.reader = reader;
        this.node = node;
        this.wantedUser = wantedUser;
    }

    /**
     * Reads a file to its end.
     *
     * @param node which one of it
     * @param user whose: a bare JID; absent: anybody's
     */
    public static <E extends Exception> void read(InputStream file, String node, Optional<String> user, Sink<E> sink)
            throws MalformedFile, E {
        try {
            XMLStreamReader reader = INPUT.createXMLStreamReader(file);
            try {
                new NodeFileReader(reader, node, user).read(sink);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException fault) {
            throw new MalformedFile("this is not well-formed: " + fault.getMessage());
        }
    }

    private <E extends Exception> void read(Sink<E> sink) throws XMLStreamException, MalformedFile, E {
        if (reader.nextTag() != XMLStreamConstants.START_ELEMENT || !is("server-data", NodeFile.NS)) {
            throw new MalformedFile("this does not begin with server-data of " + NodeFile.NS);
        }
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                begin(sink);
            } else if (event == XMLStreamConstants.END_ELEMENT && is("user", NodeFile.NS)) {
                user = "";
            }
        }
    }

    private <E extends Exception> void begin(Sink<E> sink) throws XMLStreamException, MalformedFile, E {
        if (is("host", NodeFile.NS)) {
            host = attribute("jid");
        } else if (is("user", NodeFile.NS)) {
            user = compared(attribute("name") + '@' + host);
        } else if (is("pubsub", NodeFile.OWNER) || is("pubsub", NodeFile.PUBSUB)) {
            // its children come next
        } else if (isWanted("configure", NodeFile.OWNER)) {
            XmlElement configure = element();
            Optional<DataForm> form = configure.child("x", DataForm.NS).flatMap(DataForm::parse);
            sink.configuration(user, form.orElseThrow(() -> new MalformedFile("the configuration is no data form")));
        } else if (isWanted("affiliations", NodeFile.OWNER)) {
            this.<E>forEach(affiliation -> sink.affiliation(
                    affiliation.attribute("jid").orElse(""),
                    affiliation.attribute("affiliation").orElse("")));
        } else if (isWanted("subscriptions", NodeFile.OWNER)) {
            this.<E>forEach(subscription -> sink.subscription(
                    subscription.attribute("jid").orElse(""),
                    subscription
                            .attribute("subid")
                            .filter(name -> !name.isEmpty())
                            .map(SubId::new),
                    subscription.attribute("subscription").orElse(""),
                    subscription
                            .child("options", NodeFile.PUBSUB)
                            .flatMap(options -> options.child("x", DataForm.NS))
                            .flatMap(DataForm::parse)));
        } else if (isWanted("items", NodeFile.PUBSUB)) {
            this.<E>forEach(sink::item);
        } else {
            skip();
        }
    }

    /** Takes one child. */
    private interface Taking<E extends Exception> {
        void take(XmlElement child) throws E;
    }

    private <E extends Exception> void forEach(Taking<E> taking) throws XMLStreamException, MalformedFile, E {
        while (reader.nextTag() == XMLStreamConstants.START_ELEMENT) {
            taking.take(element());
        }
    }

    private boolean isWanted(String name, String namespace) {
        return is(name, namespace)
                && attribute("node").equals(node)
                && (user.isEmpty() || wantedUser.map(user::equals).orElse(true));
    }

    /** As JIDs are spelled where they are compared. */
    private static String compared(String jid) {
        return Jid.of(jid).map(Jid::toString).orElse(jid);
    }

    private boolean is(String name, String namespace) {
        return reader.getLocalName().equals(name)
                && XmlAssembly.namespace(reader.getNamespaceURI()).equals(namespace);
    }

    private String attribute(String name) {
        return Optional.ofNullable(reader.getAttributeValue(null, name)).orElse("");
    }

    private void skip() throws XMLStreamException, MalformedFile {
        int depth = 0;
        do {
            if (reader.isStartElement()) {
                if (XmlAssembly.namespace(reader.getNamespaceURI()).equals(XINCLUDE)) {
                    throw new MalformedFile("parts of this are in other files, which are not looked for: XInclude");
                }
                depth++;
            } else if (reader.isEndElement()) {
                depth--;
            }
        } while (depth > 0 && reader.next() != XMLStreamConstants.END_DOCUMENT);
    }

    // -------------------------------------------------------------------------------------------------- one element

    /** The element that begins here, whole. */
    private XmlElement element() throws XMLStreamException, MalformedFile {
        XmlAssembly assembly = new XmlAssembly();
        int characters = 0;
        int elements = 0;
        while (true) {
            if (reader.isStartElement()) {
                elements++;
            } else if (reader.isCharacters()) {
                characters += reader.getTextLength();
            }
            // A file may have comments, which a stream may not.
            if (reader.isStartElement() || reader.isCharacters() || reader.isEndElement()) {
                Optional<XmlElement> whole = assembly.take(reader);
                if (whole.isPresent()) {
                    return whole.get();
                }
            }
            if (characters > MOST_CHARACTERS || elements > MOST_ELEMENTS || assembly.depth() > MOST_DEPTH) {
                throw new MalformedFile("an element is larger than any could be: " + assembly.name());
            }
            reader.next();
        }
    }

    private static XMLInputFactory input() {
        XMLInputFactory input = XmlAssembly.parser();
        input.setProperty(WstxInputProperties.P_MAX_TEXT_LENGTH, MOST_CHARACTERS);
        input.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, MOST_DEPTH + 8);
        return input;
    }
}
