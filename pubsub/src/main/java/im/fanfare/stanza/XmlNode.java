package im.fanfare.stanza;

/** What an XML element may contain. */
public sealed interface XmlNode permits XmlElement, XmlRaw, XmlText {}
