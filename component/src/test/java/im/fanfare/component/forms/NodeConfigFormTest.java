package im.fanfare.component.forms;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.iq.Xml;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.NodeConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        assertThat(submit("<field var='pubsub#contact'><value>7</value></field>"
                        + "<field var='urn:x:y'/>"
                        + "<field type='fixed'><value>Section</value></field>"
                        + "<instructions>Be brief</instructions>"))
                .isEqualTo(new NodeConfigForm.Submitted(Map.of()));
    }

    @Test
    void acceptsWhatItDoesAnyway() {
        assertThat(submit("<field var='pubsub#subscribe'><value>1</value></field>"
                        + "<field var='pubsub#purge_offline'><value>false</value></field>"
                        + "<field var='pubsub#tempsub'/>"))
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
                .with(Map.of(ConfigField.TITLE, "Musings", ConfigField.MAX_ITEMS, "10"))
                .orElseThrow();
        DataForm form = NodeConfigForm.of(config);
        DataForm filled = new DataForm(DataForm.Type.SUBMIT, form.fields());

        NodeConfigForm.Reading reading = NodeConfigForm.parse(Xml.plain(filled.write()));

        assertThat(NodeConfig.STANDARD.with(((NodeConfigForm.Submitted) reading).config()))
                .contains(config);
    }

    private static NodeConfigForm.Reading submit(String fields) {
        return NodeConfigForm.parse(Xml.plain("<x xmlns='jabber:x:data' type='submit'>"
                + "<field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#node_config</value></field>" + fields
                + "</x>"));
    }
}
