package im.fanfare.component.presence;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.iq.Xml;
import im.fanfare.component.presence.PresenceChange.Kind;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Show;
import im.fanfare.stanza.Schemas;
import im.fanfare.stanza.XmlElement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresenceHandlerTest {
    private static final String SERVICE = "pubsub.shakespeare.lit";
    private static final Jid FRANCISCO = Jid.parse("francisco@denmark.lit/barracks");

    private final List<PresenceChange> changes = new ArrayList<>();
    private final PresenceHandler handler = new PresenceHandler(changes::add);

    private List<String> take(String attributes, String content) {
        String xml =
                "<presence from='" + FRANCISCO + "' to='" + SERVICE + "'" + attributes + ">" + content + "</presence>";
        List<XmlElement> answers = handler.take(Xml.stanza(xml));
        answers.forEach(Schemas::assertValid);
        return answers.stream().map(XmlElement::toString).toList();
    }

    private static PresenceChange change(Kind kind) {
        boolean ofResource = kind == Kind.UNAVAILABLE || kind == Kind.AVAILABLE;
        return PresenceChange.of(SERVICE, ofResource ? FRANCISCO : FRANCISCO.bare(), kind);
    }

    /** RFC 6121 §3.1.3 and §3.1.5: anybody may know of the service, at once. */
    @Test
    void letsAnybodySubscribe() {
        assertThat(take(" type='subscribe' id='1'", ""))
                .satisfiesExactly(
                        first -> assertThat(first).contains("type='subscribed'", "to='francisco@denmark.lit'"),
                        then -> assertThat(then).doesNotContain("type").contains("to='francisco@denmark.lit'"));
        assertThat(changes).containsExactly(change(Kind.SUBSCRIBE));
    }

    /** §3.3. */
    @Test
    void letsAnybodyUnsubscribe() {
        assertThat(take(" type='unsubscribe'", ""))
                .satisfiesExactly(
                        first -> assertThat(first).contains("type='unsubscribed'"),
                        then -> assertThat(then).contains("type='unavailable'"));
        assertThat(changes).isEmpty();
    }

    /** §4.3.2. */
    @Test
    void isAvailableToWhoeverAsks() {
        assertThat(take(" type='probe'", ""))
                .singleElement()
                .satisfies(answer -> assertThat(answer)
                        .contains("from='" + SERVICE + "'", "to='" + FRANCISCO + "'")
                        .doesNotContain("type"));
        assertThat(changes).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"unavailable, UNAVAILABLE", "subscribed, SUBSCRIBED", "unsubscribed, UNSUBSCRIBED"})
    void answersNothingToWhatIsSaid(String type, Kind kind) {
        assertThat(take(" type='" + type + "'", "")).isEmpty();
        assertThat(changes).containsExactly(change(kind));
    }

    /** §4.7.2.3. */
    @ParameterizedTest
    @CsvSource({"-1, true", "-128, true", "0, false", "-0, false", "5, false", "high, false"})
    void aNegativePriorityIsSeen(String priority, boolean negative) {
        take("", "<priority>" + priority + "</priority>");

        assertThat(changes)
                .containsExactly(PresenceChange.available(SERVICE, FRANCISCO, negative, false, Optional.empty()));
    }

    /** §4.7.2.1. */
    @ParameterizedTest
    @CsvSource({"away, AWAY", "chat, CHAT", "dnd, DND", "xa, XA", "sleepy, ONLINE"})
    void hearsHowTheyAreAvailable(String word, Show show) {
        take("", "<show>" + word + "</show>");

        assertThat(changes)
                .containsExactly(PresenceChange.available(SERVICE, FRANCISCO, false, false, show, Optional.empty()));
    }

    /** XEP-0312 §2, and XEP-0203 of what is said again. */
    @ParameterizedTest
    @CsvSource({"86511, 86511", "0, 0", "-1, ", "soon, ", "99999999999, "})
    void hearsForHowLongTheyWereAway(String seconds, @Nullable Long away) {
        take("", "<ago xmlns='urn:xmpp:ago:0' secs='" + seconds + "'/><delay xmlns='urn:xmpp:delay' stamp='x'/>");

        assertThat(changes)
                .containsExactly(PresenceChange.available(
                        SERVICE,
                        FRANCISCO,
                        false,
                        true,
                        Optional.ofNullable(away).map(Duration::ofSeconds)));
    }

    /** RFC 6120 §8.3.1: no error is answered; one that is for good ends what is known. */
    @ParameterizedTest
    @CsvSource({
        "cancel, gone, true",
        "modify, gone, true",
        "cancel, item-not-found, true",
        "wait, gone, false",
        "cancel, service-unavailable, false",
        "cancel, remote-server-not-found, false"
    })
    void anErrorIsNotAnswered(String type, String condition, boolean isGone) {
        assertThat(take(
                        " type='error'",
                        "<error type='" + type + "'><" + condition
                                + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"))
                .isEmpty();
        assertThat(changes).isEqualTo(isGone ? List.of(change(Kind.GONE)) : List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<presence from='francisco@denmark.lit/b' to='hamlet@pubsub.shakespeare.lit' type='probe'/>",
                "<presence from='francisco@denmark.lit/b' to='pubsub.shakespeare.lit/x'/>",
                "<presence from='francisco@denmark.lit/b' type='subscribe'/>",
                "<presence to='pubsub.shakespeare.lit' type='subscribe'/>",
                "<presence from='@' to='pubsub.shakespeare.lit' type='subscribe'/>",
                "<presence from='francisco@denmark.lit/b' to='pubsub.shakespeare.lit' type='invisible'/>"
            })
    void whatIsNotForTheServiceIsNothing(String xml) {
        assertThat(handler.take(Xml.stanza(xml))).isEmpty();
        assertThat(changes).isEmpty();
    }
}
