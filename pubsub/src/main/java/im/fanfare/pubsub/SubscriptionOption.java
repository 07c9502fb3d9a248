package im.fanfare.pubsub;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The options of a subscription that we support, as registered in XEP-0060 §17.4.3: name, type, label, default and what
 * a value may be.
 */
public enum SubscriptionOption {
    DELIVER("pubsub#deliver", ConfigField.Type.BOOLEAN, "Whether notifications are received", "true"),
    /** A time to the second, in UTC, or {@code presence}; empty where the subscription does not end by itself. */
    EXPIRE(
            "pubsub#expire",
            ConfigField.Type.TEXT,
            "When the subscription ends, as XEP-0082 spells it, or presence",
            "") {
        @Override
        Optional<String> canonical(String text) {
            return text.isEmpty() || text.equals(SubscriptionOptions.PRESENCE) ? Optional.of(text) : dateTime(text);
        }
    },
    /** Where there are none, whatever the presence. */
    SHOW_VALUES(
            "pubsub#show-values", ConfigField.Type.LISTS, "When online in which way notifications are received", "") {
        @Override
        public List<String> options() {
            return Arrays.stream(Show.values()).map(Show::word).toList();
        }

        @Override
        Optional<String> canonical(String text) {
            return text.lines().allMatch(options()::contains)
                    ? Optional.of(text.lines().distinct().sorted().collect(Collectors.joining("\n")))
                    : Optional.empty();
        }
    },
    /** Of nodes that keep items: what is published is told at once, now and then, instead of each item by itself. */
    DIGEST("pubsub#digest", ConfigField.Type.BOOLEAN, "Whether items are notified in digests", "false"),
    /** Of the same. */
    DIGEST_FREQUENCY(
            "pubsub#digest_frequency",
            ConfigField.Type.TEXT,
            "The minimum number of milliseconds between two digests",
            "86400000") {
        @Override
        Optional<String> canonical(String text) {
            if (text.isEmpty()) {
                return Optional.of(standard());
            }
            boolean isNumber = text.length() <= LONGEST_NUMBER && text.chars().allMatch(c -> c >= '0' && c <= '9');
            return isNumber ? Optional.of(Long.toString(Long.parseLong(text))) : Optional.empty();
        }
    },
    /** Kept with the options, and chosen by nobody: how far digests have come, as {@link Digest} spells it. */
    DIGESTED("fanfare#digested", ConfigField.Type.TEXT, "", ""),
    /** Of nodes whose payloads can be put into words: §13.8. */
    INCLUDE_BODY(
            "pubsub#include_body",
            ConfigField.Type.BOOLEAN,
            "Whether notifications have a body, for clients that do not understand the payload",
            "false"),
    /** Of collections: XEP-0248 §6.1. */
    SUBSCRIPTION_TYPE(
            "pubsub#subscription_type",
            ConfigField.Type.LIST,
            "Whether items are notified that are in the collection, or nodes",
            "nodes") {
        @Override
        public List<String> options() {
            return List.of("items", "nodes", "all");
        }

        @Override
        Optional<String> canonical(String text) {
            return text.isEmpty() ? Optional.of(standard()) : Optional.of(text).filter(options()::contains);
        }
    },
    /** Of collections: XEP-0248 §6.1. */
    SUBSCRIPTION_DEPTH(
            "pubsub#subscription_depth",
            ConfigField.Type.TEXT,
            "How many collections deep what is notified may lie, or all",
            "1") {
        @Override
        Optional<String> canonical(String text) {
            if (text.isEmpty()) {
                return Optional.of(standard());
            }
            return text.equals("all") ? Optional.of(text) : ConfigField.number(text, 0, Matter.DEEPEST);
        }
    },
    /** XEP-0497 §3.1. */
    EXTENDED_TYPE(
            SubscriptionOptions.EXTENDED + "type",
            ConfigField.Type.LISTS,
            "Whether items are notified, changes of metadata, or items of nodes that link to this one",
            "items") {
        @Override
        public List<String> options() {
            return List.of("items", "metadata", "linked items");
        }

        @Override
        Optional<String> canonical(String text) {
            if (text.isEmpty()) {
                return Optional.of(standard());
            }
            return text.lines().allMatch(options()::contains)
                    ? Optional.of(text.lines().distinct().sorted().collect(Collectors.joining("\n")))
                    : Optional.empty();
        }
    },
    /** XEP-0497 §3.2. There is no node below which more than {@link Lineage#MOST} are used. */
    EXTENDED_DEPTH(
            SubscriptionOptions.EXTENDED + "depth",
            ConfigField.Type.TEXT,
            "How many levels of nodes below this one are notified of; a negative number is all",
            "0") {
        @Override
        Optional<String> canonical(String text) {
            if (text.isEmpty()) {
                return Optional.of(standard());
            }
            if (text.startsWith("-")) {
                return ConfigField.number(text.substring(1), 0, Integer.MAX_VALUE)
                        .map(number -> number.equals("0") ? number : "-1");
            }
            return ConfigField.number(text, 0, Integer.MAX_VALUE);
        }
    };

    /** Some thirty years of milliseconds. */
    private static final int LONGEST_NUMBER = 12;

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

    /** What a {@link ConfigField.Type#LIST} option may be; empty for the others. */
    public List<String> options() {
        return List.of();
    }

    /** Those that subscriptions of such a node have. */
    public static Set<SubscriptionOption> of(NodeConfig node) {
        Set<SubscriptionOption> offered = EnumSet.allOf(SubscriptionOption.class);
        offered.removeIf(option -> !option.isFor(node));
        return Collections.unmodifiableSet(offered);
    }

    private boolean isFor(NodeConfig node) {
        return switch (this) {
            case DELIVER, EXPIRE, SHOW_VALUES -> true;
            case DIGEST, DIGEST_FREQUENCY -> node.persistItems();
            case DIGESTED -> false;
            case INCLUDE_BODY -> node.mayHaveBodies();
            case SUBSCRIPTION_TYPE, SUBSCRIPTION_DEPTH -> node.isCollection();
            case EXTENDED_TYPE, EXTENDED_DEPTH -> !node.isCollection();
        };
    }

    /** Whether only the subscriptions of collections have it. */
    public boolean isOfCollections() {
        return this == SUBSCRIPTION_TYPE || this == SUBSCRIPTION_DEPTH;
    }

    /** Whether it says what is wanted besides what is published at the node itself, or instead: XEP-0497. */
    public boolean isExtended() {
        return this == EXTENDED_TYPE || this == EXTENDED_DEPTH;
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
