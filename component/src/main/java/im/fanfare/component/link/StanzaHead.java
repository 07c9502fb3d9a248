package im.fanfare.component.link;

import im.fanfare.pubsub.Jid;
import im.fanfare.stanza.StanzaError;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The start tag of a stanza that cannot be read as a whole, read as far as an answer needs it. */
record StanzaHead(String name, Map<String, String> attributes) {
    private static final Pattern ATTRIBUTE = Pattern.compile("([^\\s='\"<>/]+)\\s*=\\s*(?:'([^'<]*)'|\"([^\"<]*)\")");
    private static final Pattern REFERENCE = Pattern.compile("&(?:#(\\d{1,7})|#x(\\p{XDigit}{1,6})|(\\w{2,4}));");
    private static final Map<String, String> ENTITIES =
            Map.of("lt", "<", "gt", ">", "amp", "&", "apos", "'", "quot", "\"");

    static StanzaHead read(byte[] bytes, int from, int to) {
        int length = Math.min(to - from, StanzaFramer.HEAD_BYTES);
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        int name = Math.min(1, text.length());
        while (name < text.length() && " \t\r\n>/".indexOf(text.charAt(name)) < 0) {
            name++;
        }
        Map<String, String> attributes = new HashMap<>();
        Matcher next = ATTRIBUTE.matcher(text).region(name, Math.max(name, endOfTag(text)));
        while (next.find()) {
            String value = next.group(2) != null ? next.group(2) : next.group(3);
            attributes.putIfAbsent(next.group(1), unescaped(value));
        }
        return new StanzaHead(text.substring(Math.min(1, text.length()), name), Map.copyOf(attributes));
    }

    private static int endOfTag(String text) {
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '>') {
                return i;
            }
        }
        return text.length();
    }

    private static String unescaped(String value) {
        return REFERENCE.matcher(value).replaceAll(found -> Matcher.quoteReplacement(referred(found.group(), found)));
    }

    private static String referred(String whole, java.util.regex.MatchResult reference) {
        if (reference.group(3) != null) {
            return ENTITIES.getOrDefault(reference.group(3), whole);
        }
        int code = reference.group(1) != null
                ? Integer.parseInt(reference.group(1))
                : Integer.parseInt(reference.group(2), 16);
        return Character.isValidCodePoint(code) ? Character.toString(code) : whole;
    }

    /**
     * What the sender of a request is told. Only an iq of type get or set may be answered (RFC 6120 §8.3.1), and only in
     * the name of the service: a host server ends the stream of a component that speaks for others.
     */
    Optional<XmlElement> refusal(String service, StanzaError error) {
        String type = attributes.getOrDefault("type", "");
        String id = attributes.getOrDefault("id", "");
        String from = attributes.getOrDefault("from", "");
        String to = attributes.getOrDefault("to", "");
        boolean request = name.equals("iq") && (type.equals("get") || type.equals("set"));
        if (!request || !XmlCharacters.admits(id) || Jid.of(from).isEmpty() || !isOurs(to, service)) {
            return Optional.empty();
        }
        return Optional.of(XmlElement.of("iq", Stanzas.NS)
                .with("type", "error")
                .with("id", id)
                .with("from", to)
                .with("to", from)
                .with(error.toElement()));
    }

    private static boolean isOurs(String text, String service) {
        return Jid.of(text).filter(jid -> jid.domain().equals(service)).isPresent();
    }
}
