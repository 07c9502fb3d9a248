package im.fanfare.component.link;

/** Which characters XML 1.0 §2.2 admits; a host server ends a stream that carries another, escaped or not. */
final class XmlCharacters {
    static boolean admits(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' && c != '\n' && c != '\r' || c >= '\uFFFE') {
                return false;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private XmlCharacters() {}
}
