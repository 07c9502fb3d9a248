package im.fanfare.stanza;

/**
 * An element that is kept as text, such as a stored payload, and goes out without being read again.
 *
 * @param xml what {@link XmlElement#toXml()} made of the element, so that it may stand anywhere
 */
public record XmlRaw(String xml) implements XmlNode {}
