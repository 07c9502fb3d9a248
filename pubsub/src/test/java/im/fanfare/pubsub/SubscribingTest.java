package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.BERNARDO;
import static im.fanfare.pubsub.Denmark.FRANCISCO;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.musings;
import static im.fanfare.pubsub.Denmark.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XEP-0060 §6.1 and §6.2. */
class SubscribingTest {
    private static final Jid BARE = FRANCISCO.bare();

    @Test
    void putsTheSubscriberIntoAPageWithRoomFromTheNextRevisionOn() {
        Scene node = musings().subscribed(BERNARDO.bare()).subscribed(BERNARDO);

        assertThat(Subscribing.subscribe(node, subscribe(FRANCISCO, BARE), Denmark.NOW))
                .isEqualTo(Decision.change(
                        new NodeEvent.Subscribed(new Subscription(BARE, 1, 8)),
                        new NodeReply.Subscribed(BARE, SubscriptionState.SUBSCRIBED)));
    }

    @Test
    void saysHowItStandsToWhoIsSubscribedAlready() {
        assertThat(Subscribing.subscribe(musings().subscribed(BARE), subscribe(FRANCISCO, BARE), Denmark.NOW))
                .isEqualTo(Decision.answer(new NodeReply.Subscribed(BARE, SubscriptionState.SUBSCRIBED)));
    }

    @Test
    void takesAResourceForAnotherSubscriber() {
        Decision decision =
                Subscribing.subscribe(musings().subscribed(BARE), subscribe(FRANCISCO, FRANCISCO), Denmark.NOW);

        assertThat(Outcome.of(decision)).isEqualTo("Change");
    }

    @Test
    void refusesToSubscribeSomebodyElse() {
        Decision decision = Subscribing.subscribe(musings(), subscribe(FRANCISCO, BERNARDO.bare()), Denmark.NOW);

        assertThat(Outcome.of(decision)).isEqualTo("INVALID_JID");
    }

    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource({
        "OWNER,        open,      Change",
        "PUBLISHER,    open,      Change",
        "PUBLISH_ONLY, open,      FORBIDDEN",
        "MEMBER,       open,      Change",
        "NONE,         open,      Change",
        "OUTCAST,      open,      FORBIDDEN",
        "OWNER,        whitelist, Change",
        "PUBLISHER,    whitelist, Change",
        "PUBLISH_ONLY, whitelist, FORBIDDEN",
        "MEMBER,       whitelist, Change",
        "NONE,         whitelist, CLOSED_NODE",
        "OUTCAST,      whitelist, FORBIDDEN",
        "MEMBER,       authorize, Change",
        "NONE,         authorize, Change",
        "PUBLISH_ONLY, authorize, FORBIDDEN",
        "OUTCAST,      authorize, FORBIDDEN",
    })
    void letsInWhomTheAccessModelLetsIn(Affiliation affiliation, String model, String outcome) {
        Scene node = musings(ConfigField.ACCESS_MODEL, model).with(FRANCISCO, affiliation);

        assertThat(Outcome.of(Subscribing.subscribe(node, subscribe(FRANCISCO, BARE), Denmark.NOW)))
                .isEqualTo(outcome);
    }

    @Test
    void endsTheSubscriptionThatIsNamed() {
        Scene node = musings().subscribed(BARE).subscribed(FRANCISCO);

        assertThat(Subscribing.unsubscribe(node, unsubscribe(FRANCISCO, FRANCISCO)))
                .isEqualTo(Decision.change(
                        new NodeEvent.Unsubscribed(new Subscription(FRANCISCO, 0, 3)), new NodeReply.Done()));
    }

    @Test
    void ignoresASubIdSinceThereAreNone() {
        NodeCommand.Unsubscribe unsubscribe =
                new NodeCommand.Unsubscribe(MUSINGS, FRANCISCO, BARE, Optional.of("123-abc"));

        assertThat(Outcome.of(Subscribing.unsubscribe(musings().subscribed(BARE), unsubscribe)))
                .isEqualTo("Change");
    }

    @Test
    void refusesToUnsubscribeWhoIsNotSubscribed() {
        assertThat(Outcome.of(Subscribing.unsubscribe(musings(), unsubscribe(FRANCISCO, BARE))))
                .isEqualTo("NOT_SUBSCRIBED");
    }

    @Test
    void refusesToUnsubscribeSomebodyElse() {
        Scene node = musings().subscribed(BERNARDO.bare());

        assertThat(Outcome.of(Subscribing.unsubscribe(node, unsubscribe(FRANCISCO, BERNARDO.bare()))))
                .isEqualTo("FORBIDDEN");
    }

    private static NodeCommand.Unsubscribe unsubscribe(Jid requester, Jid subscriber) {
        return new NodeCommand.Unsubscribe(MUSINGS, requester, subscriber, Optional.empty());
    }
}
