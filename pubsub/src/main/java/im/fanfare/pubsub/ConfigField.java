package im.fanfare.pubsub;

import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The fields of a node's configuration that we support, as registered in XEP-0060 §17.4.4: name, type, label, default
 * and what a value may be.
 */
public enum ConfigField {
    TITLE("pubsub#title", Type.TEXT, "A friendly name for the node", ""),
    DESCRIPTION("pubsub#description", Type.TEXT, "A description of the node", ""),
    NODE_TYPE(
            "pubsub#node_type", Type.LIST, "Whether the node is a leaf or a collection", "leaf", "leaf", "collection"),
    /** XEP-0248 §7.2.1 also spells it {@code owner}, and §12.2 {@code owners}. */
    CHILDREN_ASSOCIATION_POLICY(
            "pubsub#children_association_policy",
            Type.LIST,
            "Whose nodes may be in this collection",
            "owners",
            "owners",
            "whitelist",
            "all") {
        @Override
        Optional<String> canonical(String text) {
            return super.canonical(text.equals("owner") ? "owners" : text);
        }
    },
    CHILDREN_ASSOCIATION_WHITELIST(
            "pubsub#children_association_whitelist",
            Type.JIDS,
            "Whose nodes may be in this collection besides its owners', by the policy whitelist",
            ""),
    CHILDREN_MAX(
            "pubsub#children_max",
            NodeConfig.MOST_CHILDREN,
            Type.COUNT_OR_MAX,
            "How many nodes may be in this collection, or max",
            "max"),
    LANGUAGE(
            "pubsub#language",
            Type.LANGUAGE,
            "The language of what is published",
            "",
            "ar",
            "de",
            "en",
            "es",
            "fr",
            "hi",
            "it",
            "ja",
            "ko",
            "nl",
            "pl",
            "pt",
            "ru",
            "tr",
            "uk",
            "zh"),
    CONTACT("pubsub#contact", Type.JIDS, "Whom to ask about the node", ""),
    PAYLOAD_TYPE("pubsub#type", Type.TEXT, "The namespace of the payloads", ""),
    ACCESS_MODEL(
            "pubsub#access_model",
            Type.LIST,
            "Who may subscribe and retrieve items",
            "open",
            "open",
            "authorize",
            "whitelist"),
    PUBLISH_MODEL(
            "pubsub#publish_model", Type.LIST, "Who may publish", "publishers", "publishers", "subscribers", "open"),
    PERSIST_ITEMS("pubsub#persist_items", Type.BOOLEAN, "Whether items are kept", "true"),
    MAX_ITEMS("pubsub#max_items", NodeConfig.MOST_ITEMS, Type.COUNT_OR_MAX, "How many items are kept, or max", "max"),
    /** The specification's default is to retract; but a node that is full all the time would tell everything twice. */
    PUBLISH_NODE_FULL(
            "pubsub#publish_node_full",
            Type.LIST,
            "What is done with an item that is one too many",
            "discard-oldest",
            "retract-oldest",
            "discard-oldest",
            "reject"),
    ITEM_EXPIRE(
            "pubsub#item_expire",
            NodeConfig.MOST_SECONDS,
            Type.COUNT_OR_MAX,
            "For how many seconds items are kept, or max",
            "max"),
    MAX_PAYLOAD_SIZE(
            "pubsub#max_payload_size",
            NodeConfig.MOST_PAYLOAD_BYTES,
            Type.COUNT,
            "The largest payload in bytes",
            "65536"),
    DELIVER_NOTIFICATIONS("pubsub#deliver_notifications", Type.BOOLEAN, "Whether subscribers are notified", "true"),
    DELIVER_PAYLOADS("pubsub#deliver_payloads", Type.BOOLEAN, "Whether notifications carry the payload", "true"),
    NOTIFICATION_TYPE(
            "pubsub#notification_type", Type.LIST, "The type of notifications", "headline", "normal", "headline"),
    NOTIFY_CONFIG("pubsub#notify_config", Type.BOOLEAN, "Whether a change of configuration is notified", "false"),
    NOTIFY_DELETE("pubsub#notify_delete", Type.BOOLEAN, "Whether the deletion of the node is notified", "true"),
    NOTIFY_RETRACT("pubsub#notify_retract", Type.BOOLEAN, "Whether retracted and purged items are notified", "true"),
    NOTIFY_SUB(
            "pubsub#notify_sub", Type.BOOLEAN, "Whether owners are told of new subscribers and unsubscribes", "false"),
    PRESENCE_BASED_DELIVERY(
            "pubsub#presence_based_delivery", Type.BOOLEAN, "Whether only those who are online are notified", "false"),
    TEMPSUB("pubsub#tempsub", Type.BOOLEAN, "Whether all subscriptions end when the subscriber goes offline", "false"),
    /** Of the publishers the one is relevant who published last, as long as nobody else does. */
    PURGE_OFFLINE(
            "pubsub#purge_offline",
            Type.BOOLEAN,
            "Whether all items are purged when whoever published last goes offline",
            "false"),
    SEND_LAST_PUBLISHED_ITEM(
            "pubsub#send_last_published_item",
            Type.LIST,
            "When the last item is sent",
            "never",
            "never",
            "on_sub",
            NodeConfig.ON_PRESENCE),
    /** §13.17 also has {@code owner}, which nobody is known to use: what we would do about it is not said. */
    ITEM_REPLY("pubsub#itemreply", Type.LIST, "Whether items name their publisher", "none", "none", "publisher"),
    /** XEP-0496 §4.2. It is kept as a {@link Relative}; forms have its name. */
    LINK("{urn:xmpp:pubsub-relationships:0}link", Type.NODE, "The node that this one links to", ""),
    /** As {@link #LINK}, besides which it is not kept: the parent is then that of the node that this one links to. */
    PARENT("{urn:xmpp:pubsub-relationships:0}parent", Type.NODE, "The node that this one is a child of", "");

