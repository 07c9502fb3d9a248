package im.fanfare.component.forms;

import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.XmlElement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The form that configures a node: XEP-0060 §17.4.4.
 *
 * <p>Fields that we do not know are ignored, as XEP-0004 §3.1 demands, and fields left out stay as they are (§3.5
 * there). A few that we do know but do not offer are refused where they ask for what they would not get.
 */
public final class NodeConfigForm {
    public static final String FORM_TYPE = "http://jabber.org/protocol/pubsub#node_config";

    private static final String PUBLISH_OPTIONS = "http://jabber.org/protocol/pubsub#publish-options";

    /** The precondition that is not on the configuration: XEP-0395 §3.2. */
    public static final String EXPECTED = "pubsub#prev_item_cap_value";

    /** The collections that a node is in, which are not a part of its configuration: XEP-0248 §7.2.1. */
    private static final String COLLECTION = "pubsub#collection";

    /** Fields that promise something to others than who submits them, and the values that describe what we do. */
    private static final Map<String, Set<String>> AS_WE_DO = Map.of(
            "pubsub#children", Set.of(""),
            "pubsub#subscribe", Set.of("", "1", "true"));

    /** How the form is laid out for a person: more than twenty fields one below the other show no order. */
    private enum Part {
        NODE("The node"),
        ACCESS("Who may take part"),
        ITEMS("Items"),
        NOTIFICATIONS("Notifications");

        private final String label;

        Part(String label) {
            this.label = label;
        }
    }

    /** What a form turned out to say. */
    public sealed interface Reading {}

    /**
     * These fields are to become this.
     *
     * @param collections the NodeIDs of those that the node is to be in, where that is said
     * @param relations the NodeIDs of those that it is to depend on (XEP-0496 §4.2), empty for none, by the field that says so
     */
    public record Submitted(
            Map<ConfigField, String> config, Optional<List<String>> collections, Map<ConfigField, String> relations)
            implements Reading {
        public Submitted {
            relations = Map.copyOf(relations);
        }

        /** Of nodes that it depends on nothing is said. */
        public Submitted(Map<ConfigField, String> config, Optional<List<String>> collections) {
            this(config, collections, Map.of());
        }

        /** Of other nodes nothing is said. */
        public Submitted(Map<ConfigField, String> config) {
            this(config, Optional.empty());
        }
    }

    /** Nothing is to change: XEP-0060 §8.2.4. */
    public record Cancelled() implements Reading {}

    /** It cannot be accepted. */
    public record Refused(PubSubError error) implements Reading {}

    /** The form to fill in, with these values in it. */
    public static DataForm of(NodeConfig config) {
        return form(fields(config));
    }

    /**
     * The same, with the collections that the node is in.
     *
     * @param collections their NodeIDs
     */
    public static DataForm of(NodeConfig config, List<String> collections) {
        List<DataForm.Field> fields = fields(config);
        fields.add(DataForm.Field.of(
                COLLECTION, "text-multi", "The collections that the node is in", collections.toArray(String[]::new)));
        return form(fields);
    }

    private static DataForm form(List<DataForm.Field> fields) {
        Map<Part, List<String>> parts = new EnumMap<>(Part.class);
        fields.forEach(field ->
                parts.computeIfAbsent(part(field), none -> new ArrayList<>()).add(field.name()));
        return DataForm.of(DataForm.Type.FORM, FORM_TYPE, fields)
                .on(parts.entrySet().stream()
                        .map(part -> new DataForm.Page(part.getKey().label, part.getValue()))
                        .toList());
    }

    private static Part part(DataForm.Field field) {
        return ConfigField.parse(field.name()).map(NodeConfigForm::part).orElse(Part.NODE);
    }

    private static Part part(ConfigField field) {
        return switch (field) {
            case TITLE, DESCRIPTION, LANGUAGE, CONTACT, NODE_TYPE, CHILDREN_MAX -> Part.NODE;
            case ACCESS_MODEL, PUBLISH_MODEL, CHILDREN_ASSOCIATION_POLICY, CHILDREN_ASSOCIATION_WHITELIST ->
                Part.ACCESS;
            case PAYLOAD_TYPE, PERSIST_ITEMS, MAX_ITEMS, PUBLISH_NODE_FULL, ITEM_EXPIRE, MAX_PAYLOAD_SIZE, ITEM_REPLY ->
                Part.ITEMS;
            default -> Part.NOTIFICATIONS; // who is told, when, and of what: what most fields are about
        };
    }

    private static List<DataForm.Field> fields(NodeConfig config) {
        List<DataForm.Field> fields = new ArrayList<>();
        for (ConfigField field : ConfigField.values()) {
            if (!field.isFor(config.isCollection())) {
                continue;
            }
            DataForm.Field plain = DataForm.Field.of(
                            field.fieldName(), type(field), field.label(), values(config, field))
                    .offering(field.options());
            fields.add(validation(field).map(plain::held).orElse(plain));
        }
        return fields;
    }

    static String[] values(NodeConfig config, ConfigField field) {
        return config.values(field).toArray(String[]::new);
    }

