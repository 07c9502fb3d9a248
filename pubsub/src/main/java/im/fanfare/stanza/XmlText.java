package im.fanfare.stanza;

/** Character data, unescaped. */
public record XmlText(String value) implements XmlNode {}
