package im.fanfare.pubsub;

import java.nio.charset.StandardCharsets;

/**
 * What a publisher put into an item: one XML element, opaque to us.
 *
 * @param namespace of the element
 * @param xml the element as a document of its own
 */
public record Payload(String namespace, String xml) {
    /** RFC 4287. */
    public static final String ATOM = "http://www.w3.org/2005/Atom";

    /** Its size on the wire. */
    public int bytes() {
        return xml.getBytes(StandardCharsets.UTF_8).length;
    }
}
