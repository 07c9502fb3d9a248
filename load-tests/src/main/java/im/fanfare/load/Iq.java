package im.fanfare.load;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The head of an iq as the component wrote it; empty where an attribute is not there. */
public record Iq(String type, String id, String from, String to) {
    private static final Pattern ATTRIBUTE = Pattern.compile("\\s(type|id|from|to)\\s*=\\s*(['\"])(.*?)\\2");

    public static Iq of(String xml) {
        String type = "";
        String id = "";
        String from = "";
        String to = "";
        Matcher attributes = ATTRIBUTE.matcher(xml).region(0, xml.indexOf('>'));
        while (attributes.find()) {
            String value = attributes.group(3);
            switch (attributes.group(1)) {
                case "type" -> type = value;
                case "id" -> id = value;
                case "from" -> from = value;
                default -> to = value;
            }
        }
        return new Iq(type, id, from, to);
    }

    public boolean isRequest() {
        return type.equals("get") || type.equals("set");
    }

    /** Nobody here offers anything: RFC 6120 §8.3.3.19. */
    String unavailable() {
        return "<iq type='error' from='" + to + "' to='" + from + "' id='" + id + "'><error type='cancel'>"
                + "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>";
    }
}
