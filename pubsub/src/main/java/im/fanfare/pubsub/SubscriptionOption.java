package im.fanfare.pubsub;

import java.util.Optional;

/**
 * The options of a subscription that we support, as registered in XEP-0060 §17.4.3: name, type, label, default and what
 * a value may be.
 */
public enum SubscriptionOption {
    DELIVER("pubsub#deliver", ConfigField.Type.BOOLEAN, "Whether notifications are received", "true");

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
}