    /** How a value is spelled; the names are XEP-0004's where the form is written. */
    public enum Type {
        TEXT,
        BOOLEAN,
        LIST,
        /** Some of the list, each in a line of its own. */
        LISTS,
        /** Of the list, or any other that BCP 47 spells. */
        LANGUAGE,
        /** Bare JIDs, each in a line of its own. */
        JIDS,
        /** A {@link Relative}, or none. */
        NODE,
        /** From 1 on, up to what the field says. */
        COUNT,
        /** The same, or the word {@code max}: XEP-0060 §13.23. */
        COUNT_OR_MAX;

        Optional<String> canonical(String text) {
            if (this == BOOLEAN) {
                return switch (text) {
                    case "1", "true" -> Optional.of("true");
                    case "0", "false" -> Optional.of("false");
                    default -> Optional.empty();
                };
            }
            return Optional.of(text);
        }
    }

    private final String fieldName;
    private final Type type;
    private final String label;
    private final String standard;
    private final int most;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is
    private final List<String> options;

    ConfigField(String fieldName, Type type, String label, String standard, String... options) {
        this(fieldName, 0, type, label, standard, options);
    }

    ConfigField(String fieldName, int most, Type type, String label, String standard, String... options) {
        this.fieldName = fieldName;
        this.type = type;
        this.label = label;
        this.standard = standard;
        this.most = most;
        this.options = List.of(options);
    }

