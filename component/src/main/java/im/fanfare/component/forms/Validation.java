package im.fanfare.component.forms;

import im.fanfare.stanza.XmlElement;

/**
 * What the values of a field have to be: XEP-0122 §3. It helps who fills in the form; what is submitted is looked at
 * anyway (§4.4).
 *
 * @param datatype with its prefix (§3.1)
 * @param method one of those of §3.2
 */
public record Validation(String datatype, XmlElement method) {
    public static final String NS = "http://jabber.org/protocol/xdata-validate";

    public static final String INTEGER = "xs:integer";

    /**
     * XEP-0060 §13.23, which spells it without a prefix, as XEP-0122 §3.1 allows no name; the prefix is the one that
     * others write. Who does not know it takes the value for text (§4.1).
     */
    public static final String INTEGER_OR_MAX = "pubsub:integer-or-max";

    /** Any value of the type. */
    public static Validation basic(String datatype) {
        return new Validation(datatype, XmlElement.of("basic", NS));
    }

    /** What is offered, or any other value of the type. */
    public static Validation open(String datatype) {
        return new Validation(datatype, XmlElement.of("open", NS));
    }

    /** From the one number to the other. */
    public static Validation range(String datatype, int least, int most) {
        XmlElement range =
                XmlElement.of("range", NS).with("min", Integer.toString(least)).with("max", Integer.toString(most));
        return new Validation(datatype, range);
    }

    XmlElement write() {
        return XmlElement.of("validate", NS, method).with("datatype", datatype);
    }
}
