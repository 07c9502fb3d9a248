package im.fanfare.stanza;

import java.util.Map;

/** XML as text: the only place where it is put together from strings. */
public final class XmlWriter {
    /** What no namespace is called, so that any is declared inside it. */
    static final String NOWHERE = "\0";

    static void write(XmlElement element, String inherited, StringBuilder xml) {
        xml.append('<').append(element.name());
        if (!element.namespace().equals(inherited)) {
            attribute("xmlns", element.namespace(), xml);
        }
        attributes(element.attributes(), xml);
        if (element.content().isEmpty()) {
            xml.append("/>");
            return;
        }
        xml.append('>');
        for (XmlNode node : element.content()) {
            if (node instanceof XmlElement child) {
                write(child, element.namespace(), xml);
            } else if (node instanceof XmlText text) {
                escape(text.value(), xml);
            } else if (node instanceof XmlRaw raw) {
                xml.append(raw.xml());
            }
        }
        xml.append("</").append(element.name()).append('>');
    }

    private static void attributes(Map<String, String> attributes, StringBuilder xml) {
        int prefixes = 0;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            String key = attribute.getKey();
            if (key.startsWith("{")) {
                int end = key.indexOf('}');
                String prefix = "ns" + prefixes++;
                attribute("xmlns:" + prefix, key.substring(1, end), xml);
                attribute(prefix + ':' + key.substring(end + 1), attribute.getValue(), xml);
            } else {
                attribute(key, attribute.getValue(), xml);
            }
        }
    }

    private static void attribute(String name, String value, StringBuilder xml) {
        xml.append(' ').append(name).append("='");
        escape(value, xml);
        xml.append('\'');
    }

    /** Text as it may stand between tags and between quotes of either kind. */
    public static String escape(String text) {
        StringBuilder xml = new StringBuilder(text.length() + 16);
        escape(text, xml);
        return xml.toString();
    }

    /** What {@link #escape} was given. */
    public static String unescape(String xml) {
        return xml.indexOf('&') < 0
                ? xml
                : xml.replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&apos;", "'")
                        .replace("&quot;", "\"")
                        .replace("&#10;", "\n")
                        .replace("&#13;", "\r")
                        .replace("&#9;", "\t")
                        .replace("&amp;", "&"); // at last: what it leads in is no entity
    }

    private static void escape(String text, StringBuilder xml) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '&' -> xml.append("&amp;");
                case '\'' -> xml.append("&apos;");
                case '"' -> xml.append("&quot;");
                // A parser would turn these into spaces inside an attribute, and \r into \n anywhere.
                case '\n', '\r', '\t' -> xml.append("&#").append((int) c).append(';');
                default -> xml.append(c);
            }
        }
    }

    private XmlWriter() {}
}
