package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.BERNARDO;
import static im.fanfare.pubsub.Denmark.FRANCISCO;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.POLONIUS;
import static im.fanfare.pubsub.Denmark.musings;
import static im.fanfare.pubsub.Denmark.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** XEP-0060 §6.1.4, §8.6 and §8.7. */
class AuthorizingTest {
    private static final Jid BARE = FRANCISCO.bare();
    private static final PendingSubscription PENDING = new PendingSubscription(BARE);

    private final Scene node = musings(ConfigField.ACCESS_MODEL, "authorize").with(BERNARDO, Affiliation.OWNER);

    @Test
    void asksAllOwnersAndLetsTheSubscriberWait() {
        assertThat(Subscribing.subscribe(node, subscribe(FRANCISCO, BARE), Denmark.NOW))
                .isEqualTo(Decision.change(
                        List.of(
                                new NodeEvent.SubscriptionRequested(PENDING),
                                new NodeEvent.Told(
                                        List.of(BERNARDO.bare(), HAMLET.bare()), new Notice.SubscriptionRequest(BARE))),
                        new NodeReply.Subscribed(BARE, SubscriptionState.PENDING)));
    }

    @Test
    void refusesToAskTwice() {
        assertThat(Outcome.of(Subscribing.subscribe(node.requested(BARE), subscribe(FRANCISCO, BARE), Denmark.NOW)))
                .isEqualTo("PENDING_SUBSCRIPTION");
        assertThat(Outcome.of(
                        Subscribing.subscribe(node.requested(BARE), subscribe(FRANCISCO, FRANCISCO), Denmark.NOW)))
                .isEqualTo("Change");
    }

    @Test
    void letsOnlySoManyWait() {
        Scene full = node;
        for (int i = 0; i < 4_096; i++) {
            full = full.requested(Jid.parse("soldier" + i + "@denmark.lit"));
        }

        assertThat(Outcome.of(Subscribing.subscribe(full, subscribe(FRANCISCO, BARE), Denmark.NOW)))
                .isEqualTo("TOO_MANY_SUBSCRIPTIONS");
    }

    @Test
    void takesBackWhatWaits() {
        assertThat(Subscribing.unsubscribe(
                        node.requested(BARE), new NodeCommand.Unsubscribe(MUSINGS, FRANCISCO, BARE, Optional.empty())))
                .isEqualTo(Decision.change(
                        new NodeEvent.RequestEnded(PENDING), new NodeReply.Done(Optional.of(SubId.FIRST))));
    }

    @Test
    void subscribesWhomAnOwnerAllows() {
        assertThat(answer(node.requested(BARE), true))
                .isEqualTo(Decision.change(
                        List.of(
                                new NodeEvent.RequestEnded(PENDING),
                                new NodeEvent.Subscribed(new Subscription(BARE, 0, 9)),
                                told(SubscriptionState.SUBSCRIBED)),
                        new NodeReply.Done()));
    }

    @Test
    void tellsWhomAnOwnerDenies() {
        assertThat(answer(node.requested(BARE), false))
                .isEqualTo(Decision.change(
                        List.of(new NodeEvent.RequestEnded(PENDING), told(SubscriptionState.NONE)),
                        new NodeReply.Done()));
    }

