package im.fanfare.stanza;

import java.util.Optional;

/**
 * A stanza error: RFC 6120 §8.3.
 *
 * @param condition the defined condition, an element name such as {@code item-not-found}
 * @param application the application-specific condition beside it
 * @param text what a person may be shown
 */
public record StanzaError(Type type, String condition, Optional<XmlElement> application, Optional<String> text) {
    public enum Type {
        AUTH,
        CANCEL,
        MODIFY,
        WAIT
    }

    public static StanzaError of(Type type, String condition) {
        return new StanzaError(type, condition, Optional.empty(), Optional.empty());
    }

    public StanzaError with(XmlElement applicationCondition) {
        return new StanzaError(type, condition, Optional.of(applicationCondition), text);
    }

    public StanzaError with(String explanation) {
        return new StanzaError(type, condition, application, Optional.of(explanation));
    }

    public XmlElement toElement() {
        XmlElement error = XmlElement.of("error", Stanzas.NS)
                .with("type", Stanzas.lowerCase(type))
                .with(XmlElement.of(condition, Stanzas.ERRORS));
        XmlElement explained = text.map(words -> error.with(XmlElement.text("text", Stanzas.ERRORS, words)))
                .orElse(error);
        return application.map(explained::with).orElse(explained);
    }
}
