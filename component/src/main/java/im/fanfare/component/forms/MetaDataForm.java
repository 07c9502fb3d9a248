package im.fanfare.component.forms;

import im.fanfare.component.forms.DataForm.Field;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.SubscriptionOptions;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What anyone may know of a node: XEP-0060 §5.4 and §17.4.3. */
public final class MetaDataForm {
    public static final String FORM_TYPE = "http://jabber.org/protocol/pubsub#meta-data";

    /** XEP-0460, version 0.1.0: what a client may keep of a node, and for how long. */
    public static final String CACHING = "urn:xmpp:pubsub-caching:0";

    /**
     * What there is to say.
     *
     * @param publishers its publishers, where they are known and anybody may know them
     */
    public static DataForm of(NodeReply.Description description, Optional<List<Jid>> publishers) {
        NodeState node = description.state();
        NodeConfig config = node.config();
        List<Field> fields = new ArrayList<>();
        fields.add(text("pubsub#type", "Payload semantic type information", config.value(ConfigField.PAYLOAD_TYPE)));
        fields.add(Field.of(
                "pubsub#creator", "jid-single", "Node creator", node.creator().toString()));
        fields.add(text(
                "pubsub#creation_date",
                "Creation date",
                node.created().truncatedTo(ChronoUnit.SECONDS).toString()));
        fields.add(text("pubsub#title", "A short name for the node", config.value(ConfigField.TITLE)));
        fields.add(text("pubsub#description", "A description of the node", config.value(ConfigField.DESCRIPTION)));
        fields.add(Field.of(
                "pubsub#language",
                "list-single",
                "Default language",
                NodeConfigForm.values(config, ConfigField.LANGUAGE)));
        fields.add(Field.of(
                "pubsub#contact",
                "jid-multi",
                "People to contact with questions",
                NodeConfigForm.values(config, ConfigField.CONTACT)));
        fields.add(list("pubsub#access_model", "Access model", config.value(ConfigField.ACCESS_MODEL)));
        fields.add(list("pubsub#publish_model", "Publish model", config.value(ConfigField.PUBLISH_MODEL)));
        fields.add(text("pubsub#max_items", "The most items that are kept", config.value(ConfigField.MAX_ITEMS)));
        fields.add(Field.of(
                "pubsub#owner",
                "jid-multi",
                "Node owners",
                node.owners().stream().sorted().map(Jid::toString).toArray(String[]::new)));
        publishers.ifPresent(known -> fields.add(Field.of(
                "pubsub#publisher",
                "jid-multi",
                "Publishers to this node",
                known.stream().map(Jid::toString).toArray(String[]::new))));
        fields.add(text(
                "pubsub#num_subscribers",
                "Number of subscribers to this node",
                Long.toString(description.subscribers())));
        fields.addAll(cachingHints(config));
        fields.addAll(relations(config));
        if (config.isCollection()) { // what is in it, is not below it
            fields.add(text(SubscriptionOptions.EXTENDED + "max-depth", "The deepest that may be subscribed to", "0"));
        }
        return DataForm.of(DataForm.Type.RESULT, FORM_TYPE, fields);
    }

    /** XEP-0499 §3.1: what the node depends on, and nothing else. */
    public static DataForm ofRelations(NodeConfig config) {
        return DataForm.of(DataForm.Type.RESULT, FORM_TYPE, relations(config));
    }

    /** XEP-0496: those that the node has. */
    private static List<Field> relations(NodeConfig config) {
        return Stream.of(ConfigField.LINK, ConfigField.PARENT)
                .filter(relation -> !config.value(relation).isEmpty())
                .map(relation -> text(relation.fieldName(), relation.label(), config.value(relation)))
                .toList();
    }

    /** XEP-0460 §4; of its fields {@code max_items} and {@code access_model} stand above. */
    private static List<Field> cachingHints(NodeConfig config) {
        return List.of(
                text("pubsub#item_expire", "How many seconds items are kept", config.value(ConfigField.ITEM_EXPIRE)),
                list(
                        caching("persistence"),
                        "How items are stored",
                        config.persistItems() ? "persistent" : "transient"),
                hint("consistent-items", "Whether items are the same for everyone", true),
                hint("consistent-set", "Whether everyone has the same items", true),
                hint("stable-items", "Whether new items always come last", true),
                // What max_items pushes out goes silently, and whoever retracts may ask for silence.
                hint("always-notify", "Whether every change is notified", false),
                hint("allowed-for-suggestions", "Whether the node may be suggested to anybody", false),
                hint("purge-keep-last-item", "Whether a purge leaves the last item", false));
    }

    private static Field hint(String name, String label, boolean value) {
        return Field.of(caching(name), "boolean", label, Boolean.toString(value));
    }

    private static String caching(String name) {
        return '{' + CACHING + '}' + name;
    }

    private static Field text(String name, String label, String value) {
        return Field.of(name, "text-single", label, value.isEmpty() ? new String[0] : new String[] {value});
    }

    private static Field list(String name, String label, String value) {
        return Field.of(name, "list-single", label, value);
    }

    private MetaDataForm() {}
}
