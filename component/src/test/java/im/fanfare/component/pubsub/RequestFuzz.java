package im.fanfare.component.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.stanza.XmlElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whatever is asked for, with whatever in its forms and in its result sets: everything is answered, a refusal is one of those
 * that the specifications name and changes nothing, and none is a fault of ours.
 */
class RequestFuzz {
    private static final String PUBSUB = "http://jabber.org/protocol/pubsub";
    private static final int MOST_REQUESTS = 4;
    private static final String[] USERS = {
        "hamlet@denmark.lit/elsinore", "horatio@denmark.lit/elsinore", "francisco@denmark.lit/barracks", "denmark.lit"
    };
    private static final String[] NODES = {"princely_musings", "northern_musings", ""};
    private static final String[] ITEMS = {
        "368866411b877c30064a5f62b917cffe", "ae890ac52d0df67ed7cfdf51b644e901", "another", ""
    };
    private static final String[] VERBS = {
        "create",
        "configure",
        "publish",
        "retract",
        "subscribe",
        "unsubscribe",
        "items",
        "options",
        "default",
        "subscriptions",
        "affiliations",
        "delete",
        "purge",
        "publish-options"
    };
    private static final String[] FIELDS = fields();

    @FuzzTest(maxDuration = "10s")
    void isAnsweredAndWhatIsRefusedChangesNothing(FuzzedDataProvider data) {
        Shakespeare service = new Shakespeare().withMusings();
        for (int i = 0; i < MOST_REQUESTS && data.remainingBytes() > 0; i++) {
            String from = data.pickValue(USERS);
            String type = data.consumeBoolean() ? "set" : "get";
            String payload = payload(data);
            var before = service.snapshot();

            XmlElement answer = service.asks(from, type, payload);

            assertThat(answer.attribute("to")).hasValue(from);
            assertThat(answer.attribute("id")).hasValue("1");
            if (!answer.attribute("type").equals(Optional.of("result"))) {
                assertThat(answer.attribute("type")).hasValue("error");
                assertThat(answer.toXml()).as(payload).doesNotContain("internal-server-error");
                assertThat(service.snapshot()).as(payload).isEqualTo(before);
            }
        }
    }

    private static String payload(FuzzedDataProvider data) {
        String set = data.consumeBoolean() ? resultSet(data) : "";
        return switch (data.consumeInt(0, 5)) {
            case 0 -> query("disco#info", data, set);
            case 1 -> query("disco#items", data, set);
            case 2 ->
                "<command xmlns='http://jabber.org/protocol/commands' node='" + PUBSUB + "#get-pending' action='"
                        + text(data) + "'>" + form(data) + "</command>";
            case 3 -> pubsub("#owner", verb(data) + set);
            case 4 -> pubsub("", verb(data) + verb(data) + set);
            default -> pubsub("", verb(data) + set);
        };
    }

    private static String query(String space, FuzzedDataProvider data, String set) {
        return "<query xmlns='http://jabber.org/protocol/" + space + "' node='" + data.pickValue(NODES) + "'>" + set
                + "</query>";
    }

    private static String pubsub(String space, String content) {
        return "<pubsub xmlns='" + PUBSUB + space + "'>" + content + "</pubsub>";
    }

    private static String verb(FuzzedDataProvider data) {
        String verb = data.pickValue(VERBS);
        StringBuilder xml = new StringBuilder("<" + verb);
        if (data.consumeBoolean()) {
            attribute(xml, "node", data.pickValue(NODES));
        }
        if (data.consumeBoolean()) {
            attribute(xml, "jid", data.consumeBoolean() ? data.pickValue(USERS) : text(data));
        }
        if (data.consumeBoolean()) {
            attribute(xml, data.pickValue(new String[] {"max_items", "notify", "subid", "subscription"}), text(data));
        }
        xml.append('>');
        for (int children = data.consumeInt(0, 2); children > 0; children--) {
            xml.append(child(data));
        }
        return xml.append("</").append(verb).append('>').toString();
    }

    private static String child(FuzzedDataProvider data) {
        StringBuilder xml = new StringBuilder();
        switch (data.consumeInt(0, 4)) {
            case 0 -> {
                attribute(xml.append("<item"), "id", data.consumeBoolean() ? data.pickValue(ITEMS) : text(data));
                xml.append("><entry xmlns='").append(text(data)).append("'/></item>");
            }
            case 1 -> {
                attribute(xml.append("<subscription"), "jid", data.pickValue(USERS));
                attribute(xml, "subscription", data.pickValue(new String[] {"none", "subscribed", "pending", "other"}));
                xml.append("/>");
            }
            case 2 -> {
                attribute(xml.append("<affiliation"), "jid", data.pickValue(USERS));
                attribute(xml, "affiliation", data.pickValue(new String[] {
                    "owner", "publisher", "publish-only", "member", "none", "outcast", "other"
                }));
                xml.append("/>");
            }
            case 3 -> {
                attribute(xml.append("<redirect"), "uri", text(data));
                xml.append("/>");
            }
            default -> xml.append(form(data));
        }
        return xml.toString();
    }

    private static String form(FuzzedDataProvider data) {
        StringBuilder xml = new StringBuilder("<x xmlns='jabber:x:data' type='")
                .append(data.pickValue(new String[] {"submit", "cancel", "form", "result"}))
                .append("'>");
        for (int fields = data.consumeInt(0, 3); fields > 0; fields--) {
            attribute(xml.append("<field"), "var", data.pickValue(FIELDS));
            xml.append('>');
            for (int values = data.consumeInt(0, 2); values > 0; values--) {
                xml.append("<value>").append(text(data)).append("</value>");
            }
            xml.append("</field>");
        }
        return xml.append("</x>").toString();
    }

    private static String resultSet(FuzzedDataProvider data) {
        StringBuilder xml = new StringBuilder("<set xmlns='http://jabber.org/protocol/rsm'>");
        for (String element : new String[] {"max", "before", "after", "index"}) {
            if (data.consumeBoolean()) {
                String value = data.consumeBoolean() ? data.pickValue(ITEMS) : text(data);
                xml.append('<').append(element).append('>').append(value);
                xml.append("</").append(element).append('>');
            }
        }
        return xml.append("</set>").toString();
    }

    private static void attribute(StringBuilder xml, String name, String value) {
        xml.append(' ').append(name).append("='").append(value).append('\'');
    }

    /** A word or a number that can stand anywhere. */
    private static String text(FuzzedDataProvider data) {
        return switch (data.consumeInt(0, 3)) {
            case 0 -> Integer.toString(data.consumeInt());
            case 1 -> Long.toString(data.consumeLong());
            case 2 -> data.pickValue(new String[] {"true", "1", "max", "open", "submit", "execute", "9".repeat(30)});
            default -> data.consumeString(20).replaceAll("[<>&'\\p{Cntrl}\\p{Cs}\\uFFFE\\uFFFF]", "");
        };
    }

    private static String[] fields() {
        List<String> fields = new ArrayList<>(List.of(
                "FORM_TYPE", "pubsub#deliver", "pubsub#expire", "pubsub#digest", "pubsub#node", "pubsub#collection"));
        for (ConfigField field : ConfigField.values()) {
            fields.add(field.fieldName());
        }
        return fields.toArray(String[]::new);
    }
}
