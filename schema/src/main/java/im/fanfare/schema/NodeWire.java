package im.fanfare.schema;

import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionOptions;
import im.fanfare.schema.proto.NodeProto;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Nodes and how far they have come, as the messages of {@code node.proto}. */
final class NodeWire {
    private static final NodeConfig COLLECTION = new NodeConfig(Map.of(ConfigField.NODE_TYPE, "collection"));

    /** The release before takes whatever a subscription expires with for a time, and stumbles over this. */
    private static final String WITH_PRESENCE = "pubsub#expire=presence";

    static NodeProto.NodeId write(NodeId id) {
        return NodeProto.NodeId.newBuilder()
                .setService(id.service())
                .setName(id.name())
                .build();
    }

    static NodeId parse(NodeProto.NodeId id) {
        return new NodeId(id.getService(), id.getName());
    }

    static NodeProto.NodeKey write(NodeKey key) {
        return NodeProto.NodeKey.newBuilder()
                .setId(write(key.id()))
                .setInstance(key.instance())
                .build();
    }

    static NodeKey parse(NodeProto.NodeKey key) {
        return new NodeKey(parse(key.getId()), key.getInstance());
    }

    static NodeProto.NodeConfig write(NodeConfig config) {
        return NodeProto.NodeConfig.newBuilder()
                .putAllFields(fields(config.values()))
                .build();
    }

    static NodeConfig parse(NodeProto.NodeConfig config) {
        return new NodeConfig(known(config.getFieldsMap()));
    }

    /** By registered name. */
    static Map<String, String> fields(Map<ConfigField, String> values) {
        Map<String, String> fields = new LinkedHashMap<>();
        values.forEach((field, value) -> fields.put(field.fieldName(), value));
        return fields;
    }

    /** Without the fields that only a newer version knows. */
    static Map<ConfigField, String> known(Map<String, String> fields) {
        Map<ConfigField, String> values = new EnumMap<>(ConfigField.class);
        fields.forEach((name, value) -> ConfigField.parse(name).ifPresent(field -> values.put(field, value)));
        return values;
    }

    /** Each of the fields: what they ask for must not be done without one of them. */
    static Map<ConfigField, String> all(Map<String, String> fields) {
        Map<ConfigField, String> values = new EnumMap<>(ConfigField.class);
        fields.forEach((name, value) ->
                values.put(ConfigField.parse(name).orElseThrow(() -> Wire.unknown("field", name)), value));
        return values;
    }

    /** By registered name, but for {@link #WITH_PRESENCE}. */
    static Map<String, String> options(Map<SubscriptionOption, String> values) {
        Map<String, String> options = new LinkedHashMap<>();
        values.forEach((option, value) -> options.put(
                option == SubscriptionOption.EXPIRE && value.equals(SubscriptionOptions.PRESENCE)
                        ? WITH_PRESENCE
                        : option.fieldName(),
                value));
        return options;
    }

    private static Optional<SubscriptionOption> option(String name) {
        return name.equals(WITH_PRESENCE) ? Optional.of(SubscriptionOption.EXPIRE) : SubscriptionOption.parse(name);
    }

    /** Without the options that only a newer version knows. */
    static SubscriptionOptions knownOptions(Map<String, String> options) {
        Map<SubscriptionOption, String> values = new EnumMap<>(SubscriptionOption.class);
        options.forEach((name, value) -> option(name).ifPresent(option -> values.put(option, value)));
        return new SubscriptionOptions(values);
    }

    static List<String> fieldNames(Set<SubscriptionOption> options) {
        return options.stream().map(SubscriptionOption::fieldName).sorted().toList();
    }

    /**
     * The options of these names.
     *
     * @param names none where a member of the release before says so, which knew two kinds of nodes, and nothing of XEP-0497
     */
    static Set<SubscriptionOption> offered(List<String> names, boolean byCollection) {
        return names.isEmpty()
                ? SubscriptionOption.of(byCollection ? COLLECTION : NodeConfig.STANDARD).stream()
                        .filter(option -> !option.isExtended())
                        .collect(Collectors.toSet())
                : names.stream()
                        .flatMap(name -> SubscriptionOption.parse(name).stream())
                        .collect(Collectors.toSet());
    }

    /** Each of the options: what they ask for must not be done without one of them. */
    static Map<SubscriptionOption, String> allOptions(Map<String, String> options) {
        Map<SubscriptionOption, String> values = new EnumMap<>(SubscriptionOption.class);
        options.forEach((name, value) ->
                values.put(option(name).orElseThrow(() -> Wire.unknown("option", name)), value));
        return values;
    }

    static NodeProto.NodeState write(NodeState node) {
        return NodeProto.NodeState.newBuilder()
                .setKey(write(NodeKey.of(node)))
                .setConfig(write(node.config()))
                .addAllOwners(node.owners().stream().map(Jid::toString).toList())
                .setCreator(node.creator().toString())
                .setCreated(Wire.micros(node.created()))
                .addAllParents(writeLives(node.parents()))
                .setNarrowed(node.narrowed())
                .build();
    }

    static NodeState parse(NodeProto.NodeState node) {
        return new NodeState(
                parse(node.getKey().getId()),
                node.getKey().getInstance(),
                parse(node.getConfig()),
                node.getOwnersList().stream().map(Jid::parse).collect(Collectors.toSet()),
                Jid.parse(node.getCreator()),
                Wire.instant(node.getCreated()),
                parseLives(node.getParentsList()),
                node.getNarrowed(),
                0, // which is the node's own affair
                false); // as is this
    }

    /** Nodes, by which of their lives. */
    static List<NodeProto.NodeKey> writeLives(Map<NodeId, Long> nodes) {
        return nodes.entrySet().stream()
                .map(node -> write(new NodeKey(node.getKey(), node.getValue())))
                .toList();
    }

    static Map<NodeId, Long> parseLives(List<NodeProto.NodeKey> nodes) {
        return nodes.stream().map(NodeWire::parse).collect(Collectors.toMap(NodeKey::id, NodeKey::instance));
    }

    static Affiliation affiliation(String word) {
        return Affiliation.parse(word).orElseThrow(() -> Wire.unknown("affiliation", word));
    }

    static NodeProto.Progress write(Progress progress) {
        return NodeProto.Progress.newBuilder()
                .setRevision(progress.revision())
                .setTimestamp(progress.timestamp())
                .setFirstItem(progress.firstItem())
                .setSubscribers(progress.subscribers())
                .setPages(progress.pages())
                .setLastPageFill(progress.lastPageFill())
                .putAllRoom(progress.room())
                .setLookup(progress.lookup())
                .setMoved(progress.moved())
                .setSeveral(progress.several())
                .build();
    }

    static Progress parse(NodeProto.Progress progress) {
        return new Progress(
                progress.getRevision(),
                progress.getTimestamp(),
                progress.getFirstItem(),
                progress.getSubscribers(),
                progress.getPages(),
                progress.getLastPageFill(),
                progress.getRoomMap(),
                progress.getLookup(),
                progress.getMoved(),
                progress.getSeveral());
    }

    private NodeWire() {}
}