    public static Optional<ConfigField> parse(String fieldName) {
        for (ConfigField field : values()) {
            if (field.fieldName.equals(fieldName)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /** As registered, for example {@code pubsub#title}. */
    public String fieldName() {
        return fieldName;
    }

    public Type type() {
        return type;
    }

    public String label() {
        return label;
    }

    /** The value of a node that was created without this field. */
    public String standard() {
        return standard;
    }

    /** Whether it says something at a node of this type. */
    public boolean isFor(boolean collection) {
        return switch (this) {
            case CHILDREN_ASSOCIATION_POLICY, CHILDREN_ASSOCIATION_WHITELIST, CHILDREN_MAX -> collection;
            case PAYLOAD_TYPE,
                    PUBLISH_MODEL,
                    PUBLISH_NODE_FULL,
                    PERSIST_ITEMS,
                    MAX_ITEMS,
                    ITEM_EXPIRE,
                    MAX_PAYLOAD_SIZE,
                    DELIVER_PAYLOADS,
                    NOTIFY_RETRACT,
                    PURGE_OFFLINE,
                    SEND_LAST_PUBLISHED_ITEM,
                    ITEM_REPLY -> !collection;
            case TITLE,
                    DESCRIPTION,
                    LANGUAGE,
                    CONTACT,
                    NODE_TYPE,
                    ACCESS_MODEL,
                    DELIVER_NOTIFICATIONS,
                    NOTIFICATION_TYPE,
                    NOTIFY_CONFIG,
                    NOTIFY_DELETE,
                    NOTIFY_SUB,
                    PRESENCE_BASED_DELIVERY,
                    TEMPSUB,
                    LINK,
                    PARENT -> true;
        };
    }

    /** Whether it names another node, which has to be asked before it is set. */
    public boolean isRelation() {
        return type == Type.NODE;
    }

    /** What a {@link Type#LIST} field may be, and some that a {@link Type#LANGUAGE} may be; empty for the others. */
    public List<String> options() {
        return options;
    }

    /** Whether it is among the metadata of a node (XEP-0060 §17.4.3), which have the same name for it. */
    public boolean isMetadata() {
        return switch (this) {
            case TITLE,
                    DESCRIPTION,
                    LANGUAGE,
                    CONTACT,
                    PAYLOAD_TYPE,
                    ACCESS_MODEL,
                    PUBLISH_MODEL,
                    MAX_ITEMS,
                    ITEM_EXPIRE,
                    LINK,
                    PARENT -> true;
            default -> false;
        };
    }

    /** Whether others than owners may know it. */
    public boolean isPublic() {
        return this != CHILDREN_ASSOCIATION_WHITELIST;
    }

    /** The largest number that a field of a count may be; 0 for the others. */
    public int most() {
        return most;
    }

    /** The one spelling of this value, or nothing where the field cannot have it. */
    Optional<String> canonical(String text) {
        return switch (type) {
            case LIST -> Optional.of(text).filter(options::contains);
            case LISTS -> Optional.of(text).filter(some -> some.lines().allMatch(options::contains));
            case COUNT -> number(text, 1, most);
            case COUNT_OR_MAX -> text.equals("max") ? Optional.of(text) : number(text, 1, most);
            case TEXT, BOOLEAN -> type.canonical(text).filter(ConfigField::hasRoom);
            case LANGUAGE -> text.isEmpty() ? Optional.of(text) : language(text);
            case JIDS -> jids(text).filter(ConfigField::hasRoom);
            case NODE ->
                Optional.of(text)
                        .filter(word -> word.isEmpty() || Relative.parse(word).isPresent());
        };
    }

    private static boolean hasRoom(String value) {
        return value.length() <= NodeConfig.MOST_TEXT;
    }

    private static Optional<String> language(String tag) {
        try {
            return Optional.of(new Locale.Builder().setLanguageTag(tag).build().toLanguageTag());
        } catch (IllformedLocaleException spellsNone) {
            return Optional.empty();
        }
    }

    /** In one order, so that the same JIDs are the same value. */
    private static Optional<String> jids(String lines) {
        NavigableSet<Jid> jids = new TreeSet<>();
        for (String line : lines.split("\n", -1)) {
            Optional<Jid> jid = Jid.of(line);
            if (!line.isEmpty() && jid.isEmpty()) {
                return Optional.empty();
            }
            jid.map(Jid::bare).ifPresent(jids::add);
        }
        return Optional.of(jids.stream().map(Jid::toString).collect(Collectors.joining("\n")));
    }

    static Optional<String> number(String text, int least, int most) {
        if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        int number = Integer.parseInt(text);
        return number < least || number > most ? Optional.empty() : Optional.of(Integer.toString(number));
    }
}
