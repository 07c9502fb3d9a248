package im.fanfare.pubsub;

import java.util.Locale;
import java.util.Optional;

/** XEP-0060 §4.2. */
public enum SubscriptionState {
    NONE,
    PENDING,
    UNCONFIGURED,
    SUBSCRIBED;

    /** As XEP-0060 spells it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<SubscriptionState> parse(String word) {
        for (SubscriptionState state : values()) {
            if (state.word().equals(word)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