    @ParameterizedTest
    @CsvSource({
        "true, true, Done",
        "true, false, REQUEST_NOT_FOUND",
        "false, false, Done",
        "false, true, REQUEST_NOT_FOUND"
    })
    void leavesWhatWasDecidedBefore(boolean subscribed, boolean allow, String outcome) {
        assertThat(Outcome.of(answer(subscribed ? node.subscribed(BARE) : node, allow)))
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OWNER")
    void isForOwnersOnly(Affiliation affiliation) {
        Scene scene = node.requested(BARE).with(POLONIUS, affiliation);

        assertThat(Outcome.of(Authorizing.answer(scene, new NodeCommand.AnswerRequest(MUSINGS, POLONIUS, BARE, true))))
                .isEqualTo("FORBIDDEN");
        assertThat(Outcome.of(Authorizing.askAgain(scene, new NodeCommand.AskAgain(MUSINGS, POLONIUS))))
                .isEqualTo("FORBIDDEN");
    }

    @Test
    void asksOneOwnerAgainOfAllThatWaits() {
        assertThat(Authorizing.askAgain(
                        node.requested(BARE).requested(POLONIUS), new NodeCommand.AskAgain(MUSINGS, HAMLET)))
                .isEqualTo(Decision.change(
                        List.of(
                                new NodeEvent.Told(List.of(HAMLET.bare()), new Notice.SubscriptionRequest(BARE)),
                                new NodeEvent.Told(List.of(HAMLET.bare()), new Notice.SubscriptionRequest(POLONIUS))),
                        new NodeReply.Done()));
        assertThat(Outcome.of(Authorizing.askAgain(node, new NodeCommand.AskAgain(MUSINGS, HAMLET))))
                .isEqualTo("Done");
    }

    @ParameterizedTest
    @CsvSource({"open, true", "whitelist, false"})
    void answersWhatWaitsWhereOwnersAreNoLongerAsked(String model, boolean approved) {
        Decision.Change change = (Decision.Change) Configuring.decide(
                node.requested(BARE),
                new NodeCommand.Configure(MUSINGS, HAMLET, Map.of(ConfigField.ACCESS_MODEL, model)));

        assertThat(change.events())
                .contains(
                        new NodeEvent.RequestEnded(PENDING),
                        told(approved ? SubscriptionState.SUBSCRIBED : SubscriptionState.NONE));
        assertThat(change.events().contains(new NodeEvent.Subscribed(new Subscription(BARE, 0, 10))))
                .isEqualTo(approved);
    }

    @Test
    void closingToAWhitelistEndsTheSubscriptionsOfThoseWhoAreNotOnIt() {
        Scene scene = node.subscribed(BARE).subscribed(HAMLET);

        Decision.Change change = (Decision.Change) Configuring.decide(
                scene, new NodeCommand.Configure(MUSINGS, HAMLET, Map.of(ConfigField.ACCESS_MODEL, "whitelist")));

        assertThat(change.events()).contains(new NodeEvent.Unsubscribed(new Subscription(BARE, 0, 3)));
        assertThat(change.events()).doesNotContain(new NodeEvent.Unsubscribed(new Subscription(HAMLET, 0, 3)));
    }

    /** pubsub#notify_sub. */
    @Test
    void tellsOwnersOfWhoComesAndGoesWhereTheyWantToKnow() {
        Scene open = musings(ConfigField.NOTIFY_SUB, "true").with(BERNARDO, Affiliation.OWNER);
        List<Jid> owners = List.of(BERNARDO.bare(), HAMLET.bare());

        Decision.Change come = (Decision.Change) Subscribing.subscribe(open, subscribe(FRANCISCO, BARE), Denmark.NOW);
        Decision.Change go = (Decision.Change) Subscribing.unsubscribe(
                open.subscribed(BARE), new NodeCommand.Unsubscribe(MUSINGS, FRANCISCO, BARE, Optional.empty()));

        assertThat(come.events())
                .contains(
                        new NodeEvent.Told(owners, new Notice.SubscriptionChanged(BARE, SubscriptionState.SUBSCRIBED)));
        assertThat(go.events())
                .contains(new NodeEvent.Told(owners, new Notice.SubscriptionChanged(BARE, SubscriptionState.NONE)));
    }

    private static NodeEvent told(SubscriptionState state) {
        return new NodeEvent.Told(List.of(BARE), new Notice.SubscriptionChanged(BARE, state));
    }

    private static Decision answer(Scene scene, boolean allow) {
        return Authorizing.answer(scene, new NodeCommand.AnswerRequest(MUSINGS, HAMLET, BARE, allow));
    }
}
