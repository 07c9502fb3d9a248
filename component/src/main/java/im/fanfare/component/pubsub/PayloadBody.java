package im.fanfare.component.pubsub;

import im.fanfare.component.link.StanzaParser;
import im.fanfare.pubsub.Payload;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import im.fanfare.stanza.XmlNode;
import im.fanfare.stanza.XmlText;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A {@code <body/>} for those whose clients do not understand the payload: XEP-0060 §13.8. Of an Atom entry (RFC 4287) it
 * is the summary, or else the title; what is spelled as HTML is neither. Other payloads have none.
 *
 * <p>It is read out of the notification as it is told, and only where somebody wants it, so that it costs all others nothing.
 */
public final class PayloadBody {
    private static final String EVENT = "http://jabber.org/protocol/pubsub#event";
    private static final StanzaParser PARSER = StanzaParser.usual();

    /** The element, as it stands in this notification. */
    public static Optional<String> of(String notification) {
        String text = PARSER.find(notification).stream()
                .flatMap(message -> message.children("event", EVENT).stream())
                .flatMap(event -> event.children("items", EVENT).stream())
                .flatMap(items -> items.children("item", EVENT).stream())
                .flatMap(item -> item.children("entry", Payload.ATOM).stream())
                .flatMap(entry -> ofEntry(entry).stream())
                .collect(Collectors.joining("\n"));
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(XmlElement.text("body", Stanzas.NS, text).toXml(Stanzas.NS));
    }

    private static Optional<String> ofEntry(XmlElement entry) {
        return Stream.of("summary", "title")
                .flatMap(name -> entry.children(name, Payload.ATOM).stream())
                .filter(construct -> !construct.attribute("type").equals(Optional.of("html")))
                .map(construct -> text(construct).strip())
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    /** With that of children, as XHTML has it. */
    private static String text(XmlNode node) {
        if (node instanceof XmlElement element) {
            return element.content().stream().map(PayloadBody::text).collect(Collectors.joining());
        }
        return node instanceof XmlText text ? text.value() : "";
    }

    private PayloadBody() {}
}
