package im.fanfare.pubsub;

import java.util.Locale;
import java.util.Optional;

/** How available a resource says it is: RFC 6121 §4.7.2.1. */
public enum Show {
    AWAY,
    CHAT,
    DND,
    /** It says nothing of the kind. */
    ONLINE,
    XA;

    public static Optional<Show> parse(String word) {
        for (Show show : values()) {
            if (show.word().equals(word)) {
                return Optional.of(show);
            }
        }
        return Optional.empty();
    }

    /** As XEP-0060 §17.4.3 spells it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
