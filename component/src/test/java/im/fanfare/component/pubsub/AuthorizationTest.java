package im.fanfare.component.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.iq.Xml;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.Notice;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may subscribe, asked of owners, and who is told what became of it: XEP-0060 §6.1.4, §8.6 to §8.9, §13.14. */
class AuthorizationTest {
    private static final String HAMLET = "hamlet@denmark.lit/elsinore";
    private static final String HORATIO = "horatio@denmark.lit/elsinore";
    private static final Jid SUBSCRIBER = Jid.parse("horatio@denmark.lit");
    private static final Jid OWNER = Jid.parse("hamlet@denmark.lit");
    private static final String NODE = field("pubsub#node", "princely_musings");
    private static final String ASKING = field("pubsub#subscriber_jid", "horatio@denmark.lit");

    private final Shakespeare service = new Shakespeare().withMusings().configured("pubsub#access_model", "authorize");

    @BeforeEach
    void forget() {
        service.told();
    }

    /** §6.1.4 and §8.6. */
    @Test
    void asksAllOwnersAndSaysPending() {
        service.affiliated("bernardo@denmark.lit", "owner").told();

        assertThat(service.answer("""
                <iq type='set' from='horatio@denmark.lit/elsinore' to='pubsub.shakespeare.lit' id='sub1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <subscribe node='princely_musings' jid='horatio@denmark.lit'/>
                  </pubsub>
                </iq>""")).isEqualTo(Xml.plain("""
                <iq type='result' from='pubsub.shakespeare.lit' to='horatio@denmark.lit/elsinore' id='sub1'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <subscription node='princely_musings' jid='horatio@denmark.lit' subid='1' subscription='pending'/>
                  </pubsub>
                </iq>"""));
        assertThat(service.told())
                .containsExactly(new NodeEvent.Told(
                        List.of(Jid.parse("bernardo@denmark.lit"), OWNER), new Notice.SubscriptionRequest(SUBSCRIBER)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"member", "publisher", "owner"})
    void asksNobodyAboutThoseWhoBelongToTheNode(String affiliation) {
        service.affiliated("horatio@denmark.lit", affiliation).told();

        service.horatio("set", "<subscribe node='princely_musings' jid='horatio@denmark.lit'/>");

        assertThat(own()).contains("subscription='subscribed'");
        assertThat(service.told()).isEmpty();
    }

    @Test
    void showsWhatWaitsToSubscriberAndOwner() {
        asks();

        assertThat(own()).contains("jid='horatio@denmark.lit' subid='1' subscription='pending'");
        assertThat(managed()).contains("<subscription jid='horatio@denmark.lit' subid='1' subscription='pending'/>");
    }

    /** §8.6. */
    @ParameterizedTest
    @CsvSource({"true, SUBSCRIBED", "1, SUBSCRIBED", "false, NONE", "0, NONE"})
    void doesAsTheOwnerAnswers(String allow, SubscriptionState state) {
        asks();

        assertThat(service.answers(HAMLET, "submit", NODE, ASKING, field("pubsub#allow", allow)))
                .isEmpty();

        assertThat(service.told()).containsExactly(toldSubscriber(state));
        assertThat(own().contains("subscription='subscribed'")).isEqualTo(state == SubscriptionState.SUBSCRIBED);
        assertThat(own()).doesNotContain("pending");
        assertThat(service.asks(HORATIO, "get", pubsub("<items node='princely_musings'/>"))
                        .attribute("type"))
                .contains(state == SubscriptionState.SUBSCRIBED ? "result" : "error");
    }

    /** §8.6: the request stays pending. */
    @Test
    void letsWaitWhatTheOwnerPutsOff() {
        asks();

        assertThat(service.answers(HAMLET, "cancel")).isEmpty();

        assertThat(service.told()).isEmpty();
        assertThat(own()).contains("pending");
    }

    @Test
    void firstOfTwoOwnersDecides() {
        service.affiliated("bernardo@denmark.lit", "owner");
        asks();
        service.answers("bernardo@denmark.lit/x", "submit", NODE, ASKING, field("pubsub#allow", "1"));
        service.told();

        assertThat(service.answers(HAMLET, "submit", NODE, ASKING, field("pubsub#allow", "1")))
                .isEmpty();
        assertThat(errorOf(service.answers(HAMLET, "submit", NODE, ASKING, field("pubsub#allow", "0"))
                        .orElseThrow()))
                .isEqualTo("cancel item-not-found");

        assertThat(own()).contains("subscribed");
        assertThat(service.told()).isEmpty();
    }

    @Test
    void forgetsWhatTheSubscriberTakesBack() {
        asks();

        assertThat(service.asks(
                                HORATIO,
                                "set",
                                pubsub("<unsubscribe node='princely_musings' jid='horatio@denmark.lit'/>"))
                        .toXml())
                .contains("subscription='none'");

        assertThat(own()).contains("<subscriptions/>");
        assertThat(managed()).doesNotContain("horatio");
        assertThat(errorOf(service.answers(HAMLET, "submit", NODE, ASKING, field("pubsub#allow", "1"))
                        .orElseThrow()))
                .isEqualTo("cancel item-not-found");
    }

    static Stream<List<String>> badAnswers() {
        String allow = field("pubsub#allow", "1");
        return Stream.of(
                List.of("auth forbidden", HORATIO, NODE, ASKING, allow),
                List.of("cancel item-not-found", HAMLET, field("pubsub#node", "nowhere"), ASKING, allow),
                List.of("modify bad-request", HAMLET, NODE, ASKING),
                List.of("modify bad-request", HAMLET, NODE, ASKING, field("pubsub#allow", "perhaps")),
                List.of("modify bad-request", HAMLET, NODE, allow),
                List.of("modify bad-request", HAMLET, ASKING, allow),
                List.of("modify bad-request", HAMLET, field("pubsub#node", ""), ASKING, allow),
                List.of("modify bad-request", HAMLET, NODE, field("pubsub#subscriber_jid", "@"), allow));
    }

    @ParameterizedTest
    @MethodSource("badAnswers")
    void sendsBackWhatCannotBeFollowed(List<String> answer) {
        asks();
        var before = service.snapshot();

        XmlElement error = service.answers(
                        answer.get(1),
                        "submit",
                        answer.subList(2, answer.size()).toArray(String[]::new))
                .orElseThrow();

        assertThat(errorOf(error)).isEqualTo(answer.get(0));
        assertThat(error.attribute("id")).contains("approve1");
        assertThat(error.attribute("to")).contains(answer.get(1));
        assertThat(service.snapshot()).isEqualTo(before);
    }

    @Test
    void doesNotTalkToWhoTalksOfSomethingElse() {
        String form = "<x xmlns='jabber:x:data' type='%s'><field var='FORM_TYPE'><value>%s</value></field></x>";
        String authorization = "http://jabber.org/protocol/pubsub#subscribe_authorization";
        String from = "<message from='hamlet@denmark.lit' to='pubsub.shakespeare.lit'";

        assertThat(service.message(from + "><body>to be or not to be</body></message>"))
                .isEmpty();
        assertThat(service.message(from + "/>")).isEmpty();
        assertThat(service.message(from + ">" + form.formatted("submit", "urn:other") + "</message>"))
                .isEmpty();
        assertThat(service.message(from + ">" + form.formatted("form", authorization) + "</message>"))
                .isEmpty();
        assertThat(service.message(from + " type='error'>" + form.formatted("submit", authorization) + "</message>"))
                .isEmpty();
        assertThat(service.message(from.replace("'pubsub", "'yorick@pubsub") + ">"
                        + form.formatted("submit", authorization) + "</message>"))
                .isEmpty();
        assertThat(service.message("<message to='pubsub.shakespeare.lit'>" + form.formatted("submit", authorization)
                        + "</message>"))
                .isEmpty();
    }

    /** §8.7. */
    @Test
    void sendsTheRequestsOfANodeAgain() {
        service.hamlet("set", "<create node='news_from_elsinore'/>");
        asks();
        service.told();
        service.draws("pubsub-get-pending:20031021T150901Z-600");

        assertThat(service.answer("""
                <iq type='set' from='hamlet@denmark.lit/elsinore' to='pubsub.shakespeare.lit' id='pending1'>
                  <command xmlns='http://jabber.org/protocol/commands'
                           node='http://jabber.org/protocol/pubsub#get-pending' action='execute'/>
                </iq>""")).isEqualTo(Xml.plain("""
                <iq type='result' from='pubsub.shakespeare.lit' to='hamlet@denmark.lit/elsinore' id='pending1'>
                  <command xmlns='http://jabber.org/protocol/commands'
                           sessionid='pubsub-get-pending:20031021T150901Z-600'
                           node='http://jabber.org/protocol/pubsub#get-pending' status='executing'>
                    <actions execute='complete'><complete/></actions>
                    <x xmlns='jabber:x:data' type='form'>
                      <field var='FORM_TYPE' type='hidden'>
                        <value>http://jabber.org/protocol/pubsub#subscribe_authorization</value>
                      </field>
                      <field type='list-single' var='pubsub#node'>
                        <option><value>princely_musings</value></option>
                      </field>
                    </x>
                  </command>
                </iq>"""));
        assertThat(service.answer("""
                <iq type='set' from='hamlet@denmark.lit/elsinore' to='pubsub.shakespeare.lit' id='pending2'>
                  <command xmlns='http://jabber.org/protocol/commands'
                           sessionid='pubsub-get-pending:20031021T150901Z-600'
                           node='http://jabber.org/protocol/pubsub#get-pending' action='execute'>
                    <x xmlns='jabber:x:data' type='submit'>
                      <field var='pubsub#node'><value>princely_musings</value></field>
                    </x>
                  </command>
                </iq>""")).isEqualTo(Xml.plain("""
                <iq type='result' from='pubsub.shakespeare.lit' to='hamlet@denmark.lit/elsinore' id='pending2'>
                  <command xmlns='http://jabber.org/protocol/commands'
                           sessionid='pubsub-get-pending:20031021T150901Z-600'
                           node='http://jabber.org/protocol/pubsub#get-pending' status='completed'/>
                </iq>"""));
        assertThat(service.told())
                .containsExactly(new NodeEvent.Told(List.of(OWNER), new Notice.SubscriptionRequest(SUBSCRIBER)));
    }

    @Test
    void saysSoWhereNothingWaits() {
        assertThat(service.asks(
                                HAMLET,
                                "set",
                                "<command xmlns='http://jabber.org/protocol/commands'"
                                        + " node='http://jabber.org/protocol/pubsub#get-pending'/>")
                        .toXml())
                .contains("status='completed'", "<note type='info'>No subscription requests are pending.</note>");
    }

    /** §8.8.4. */
    @Test
    void tellsTheSubscriberWhatTheOwnerChanges() {
        manages("subscribed");
        assertThat(service.told()).containsExactly(toldSubscriber(SubscriptionState.SUBSCRIBED));

        manages("none");
        assertThat(service.told()).containsExactly(toldSubscriber(SubscriptionState.NONE));

        asks();
        service.told();
        manages("subscribed");
        assertThat(service.told()).containsExactly(toldSubscriber(SubscriptionState.SUBSCRIBED));
    }

    /** §8.9.4, and §15.3 for the subscription. */
    @Test
    void tellsWhoseAffiliationTheOwnerChanges() {
        manages("subscribed");
        service.told();

        service.affiliated("horatio@denmark.lit", "outcast");

        assertThat(service.told())
                .containsExactly(
                        new NodeEvent.Told(
                                List.of(SUBSCRIBER), new Notice.AffiliationChanged(SUBSCRIBER, Affiliation.OUTCAST)),
                        toldSubscriber(SubscriptionState.NONE));
    }

    /** pubsub#notify_sub, §17.4.4. */
    @Test
    void tellsOwnersOfSubscribersWhereTheyWantToKnow() {
        service.configured("pubsub#access_model", "open")
                .configured("pubsub#notify_sub", "1")
                .told();

        service.horatio("set", "<subscribe node='princely_musings' jid='horatio@denmark.lit'/>");
        service.horatio("set", "<unsubscribe node='princely_musings' jid='horatio@denmark.lit'/>");

        assertThat(service.told())
                .containsExactly(
                        new NodeEvent.Told(
                                List.of(OWNER),
                                new Notice.SubscriptionChanged(SUBSCRIBER, SubscriptionState.SUBSCRIBED)),
                        new NodeEvent.Told(
                                List.of(OWNER), new Notice.SubscriptionChanged(SUBSCRIBER, SubscriptionState.NONE)));
    }

    private void asks() {
        service.horatio("set", "<subscribe node='princely_musings' jid='horatio@denmark.lit'/>")
                .told();
    }

    private void manages(String state) {
        service.owner(
                "set",
                "<subscriptions node='princely_musings'><subscription jid='horatio@denmark.lit' subscription='" + state
                        + "'/></subscriptions>");
    }

    private String own() {
        return service.asks(HORATIO, "get", pubsub("<subscriptions/>")).toXml();
    }

    private String managed() {
        return service.asks(
                        HAMLET,
                        "get",
                        "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><subscriptions node='princely_musings'/></pubsub>")
                .toXml();
    }

    private static NodeEvent.Told toldSubscriber(SubscriptionState state) {
        return new NodeEvent.Told(List.of(SUBSCRIBER), new Notice.SubscriptionChanged(SUBSCRIBER, state));
    }

    private static String errorOf(XmlElement message) {
        XmlElement error = message.child("error").orElseThrow();
        return error.attribute("type").orElseThrow()
                + ' '
                + error.children().get(0).name();
    }

    private static String field(String name, String value) {
        return "<field var='" + name + "'><value>" + value + "</value></field>";
    }

    private static String pubsub(String verb) {
        return "<pubsub xmlns='http://jabber.org/protocol/pubsub'>" + verb + "</pubsub>";
    }
}