    /** Nothing where the type of the field says all. */
    private static Optional<Validation> validation(ConfigField field) {
        return switch (field.type()) {
            case COUNT -> Optional.of(Validation.range(Validation.INTEGER, 1, field.most()));
            case COUNT_OR_MAX -> Optional.of(Validation.range(Validation.INTEGER_OR_MAX, 1, field.most()));
            case LANGUAGE -> Optional.of(Validation.open("xs:language"));
            case TEXT, BOOLEAN, LIST, LISTS, JIDS, NODE -> Optional.empty();
        };
    }

    private static String type(ConfigField field) {
        return switch (field.type()) {
            case TEXT, NODE, COUNT, COUNT_OR_MAX -> "text-single";
            case BOOLEAN -> "boolean";
            case LIST, LANGUAGE -> "list-single";
            case LISTS -> "list-multi";
            case JIDS -> "jid-multi";
        };
    }

    public static Reading parse(XmlElement x) {
        return parse(x, NodeConfigForm::submitted);
    }

    /**
     * Reads the preconditions of a publish: XEP-0060 §7.1.5. They are the same fields, but none of them may be passed
     * over: one that we do not know is refused, and one that no node of ours can have is not met.
     */
    public static Reading parsePreconditions(XmlElement x) {
        return parse(x, NodeConfigForm::preconditions);
    }

    private static Reading parse(XmlElement x, Function<DataForm, Reading> submitted) {
        Optional<DataForm> form = DataForm.parse(x);
        if (form.isEmpty()) {
            return new Refused(PubSubError.BAD_REQUEST);
        }
        return switch (form.get().type()) {
            case CANCEL -> new Cancelled();
            case SUBMIT -> submitted.apply(form.get());
            case FORM, RESULT -> new Refused(PubSubError.BAD_REQUEST);
        };
    }

    private static Reading submitted(DataForm form) {
        // A form that leaves it out is placed well enough by the element around it: XEP-0004 §3.1.
        if (!form.formType().orElse(FORM_TYPE).equals(FORM_TYPE)) {
            return new Refused(PubSubError.BAD_REQUEST);
        }
        return read(form, NodeConfigForm::refusal);
    }

    private static Reading preconditions(DataForm form) {
        return form.formType().filter(PUBLISH_OPTIONS::equals).isPresent()
                ? read(form, NodeConfigForm::unmet)
                : new Refused(PubSubError.BAD_REQUEST);
    }

    private static Reading read(DataForm form, Function<DataForm.Field, Optional<PubSubError>> refusal) {
        Map<ConfigField, String> config = new EnumMap<>(ConfigField.class);
        Map<ConfigField, String> relations = new EnumMap<>(ConfigField.class);
        Optional<List<String>> collections = Optional.empty();
        Set<String> seen = new HashSet<>();
        for (DataForm.Field field : form.fields()) {
            Optional<PubSubError> refused = refusal.apply(field);
            if (!seen.add(field.name())) {
                return new Refused(PubSubError.BAD_REQUEST); // XEP-0004 §3.2: a name is unique in its form
            }
            if (refused.isPresent()) {
                return new Refused(refused.get());
            }
            if (field.name().equals(COLLECTION)) { // an empty value is the root, in which is what is in no collection
                collections = Optional.of(field.values().stream()
                        .filter(name -> !name.isEmpty())
                        .distinct()
                        .toList());
            }
            // An empty field takes back what was said before: XEP-0004 §3.6.
            ConfigField.parse(field.name())
                    .ifPresent(known -> (known.isRelation() ? relations : config)
                            .put(known, field.text().isEmpty() ? known.standard() : field.text()));
        }
        return new Submitted(config, collections, relations);
    }

    private static Optional<PubSubError> unmet(DataForm.Field field) {
        if (field.name().equals(DataForm.FORM_TYPE)) {
            return Optional.empty();
        }
        if (field.name().equals(EXPECTED)) {
            return field.values().size() > 1 ? Optional.of(PubSubError.BAD_REQUEST) : Optional.empty();
        }
        boolean isKnown = ConfigField.parse(field.name())
                .filter(known -> !known.isRelation()) // nobody has asked those nodes
                .isPresent();
        if (!isKnown && !AS_WE_DO.containsKey(field.name())) {
            return Optional.of(PubSubError.INVALID_OPTIONS);
        }
        return refusal(field).map(never -> PubSubError.PRECONDITION_NOT_MET);
    }

    private static Optional<PubSubError> refusal(DataForm.Field field) {
        boolean isTooMuch = ConfigField.parse(field.name())
                        .filter(known -> known.type() != ConfigField.Type.JIDS)
                        .isPresent()
                && field.values().size() > 1;
        boolean asksForMore = AS_WE_DO.containsKey(field.name())
                && !AS_WE_DO.getOrDefault(field.name(), Set.of()).contains(field.text());
        return isTooMuch || asksForMore ? Optional.of(PubSubError.INVALID_CONFIGURATION) : Optional.empty();
    }

    private NodeConfigForm() {}
}
