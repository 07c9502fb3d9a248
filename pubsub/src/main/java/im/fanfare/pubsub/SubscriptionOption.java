package im.fanfare.pubsub;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The options of a subscription that we support, as registered in XEP-0060 §17.4.3: name, type, label, default and what
 * a value may be.
 */
public enum SubscriptionOption {
    DELIVER("pubsub#deliver", ConfigField.Type.BOOLEAN, "Whether notifications are received", "true"),
    /** A time to the second, in UTC; empty where the subscription does not end by itself. */
    EXPIRE("pubsub#expire", ConfigField.Type.TEXT, "When the subscription ends, as XEP-0082 spells it", "") {
        @Override
        Optional<String> canonical(String text) {
            return text.isEmpty() ? Optional.of(text) : dateTime(text);
        }
    };

    /** Beyond it the year has more than four digits. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final String fieldName;
    private final ConfigField.Type type;
    private final String label;
    private final String standard;

    SubscriptionOption(String fieldName, ConfigField.Type type, String label, String standard) {
        this.fieldName = fieldName;
        this.type = type;
        this.label = label;
        this.standard = standard;
    }

    public static Optional<SubscriptionOption> parse(String fieldName) {
        for (SubscriptionOption option : values()) {
            if (option.fieldName.equals(fieldName)) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    /** As registered, for example {@code pubsub#deliver}. */
    public String fieldName() {
        return fieldName;
    }

    public ConfigField.Type type() {
        return type;
    }

    public String label() {
        return label;
    }

    /** The value of a subscription that was made without this option. */
    public String standard() {
        return standard;
    }

    /** The one spelling of this value, or nothing where the option cannot have it. */
    Optional<String> canonical(String text) {
        return type.canonical(text);
    }

    private static Optional<String> dateTime(String text) {
        try {
            Instant time = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.SECONDS);
            return time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)
                    ? Optional.empty()
                    : Optional.of(time.toString());
        } catch (DateTimeException spellsNone) {
            return Optional.empty();
        }
    }
}
