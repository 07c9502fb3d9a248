package im.fanfare.component.rsm;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.pubsub.Shakespeare;
import im.fanfare.stanza.XmlElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whole lists, page by page: XEP-0059 §2.2, §2.3 and §2.5. */
class PagingThroughTest {
    private static final String PUBSUB = "http://jabber.org/protocol/pubsub";
    private static final String DISCO = "http://jabber.org/protocol/disco#items";

    private final Shakespeare service = new Shakespeare().hamlet("set", "<create node='princely_musings'/>");
    private final List<String> published = new ArrayList<>();

    PagingThroughTest() {
        IntStream.range(0, 25).forEach(i -> publish());
    }

    private void publish() {
        published.add("item" + published.size());
        service.publish(published.get(published.size() - 1));
    }

    @Test
    void itemsForwardsWhileOthersArePublished() {
        List<String> seen = new ArrayList<>();
        Optional<String> last = Optional.empty();
        do {
            XmlElement pubsub = items("<max>10</max>"
                    + last.map(uid -> "<after>" + uid + "</after>").orElse(""));
            assertThat(note(pubsub, "count")).contains(Integer.toString(published.size()));
            seen.addAll(ids(pubsub));
            last = note(pubsub, "last");
            if (published.size() < 28) {
                publish();
            }
        } while (last.isPresent());

        assertThat(seen).isEqualTo(published);
    }

    @Test
    void itemsBackwardsWhileOthersArePublished() {
        List<String> before = List.copyOf(published);
        List<String> seen = new ArrayList<>();
        Optional<String> first = Optional.of("");
        do {
            XmlElement pubsub = items("<max>10</max><before>" + first.orElseThrow() + "</before>");
            seen.addAll(0, ids(pubsub));
            first = note(pubsub, "first");
            publish();
        } while (first.isPresent());

        assertThat(seen).isEqualTo(before);
    }

    /** As stanza of npm asks: a most of as many items as it wants in a page. */
    @Test
    void itemsByWhoNamesAMostBesides() {
        List<String> seen = new ArrayList<>();
        String before = "";
        while (seen.size() < published.size()) {
            XmlElement pubsub = asks("<pubsub xmlns='" + PUBSUB + "'><items node='princely_musings' max_items='10'/>"
                    + set("<max>10</max>" + before) + "</pubsub>");
            assertThat(note(pubsub, "count")).contains("25");
            seen.addAll(0, ids(pubsub));
            before = "<before>" + note(pubsub, "first").orElseThrow() + "</before>";
        }

        assertThat(seen).isEqualTo(published);
    }

    @Test
    void itemsFromTheMiddleAndTheirNumber() {
        XmlElement middle = items("<max>3</max><index>20</index>");

        assertThat(ids(middle)).containsExactly("item20", "item21", "item22");
        assertThat(middle.toXml()).contains("<first index='20'>item20</first>");
        assertThat(items("<max>0</max>").toXml())
                .contains("<items node='princely_musings'/><set xmlns='http://jabber.org/protocol/rsm'>"
                        + "<count>25</count></set>");
    }

    /** XEP-0059 §2.2: where there is nothing there is no part of it. */
    @Test
    void noItems() {
        service.owner("set", "<purge node='princely_musings'/>");

        assertThat(items("<max>3</max>").toXml()).contains("<items node='princely_musings'/></pubsub>");
    }

    @Test
    void idsOfItemsNewestFirst() {
        List<String> seen = new ArrayList<>();
        Optional<String> last = Optional.empty();
        do {
            String set = "<max>10</max>"
                    + last.map(uid -> "<after>" + uid + "</after>").orElse("");
            XmlElement query = asks("<query xmlns='" + DISCO + "' node='princely_musings'>" + set(set) + "</query>");
            query.children("item", DISCO)
                    .forEach(item -> seen.add(item.attribute("name").orElseThrow()));
            last = note(query, "last");
        } while (last.isPresent());

        assertThat(seen).hasSize(25).first().isEqualTo("item24");
        assertThat(seen).containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    void nodesForwardsAndBackwards() {
        List<String> nodes = new ArrayList<>(List.of("princely_musings"));
        for (int i = 0; i < 12; i++) {
            service.hamlet("set", "<create node='node" + i + "'/>");
            nodes.add("node" + i);
        }
        List<String> forwards = new ArrayList<>();
        Optional<String> last = Optional.empty();
        do {
            XmlElement query = nodes("<max>5</max>"
                    + last.map(uid -> "<after>" + uid + "</after>").orElse(""));
            forwards.addAll(names(query));
            last = note(query, "last");
        } while (last.isPresent());
        List<String> backwards = new ArrayList<>();
        Optional<String> first = Optional.of("");
        do {
            XmlElement query = nodes("<max>5</max><before>" + first.orElseThrow() + "</before>");
            backwards.addAll(0, names(query));
            first = note(query, "first");
        } while (first.isPresent());

        assertThat(forwards).containsExactlyInAnyOrderElementsOf(nodes);
        assertThat(backwards).isEqualTo(forwards);
        assertThat(nodes("<max>5</max>").toXml()).contains("<first index='0'>", "<count>13</count>");
        assertThat(nodes("<max>5</max><before/>").toXml()).contains("<first index='8'>", "<count>13</count>");
        assertThat(nodes("<max>0</max>").toXml()).contains("<count>13</count>");
    }

    private XmlElement items(String part) {
        return asks("<pubsub xmlns='" + PUBSUB + "'><items node='princely_musings'/>" + set(part) + "</pubsub>");
    }

    private XmlElement nodes(String part) {
        return asks("<query xmlns='" + DISCO + "'>" + set(part) + "</query>");
    }

    private XmlElement asks(String payload) {
        XmlElement reply = service.asks("francisco@denmark.lit/barracks", "get", payload);
        assertThat(reply.attribute("type")).as(reply.toXml()).contains("result");
        return reply.children().get(0);
    }

    private static String set(String part) {
        return "<set xmlns='" + ResultSet.NS + "'>" + part + "</set>";
    }

    private static List<String> ids(XmlElement pubsub) {
        return pubsub.child("items", PUBSUB).orElseThrow().children("item", PUBSUB).stream()
                .map(item -> item.attribute("id").orElseThrow())
                .toList();
    }

    private static List<String> names(XmlElement query) {
        return query.children("item", DISCO).stream()
                .map(item -> item.attribute("node").orElseThrow())
                .toList();
    }

    private static Optional<String> note(XmlElement answer, String name) {
        return answer.child("set", ResultSet.NS)
                .flatMap(set -> set.child(name, ResultSet.NS))
                .map(XmlElement::text);
    }
}
