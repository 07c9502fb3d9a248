package im.fanfare.pubsub;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * An XMPP address, prepared for comparison: RFC 7622, with the case folding of RFC 6122 for local part and domain.
 *
 * @param local the part before the @, or empty
 * @param domain never empty
 * @param resource the part after the slash, or empty
 */
public record Jid(String local, String domain, String resource) implements Comparable<Jid> {
    private static final int MAX_PART_BYTES = 1023;

    /** RFC 7622 §3.3.1, and white space. */
    private static final String FORBIDDEN_IN_LOCAL = "\"&'/:<>@";

    /**
     * The address that a text spells.
     *
     * @throws IllegalArgumentException if it spells none
     */
    public static Jid parse(String text) {
        int slash = text.indexOf('/');
        String bare = slash < 0 ? text : text.substring(0, slash);
        String resource = slash < 0 ? "" : text.substring(slash + 1);
        int at = bare.indexOf('@');
        String local = at < 0 ? "" : bare.substring(0, at);
        String domain = bare.substring(at + 1);
        if (at == 0 || domain.isEmpty() || slash >= 0 && resource.isEmpty()) {
            throw new IllegalArgumentException("a part of the address is empty");
        }
        return new Jid(localPart(local), domainPart(domain), part(resource));
    }

    /** The address that a text spells, or nothing where it spells none. */
    public static Optional<Jid> of(String text) {
        try {
            return Optional.of(parse(text));
        } catch (IllegalArgumentException spellsNone) {
            return Optional.empty();
        }
    }

    private static String localPart(String text) {
        String local = part(fold(text));
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            if (FORBIDDEN_IN_LOCAL.indexOf(c) >= 0 || Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                throw new IllegalArgumentException("a character that a local part may not have");
            }
        }
        return local;
    }

    private static String domainPart(String text) {
        String domain = part(fold(text.endsWith(".") ? text.substring(0, text.length() - 1) : text));
        if (domain.isEmpty() || domain.startsWith(".") || domain.contains("..")) {
            throw new IllegalArgumentException("an empty label in the domain");
        }
        for (int i = 0; i < domain.length(); i++) {
            char c = domain.charAt(i);
            // Letters and digits of any script, and what DNS names and IP literals are made of.
            if (!Character.isLetterOrDigit(c)
                    && !Character.isSurrogate(c)
                    && Character.getType(c) != Character.NON_SPACING_MARK
                    && Character.getType(c) != Character.COMBINING_SPACING_MARK
                    && "-._[]:".indexOf(c) < 0) {
                throw new IllegalArgumentException("a character that a domain may not have");
            }
        }
        return domain;
    }

    private static String part(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_PART_BYTES) {
            throw new IllegalArgumentException("a part of the address is longer than 1023 bytes");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || c == '\uFFFE' || c == '\uFFFF' || c == '\uFFFD') {
                throw new IllegalArgumentException("a control character in the address");
            }
        }
        return text;
    }

    private static String fold(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return Normalizer.normalize(
                        Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT),
                        Normalizer.Form.NFKC);
            }
        }
        return text.toLowerCase(Locale.ROOT);
    }

    public Jid bare() {
        return isBare() ? this : new Jid(local, domain, "");
    }

    public boolean isBare() {
        return resource.isEmpty();
    }

    @Override
    public int compareTo(Jid other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        String bare = local.isEmpty() ? domain : local + '@' + domain;
        return isBare() ? bare : bare + '/' + resource;
    }
}
