package im.fanfare.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** XEP-0060 §17.4.4. */
class NodeConfigTest {
    @ParameterizedTest(name = "{0} = {1} becomes {2}")
    @CsvSource(
            nullValues = "refused",
            value = {
                "TITLE, Princely Musings, Princely Musings",
                "ACCESS_MODEL, open, open",
                "ACCESS_MODEL, whitelist, whitelist",
                "ACCESS_MODEL, presence, refused",
                "ACCESS_MODEL, roster, refused",
                "ACCESS_MODEL, authorize, authorize",
                "ACCESS_MODEL, Open, refused",
                "PUBLISH_MODEL, publishers, publishers",
                "PUBLISH_MODEL, subscribers, subscribers",
                "PUBLISH_MODEL, open, open",
                "PUBLISH_MODEL, nobody, refused",
                "PERSIST_ITEMS, 1, true",
                "NOTIFY_SUB, 1, true",
                "PERSIST_ITEMS, 0, false",
                "PERSIST_ITEMS, true, true",
                "PERSIST_ITEMS, false, false",
                "PERSIST_ITEMS, yes, refused",
                "ITEM_EXPIRE, max, max",
                "ITEM_EXPIRE, 604800, 604800",
                "ITEM_EXPIRE, 0, refused",
                "ITEM_EXPIRE, 1000000000, refused",
                "ITEM_EXPIRE, soon, refused",
                "MAX_ITEMS, max, max",
                "MAX_ITEMS, 1, 1",
                "MAX_ITEMS, 0010, 10",
                "MAX_ITEMS, 10000000, 10000000",
                "MAX_ITEMS, 10000001, refused",
                "MAX_ITEMS, 0, refused",
                "MAX_ITEMS, -1, refused",
                "MAX_ITEMS, many, refused",
                "MAX_ITEMS, 99999999999999999999, refused",
                "MAX_PAYLOAD_SIZE, 1028, 1028",
                "MAX_PAYLOAD_SIZE, 262145, refused",
                "NOTIFICATION_TYPE, normal, normal",
                "NOTIFICATION_TYPE, chat, refused",
                "LANGUAGE, en, en",
                "LANGUAGE, pt-br, pt-BR",
                "LANGUAGE, tlh, tlh",
                "LANGUAGE, klingon language, refused",
                "CONTACT, Bard@Shakespeare.lit/globe, bard@shakespeare.lit",
                "CONTACT, @shakespeare.lit, refused",
                "CHILDREN_ASSOCIATION_POLICY, whitelist, whitelist",
                "CHILDREN_ASSOCIATION_WHITELIST, bard@shakespeare.lit, bard@shakespeare.lit",
                "PRESENCE_BASED_DELIVERY, 0, false",
                "PRESENCE_BASED_DELIVERY, 1, true",
                "SEND_LAST_PUBLISHED_ITEM, never, never",
                "SEND_LAST_PUBLISHED_ITEM, on_sub, on_sub",
                "SEND_LAST_PUBLISHED_ITEM, on_sub_and_presence, on_sub_and_presence",
                "SEND_LAST_PUBLISHED_ITEM, always, refused",
                "ITEM_REPLY, publisher, publisher",
                "ITEM_REPLY, owner, refused",
            })
    void takesWhatAFieldCanBe(ConfigField field, String value, String canonical) {
        Optional<String> taken = NodeConfig.STANDARD.with(Map.of(field, value)).map(config -> config.value(field));

        assertThat(taken).isEqualTo(Optional.ofNullable(canonical));
    }

    @ParameterizedTest
    @EnumSource
    void standsAtTheStandardOfEachField(ConfigField field) {
        assertThat(NodeConfig.STANDARD.value(field)).isEqualTo(field.standard());
        assertThat(NodeConfig.STANDARD.with(Map.of(field, field.standard()))).contains(NodeConfig.STANDARD);
        assertThat(ConfigField.parse(field.fieldName())).contains(field);
    }

    @Test
    void keepsWhatIsNotChanged() {
        NodeConfig named =
                NodeConfig.STANDARD.with(Map.of(ConfigField.TITLE, "Musings")).orElseThrow();

        NodeConfig closed =
                named.with(Map.of(ConfigField.ACCESS_MODEL, "whitelist")).orElseThrow();

        assertThat(closed.value(ConfigField.TITLE)).isEqualTo("Musings");
        assertThat(closed.accessModel()).isEqualTo(AccessModel.WHITELIST);
    }

    @Test
    void bearsNoEndlessTitle() {
        assertThat(NodeConfig.STANDARD.with(Map.of(ConfigField.TITLE, "x".repeat(4097))))
                .isEmpty();
    }

    @Test
    void meansByMaxTheMostThereIs() {
        assertThat(NodeConfig.STANDARD.maxItems()).isEqualTo(NodeConfig.MOST_ITEMS);
    }
}
