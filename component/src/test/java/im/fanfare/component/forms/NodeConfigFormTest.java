package im.fanfare.component.forms;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.iq.Xml;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** XEP-0004 §3, XEP-0068 §3, XEP-0060 §17.4.4. */
class NodeConfigFormTest {
    @Test
    void readsWhatIsSubmitted() {
        assertThat(submit("<field var='pubsub#title'><value>Musings</value></field>"
                        + "<field var='pubsub#persist_items' type='boolean'><value>1</value></field>"))
                .isEqualTo(new NodeConfigForm.Submitted(
                        Map.of(ConfigField.TITLE, "Musings", ConfigField.PERSIST_ITEMS, "1")));
    }

    @Test
    void ignoresWhatItDoesNotKnow() {
        assertThat(submit("<field var='pubsub#body_xslt'><value>7</value></field>"
                        + "<field var='urn:x:y'/>"
                        + "<field type='fixed'><value>Section</value></field>"
                        + "<instructions>Be brief</instructions>"))
                .isEqualTo(new NodeConfigForm.Submitted(Map.of()));
    }

    @Test
    void acceptsWhatItDoesAnyway() {
        assertThat(submit("<field var='pubsub#subscribe'><value>1</value></field>"
                        + "<field var='pubsub#children'><value/></field>"))
                .isEqualTo(new NodeConfigForm.Submitted(Map.of()));
    }

    /** XEP-0248 §7.2.1. */
    @Test
    void readsTheCollectionsThatANodeIsToBeIn() {
        assertThat(submit("<field var='pubsub#collection'><value>blogs</value><value>news</value></field>"))
                .isEqualTo(new NodeConfigForm.Submitted(Map.of(), Optional.of(List.of("blogs", "news"))));
        assertThat(submit("<field var='pubsub#collection'><value/></field>"))
                .isEqualTo(new NodeConfigForm.Submitted(Map.of(), Optional.of(List.of())));
    }

    @Test
    void takesAnEmptyFieldForItsStandard() {
        assertThat(submit("<field var='pubsub#max_items'/><field var='pubsub#access_model'><value/></field>"))
                .isEqualTo(new NodeConfigForm.Submitted(
                        Map.of(ConfigField.MAX_ITEMS, "max", ConfigField.ACCESS_MODEL, "open")));
    }

    @Test
    void readsWhatItHasWritten() {
        NodeConfig config = NodeConfig.STANDARD
                .with(Map.of(
                        ConfigField.TITLE,
                        "Musings",
                        ConfigField.MAX_ITEMS,
                        "10",
                        ConfigField.LANGUAGE,
                        "en-gb",
                        ConfigField.CONTACT,
                        "hamlet@denmark.lit\nbard@shakespeare.lit"))
                .orElseThrow();
        DataForm form = NodeConfigForm.of(config);
        DataForm filled = new DataForm(DataForm.Type.SUBMIT, form.fields());

        NodeConfigForm.Reading reading = NodeConfigForm.parse(Xml.plain(filled.write()));

        assertThat(form.values("pubsub#language")).containsExactly("en-GB");
        assertThat(form.values("pubsub#contact")).containsExactly("bard@shakespeare.lit", "hamlet@denmark.lit");
        assertThat(NodeConfig.STANDARD.with(((NodeConfigForm.Submitted) reading).config()))
                .contains(config);
    }

    /** XEP-0122 §3.2.3, XEP-0060 §13.23: what the form says of numbers is what is held to. */
    @Test
    void saysWhichNumbersItTakes() {
        List<XmlElement> numbers = Stream.of(NodeConfig.STANDARD, collection())
                .flatMap(config -> NodeConfigForm.of(config).write().children().stream())
                .filter(field -> field.child("validate", Validation.NS)
                        .flatMap(validate -> validate.child("range"))
                        .isPresent())
                .distinct()
                .toList();

        assertThat(numbers)
                .extracting(field -> field.attribute("var").orElseThrow())
                .containsExactlyInAnyOrder(
                        "pubsub#max_items", "pubsub#item_expire", "pubsub#max_payload_size", "pubsub#children_max");
        for (XmlElement number : numbers) {
            XmlElement validate = number.child("validate", Validation.NS).orElseThrow();
            XmlElement range = validate.child("range").orElseThrow();
            long least = Long.parseLong(range.attribute("min").orElseThrow());
            long most = Long.parseLong(range.attribute("max").orElseThrow());
            boolean orMax = validate.attribute("datatype").equals(Optional.of("pubsub:integer-or-max"));
            String name = number.attribute("var").orElseThrow();
            assertThat(Stream.of(least - 1, least, most, most + 1)
                            .map(value -> takes(name, Long.toString(value)))
                            .toList())
                    .as(name)
                    .containsExactly(false, true, true, false);
            assertThat(takes(name, "max")).as(name).isEqualTo(orMax);
        }
    }

    /** XEP-0141 §4.2. */
    @Test
    void showsEachFieldOnOnePage() {
        for (NodeConfig config : List.of(NodeConfig.STANDARD, collection())) {
            XmlElement form = NodeConfigForm.of(config, List.of("blogs")).write();
            List<XmlElement> pages = form.children("page", "http://jabber.org/protocol/xdata-layout");

            assertThat(pages)
                    .extracting(page -> page.attribute("label").orElseThrow())
                    .containsSubsequence("The node", "Who may take part", "Notifications");
            assertThat(pages)
                    .flatExtracting(XmlElement::children)
                    .extracting(field -> field.attribute("var"))
                    .containsExactlyInAnyOrderElementsOf(form.children("field", DataForm.NS).stream()
                            .filter(field -> !field.attribute("type").equals(Optional.of("hidden")))
                            .map(field -> field.attribute("var"))
                            .toList());
        }
    }

    private static NodeConfig collection() {
        return NodeConfig.STANDARD
                .with(Map.of(ConfigField.NODE_TYPE, "collection"))
                .orElseThrow();
    }

    private static boolean takes(String field, String value) {
        NodeConfigForm.Reading reading = submit("<field var='" + field + "'><value>" + value + "</value></field>");
        return NodeConfig.STANDARD
                .with(((NodeConfigForm.Submitted) reading).config())
                .isPresent();
    }

    private static NodeConfigForm.Reading submit(String fields) {
        return NodeConfigForm.parse(Xml.plain("<x xmlns='jabber:x:data' type='submit'>"
                + "<field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#node_config</value></field>" + fields
                + "</x>"));
    }
}
