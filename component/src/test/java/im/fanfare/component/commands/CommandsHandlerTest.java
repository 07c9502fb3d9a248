package im.fanfare.component.commands;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.pubsub.Shakespeare;
import im.fanfare.stanza.XmlElement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XEP-0050 at the edge. */
class CommandsHandlerTest {
    private static final String HAMLET = "hamlet@denmark.lit/elsinore";
    private static final String GET_PENDING = "http://jabber.org/protocol/pubsub#get-pending";

    private final Shakespeare service = new Shakespeare().withMusings();

    /** §2.2. */
    @Test
    void listsTheCommands() {
        assertThat(service.asks(
                                HAMLET,
                                "get",
                                "<query xmlns='http://jabber.org/protocol/disco#items' node='http://jabber.org/protocol/commands'/>")
                        .toXml())
                .contains("<item jid='pubsub.shakespeare.lit' node='" + GET_PENDING
                        + "' name='Get pending subscription requests'/>");
        assertThat(service.asks(
                                HAMLET,
                                "get",
                                "<query xmlns='http://jabber.org/protocol/disco#info' node='http://jabber.org/protocol/commands'/>")
                        .toXml())
                .contains("<identity category='automation' type='command-list'/>");
    }

    /** §2.2. */
    @Test
    void saysThatACommandIsOne() {
        assertThat(service.asks(
                                HAMLET,
                                "get",
                                "<query xmlns='http://jabber.org/protocol/disco#info' node='" + GET_PENDING + "'/>")
                        .toXml())
                .contains(
                        "<identity category='automation' type='command-node' name='Get pending subscription requests'/>",
                        "<feature var='http://jabber.org/protocol/commands'/>",
                        "<feature var='jabber:x:data'/>");
    }

    /** §2.4.2. */
    @Test
    void letsOneThinkBetterOfIt() {
        XmlElement answer = service.asks(HAMLET, "set", command("action='cancel' sessionid='7'", ""));

        assertThat(answer.toXml())
                .contains("type='result'", "status='canceled'", "sessionid='7'", "node='" + GET_PENDING + "'");
    }

    /** §4.4. */
    @ParameterizedTest
    @CsvSource({
        "action='prev', '', modify bad-request bad-action",
        "action='dance', '', modify bad-request malformed-action",
        "action='complete', <x xmlns='jabber:x:data' type='submit'/>, modify bad-request bad-payload",
        "action='complete', <x xmlns='jabber:x:data' type='form'/>, modify bad-request bad-payload",
        "action='complete', <x xmlns='jabber:x:data'/>, modify bad-request bad-payload",
    })
    void refusesWhatItCannotDo(String action, String payload, String expected) {
        XmlElement error = service.asks(HAMLET, "set", command(action, payload))
                .child("error")
                .orElseThrow();

        assertThat(error.attribute("type").orElseThrow()
                        + ' '
                        + error.children().get(0).name()
                        + ' '
                        + error.children().get(1).name())
                .isEqualTo(expected);
        assertThat(error.children().get(1).namespace()).isEqualTo(CommandsHandler.NS);
    }

    private static String command(String attributes, String payload) {
        return "<command xmlns='http://jabber.org/protocol/commands' node='" + GET_PENDING + "' " + attributes + ">"
                + payload + "</command>";
    }
}
