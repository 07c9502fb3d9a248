package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.BARD;
import static im.fanfare.pubsub.Denmark.BERNARDO;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.POLONIUS;
import static im.fanfare.pubsub.Denmark.musings;
import static im.fanfare.pubsub.SubscriptionState.NONE;
import static im.fanfare.pubsub.SubscriptionState.PENDING;
import static im.fanfare.pubsub.SubscriptionState.SUBSCRIBED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** XEP-0060 §8.8. */
class ManagingSubscriptionsTest {
    @Test
    void subscribesAndUnsubscribesTogether() {
        Map<Jid, SubscriptionState> changes = new LinkedHashMap<>();
        changes.put(POLONIUS.bare(), NONE);
        changes.put(BARD.bare(), SUBSCRIBED);
        changes.put(BERNARDO.bare(), SUBSCRIBED);

        assertThat(change(musings().subscribed(POLONIUS.bare()), changes))
                .isEqualTo(Decision.change(
                        List.of(
                                new NodeEvent.Unsubscribed(new Subscription(POLONIUS.bare(), 0, 3)),
                                told(POLONIUS.bare(), NONE),
                                new NodeEvent.Subscribed(new Subscription(BARD.bare(), 0, 10)),
                                told(BARD.bare(), SUBSCRIBED),
                                new NodeEvent.Subscribed(new Subscription(BERNARDO.bare(), 1, 12)),
                                told(BERNARDO.bare(), SUBSCRIBED)),
                        new NodeReply.Done()));
    }

    @Test
    void changesNothingWhereItIsSoAlready() {
        assertThat(change(musings().subscribed(BARD.bare()), Map.of(BARD.bare(), SUBSCRIBED, POLONIUS.bare(), NONE)))
                .isEqualTo(Decision.answer(new NodeReply.Done()));
    }

    @ParameterizedTest
    @EnumSource(names = {"PENDING", "UNCONFIGURED"})
    void refusesAStateThatNobodyCanBeInAndSaysHowItStands(SubscriptionState state) {
        Scene node = musings().subscribed(POLONIUS.bare());

        assertThat(change(node, Map.of(POLONIUS.bare(), NONE, BARD.bare(), state)))
                .isEqualTo(Decision.answer(new NodeReply.SubscriptionsRefused(
                        PubSubError.NOT_ACCEPTABLE, Map.of(POLONIUS.bare(), SUBSCRIBED, BARD.bare(), NONE))));
    }

    @Test
    void answersWhatWaits() {
        Scene node =
                musings(ConfigField.ACCESS_MODEL, "authorize").requested(BARD).requested(POLONIUS);
        Map<Jid, SubscriptionState> changes = new LinkedHashMap<>();
        changes.put(BARD, SUBSCRIBED);
        changes.put(POLONIUS, NONE);

        assertThat(change(node, changes))
                .isEqualTo(Decision.change(
                        List.of(
                                new NodeEvent.RequestEnded(new PendingSubscription(BARD)),
                                new NodeEvent.Subscribed(new Subscription(BARD, 0, 9)),
                                told(BARD, SUBSCRIBED),
                                new NodeEvent.RequestEnded(new PendingSubscription(POLONIUS)),
                                told(POLONIUS, NONE)),
                        new NodeReply.Done()));
    }

    @Test
    void subscribesWithoutRequestWhomOwnersWouldBeAskedFor() {
        Scene node = musings(ConfigField.ACCESS_MODEL, "authorize");

        assertThat(Outcome.of(change(node, Map.of(BARD, SUBSCRIBED)))).isEqualTo("Change");
    }

    @Test
    void letsWaitWhatWaits() {
        Scene node = musings(ConfigField.ACCESS_MODEL, "authorize").requested(BARD);

        assertThat(Outcome.of(change(node, Map.of(BARD, PENDING)))).isEqualTo("Done");
        assertThat(change(node, Map.of(BARD, PENDING, POLONIUS, PENDING)))
                .isEqualTo(Decision.answer(new NodeReply.SubscriptionsRefused(
                        PubSubError.NOT_ACCEPTABLE, Map.of(BARD, PENDING, POLONIUS, NONE))));
    }

    private static NodeEvent told(Jid subscriber, SubscriptionState state) {
        return new NodeEvent.Told(List.of(subscriber), new Notice.SubscriptionChanged(subscriber, state));
    }

    @Test
    void cannotSubscribeAnOutcast() {
        Scene node = musings().with(POLONIUS, Affiliation.OUTCAST);

        assertThat(Outcome.of(change(node, Map.of(POLONIUS, SUBSCRIBED)))).isEqualTo("NOT_ACCEPTABLE");
    }

    @Test
    void cannotSubscribeWhoIsNotOnTheWhitelist() {
        Scene node = musings(ConfigField.ACCESS_MODEL, "whitelist");

        assertThat(Outcome.of(change(node, Map.of(BARD.bare(), SUBSCRIBED)))).isEqualTo("NOT_ACCEPTABLE");
        assertThat(Outcome.of(change(node.with(BARD, Affiliation.MEMBER), Map.of(BARD.bare(), SUBSCRIBED))))
                .isEqualTo("Change");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OWNER")
    void isForOwnersOnly(Affiliation affiliation) {
        Scene node = musings().with(BERNARDO, affiliation);

        assertThat(Outcome.of(ManagingSubscriptions.list(node, new NodeCommand.ListSubscriptions(MUSINGS, BERNARDO))))
                .isEqualTo("FORBIDDEN");
        assertThat(Outcome.of(ManagingSubscriptions.change(
                        node, new NodeCommand.ChangeSubscriptions(MUSINGS, BERNARDO, Map.of()))))
                .isEqualTo("FORBIDDEN");
    }

    @Test
    void showsTheOwnerWhoIsSubscribed() {
        assertThat(ManagingSubscriptions.list(musings(), new NodeCommand.ListSubscriptions(MUSINGS, HAMLET)))
                .isEqualTo(new Decision.FetchSubscriptions(Optional.empty()));
    }

    @Test
    void asksForAllItJudgesBy() {
        NodeCommand.ChangeSubscriptions change =
                new NodeCommand.ChangeSubscriptions(MUSINGS, HAMLET, Map.of(BARD, SUBSCRIBED));

        assertThat(change.affiliationsNeeded()).containsExactlyInAnyOrder(HAMLET.bare(), BARD.bare());
        assertThat(change.subscriptionsNeeded(NodeConfig.STANDARD)).containsExactly(BARD.bare());
    }

    private static Decision change(Scene node, Map<Jid, SubscriptionState> changes) {
        return ManagingSubscriptions.change(node, new NodeCommand.ChangeSubscriptions(MUSINGS, HAMLET, changes));
    }
}
