package im.fanfare.pubsub;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a node is configured: XEP-0060 §17.4.4.
 *
 * @param values what differs from the standard, spelled canonically; the rest is {@link ConfigField#standard()}
 */
public record NodeConfig(Map<ConfigField, String> values) {
    /** What {@code max} means, and the most that can be asked for. */
    public static final int MOST_ITEMS = 10_000_000;

    /** That an item can be told to last; who wants it for longer than thirty years says {@code max}. */
    static final int MOST_SECONDS = 999_999_999;

    /** Host servers refuse stanzas of 512 KiB and more (Prosody's default), so a notification has to stay below. */
    public static final int MOST_PAYLOAD_BYTES = 262_144;

    /** That a limited collection can be told to have; they are counted whenever one more is to come. */
    static final int MOST_CHILDREN = 10_000;

    /** Characters of a title and of a description. */
    static final int MOST_TEXT = 4_096;

    static final String ON_PRESENCE = "on_sub_and_presence";

    public static final NodeConfig STANDARD = new NodeConfig(Map.of());

    public NodeConfig {
        Map<ConfigField, String> copy = new EnumMap<>(ConfigField.class);
        copy.putAll(values);
        copy.entrySet().removeIf(entry -> entry.getKey().standard().equals(entry.getValue()));
        values = Collections.unmodifiableMap(copy);
    }

    /**
     * This configuration with some fields changed.
     *
     * @return nothing where a value is not one that its field can have
     */
    public Optional<NodeConfig> with(Map<ConfigField, String> changes) {
        Map<ConfigField, String> changed = new EnumMap<>(ConfigField.class);
        changed.putAll(values);
        for (Map.Entry<ConfigField, String> change : changes.entrySet()) {
            Optional<String> value = change.getKey().canonical(change.getValue());
            if (value.isEmpty()) {
                return Optional.empty();
            }
            changed.put(change.getKey(), value.get());
        }
        return Optional.of(new NodeConfig(changed));
    }

    /** Why {@link #with} gives nothing for these changes: §8.1.2 for an access model, §8.2.5.2 for the rest. */
    static PubSubError refusal(Map<ConfigField, String> changes) {
        String model = changes.getOrDefault(ConfigField.ACCESS_MODEL, ConfigField.ACCESS_MODEL.standard());
        return ConfigField.ACCESS_MODEL.canonical(model).isEmpty()
                ? PubSubError.UNSUPPORTED_ACCESS_MODEL
                : PubSubError.INVALID_CONFIGURATION;
    }

    /** Whether all of these fields have these values; one that its field cannot have, none has. */
    boolean meets(Map<ConfigField, String> preconditions) {
        return preconditions.entrySet().stream()
                .allMatch(wanted -> wanted.getKey()
                        .canonical(wanted.getValue())
                        .filter(value(wanted.getKey())::equals)
                        .isPresent());
    }

    /** As forms have it. */
    public String value(ConfigField field) {
        return field.isRelation() ? relative(field).map(Relative::name).orElse("") : kept(field);
    }

    private String kept(ConfigField field) {
        return values.getOrDefault(field, field.standard());
    }

    /** The same, value by value; none where it is empty. */
    public List<String> values(ConfigField field) {
        String value = value(field);
        return field.type() == ConfigField.Type.JIDS || value.isEmpty()
                ? value.lines().toList()
                : List.of(value);
    }

    /** The node that {@link ConfigField#LINK} or {@link ConfigField#PARENT} names. */
    public Optional<Relative> relative(ConfigField field) {
        return Relative.parse(kept(field));
    }

    /**
     * The relation by which the way up goes on: its link, where it has one, since its parent then is that of the node that it
     * links to (XEP-0496 §4.2).
     */
    public Optional<ConfigField> relationUp() {
        return Stream.of(ConfigField.LINK, ConfigField.PARENT)
                .filter(relation -> relative(relation).isPresent())
                .findFirst();
    }

    /** The node that it leads to. */
    public Optional<Relative> relativeUp() {
        return relationUp().flatMap(this::relative);
    }

    /** Whether it depends on another node: XEP-0496 §4. */
    public boolean isRelated() {
        return values.containsKey(ConfigField.LINK) || values.containsKey(ConfigField.PARENT);
    }

    /** The nodes that it depends on and would not depend on if it were configured so, by the field that names each. */
    Map<ConfigField, Relative> relativesNotIn(NodeConfig other) {
        Map<ConfigField, Relative> left = new EnumMap<>(ConfigField.class);
        for (ConfigField field : List.of(ConfigField.LINK, ConfigField.PARENT)) {
            relative(field)
                    .filter(relative -> !other.relative(field).equals(Optional.of(relative)))
                    .ifPresent(relative -> left.put(field, relative));
        }
        return left;
    }

    /** With this parent: for who looks at a node that links to another, which does not keep its own. */
    NodeConfig withParent(Relative parent) {
        Map<ConfigField, String> changed = new EnumMap<>(ConfigField.class);
        changed.putAll(values);
        changed.put(ConfigField.PARENT, parent.word());
        return new NodeConfig(changed);
    }

    public boolean isSet(ConfigField field) {
        return value(field).equals("true");
    }

    public AccessModel accessModel() {
        return AccessModel.valueOf(value(ConfigField.ACCESS_MODEL).toUpperCase(Locale.ROOT));
    }

    public PublishModel publishModel() {
        return PublishModel.valueOf(value(ConfigField.PUBLISH_MODEL).toUpperCase(Locale.ROOT));
    }

    /** Whether it contains nodes, and no items: XEP-0248 §4.1. */
    public boolean isCollection() {
        return value(ConfigField.NODE_TYPE).equals("collection");
    }

    /** Whether nodes of somebody who does not own the collection may be in it: XEP-0248 §7.2.1. */
    boolean admitsChildrenOf(Jid bare) {
        return switch (value(ConfigField.CHILDREN_ASSOCIATION_POLICY)) {
            case "all" -> true;
            case "whitelist" ->
                values(ConfigField.CHILDREN_ASSOCIATION_WHITELIST).contains(bare.toString());
            default -> false;
        };
    }

    /** How many nodes the collection may contain, where that is limited. */
    public Optional<Integer> maxChildren() {
        String value = value(ConfigField.CHILDREN_MAX);
        return value.equals("max") ? Optional.empty() : Optional.of(Integer.parseInt(value));
    }

    /** Whether items go with who published them: §17.4.4. */
    public boolean purgesOffline() {
        return persistItems() && isSet(ConfigField.PURGE_OFFLINE);
    }

    public boolean persistItems() {
        return isSet(ConfigField.PERSIST_ITEMS) && !isCollection();
    }

    public boolean deliverPayloads() {
        return isSet(ConfigField.DELIVER_PAYLOADS);
    }

    public boolean deliverNotifications() {
        return isSet(ConfigField.DELIVER_NOTIFICATIONS);
    }

    /** Whether new subscribers are told of the last item; whoever is told of nothing else is not told of that either. */
    boolean sendsLastItem() {
        return persistItems()
                && deliverNotifications()
                && !value(ConfigField.SEND_LAST_PUBLISHED_ITEM).equals("never");
    }

    /** Whether subscribers are told of the last item whenever they become available, too. */
    public boolean sendsLastItemOnPresence() {
        return sendsLastItem() && value(ConfigField.SEND_LAST_PUBLISHED_ITEM).equals(ON_PRESENCE);
    }

    /** Whether only subscribers who are available are told: §13.6. */
    public boolean deliversByPresence() {
        return deliverNotifications() && isSet(ConfigField.PRESENCE_BASED_DELIVERY);
    }

    /** Whether the presence of subscribers matters to the node. */
    public boolean goesByPresence() {
        return sendsLastItemOnPresence() || deliversByPresence() || isSet(ConfigField.TEMPSUB);
    }

    /** Whether items say who published them: §7.1.2.3. */
    public boolean namesPublishers() {
        return value(ConfigField.ITEM_REPLY).equals("publisher");
    }

    public int maxItems() {
        String value = value(ConfigField.MAX_ITEMS);
        return value.equals("max") ? MOST_ITEMS : Integer.parseInt(value);
    }

    /** Whether an item that is one too many is refused: §7.1.3.4. */
    boolean refusesWhenFull() {
        return value(ConfigField.PUBLISH_NODE_FULL).equals("reject");
    }

    /** Whether subscribers are told of what has to go for another item: §7.1.2. */
    boolean retractsWhenFull() {
        return value(ConfigField.PUBLISH_NODE_FULL).equals("retract-oldest") && isSet(ConfigField.NOTIFY_RETRACT);
    }

    /** How long an item lasts from its publication, where that is limited. */
    public Optional<Duration> itemExpire() {
        String value = value(ConfigField.ITEM_EXPIRE);
        return value.equals("max") ? Optional.empty() : Optional.of(Duration.ofSeconds(Integer.parseInt(value)));
    }

    public int maxPayloadBytes() {
        return Integer.parseInt(value(ConfigField.MAX_PAYLOAD_SIZE));
    }

    /** Whether a payload may be one that can be put into words, for the body of a message: XEP-0060 §13.8. */
    boolean mayHaveBodies() {
        return payloadType().filter(type -> !type.equals(Payload.ATOM)).isEmpty();
    }

    /** The namespace that payloads must have, where the node says one. */
    public Optional<String> payloadType() {
        String value = value(ConfigField.PAYLOAD_TYPE);
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }
}
