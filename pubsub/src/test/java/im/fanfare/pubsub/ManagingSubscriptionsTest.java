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
                .isEqualTo(Decision.answer(refused(POLONIUS.bare(), SUBSCRIBED, BARD.bare(), NONE)));
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
                .isEqualTo(Decision.answer(refused(BARD, PENDING, POLONIUS, NONE)));
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
                new NodeCommand.ChangeSubscriptions(MUSINGS, HAMLET, Map.of(new NodeCommand.Whose(BARD), SUBSCRIBED));

        assertThat(change.affiliationsNeeded()).containsExactlyInAnyOrder(HAMLET.bare(), BARD.bare());
        assertThat(change.subscriptionsNeeded(NodeConfig.STANDARD)).containsExactly(BARD.bare());
    }

    /** §8.8.2.4, §8.8.3. */
    @Test
    void endsOneOfSeveralOrAllOfThem() {
        Scene node = musings().with(SEVERAL);
        Map<NodeCommand.Whose, SubscriptionState> two = new LinkedHashMap<>();
        two.put(whose("1"), NONE);
        two.put(whose("6"), NONE);

        assertThat(changeOf(node, Map.of(whose("5"), NONE)))
                .isEqualTo(Decision.change(
                        List.of(
                                new NodeEvent.OptionsChanged(
                                        SEVERAL.without(new SubId("5")).orElseThrow()),
                                told("5", NONE)),
                        new NodeReply.Done()));
        assertThat(changeOf(node, two))
                .isEqualTo(Decision.change(
                        List.of(
                                new NodeEvent.OptionsChanged(
                                        SEVERAL.without(SubId.FIRST).orElseThrow()),
                                told("1", NONE),
                                new NodeEvent.OptionsChanged(new Subscription(
                                        BARD, 0, 5, SubscriptionOptions.STANDARD, new SubId("5"), List.of())),
                                told("6", NONE)),
                        new NodeReply.Done()));
        assertThat(change(node, Map.of(BARD, NONE)))
                .isEqualTo(Decision.change(
                        List.of(new NodeEvent.Unsubscribed(SEVERAL), told("1", NONE), told("5", NONE), told("6", NONE)),
                        new NodeReply.Done()));
    }

    @Test
    void bringsNoSubscriptionIntoBeingThatIsNamed() {
        Scene node = musings().with(SEVERAL);

        assertThat(Outcome.of(changeOf(node, Map.of(whose("5"), SUBSCRIBED)))).isEqualTo("Done");
        assertThat(Outcome.of(changeOf(node, Map.of(whose("7"), NONE)))).isEqualTo("Done");
        assertThat(changeOf(node, Map.of(whose("7"), SUBSCRIBED, whose("5"), NONE)))
                .isEqualTo(Decision.answer(new NodeReply.SubscriptionsRefused(
                        PubSubError.NOT_ACCEPTABLE, Map.of(whose("7"), NONE, whose("5"), SUBSCRIBED))));
        assertThat(Outcome.of(changeOf(musings(), Map.of(whose("7"), SUBSCRIBED))))
                .isEqualTo("NOT_ACCEPTABLE");
    }

    private static final Subscription SEVERAL = new Subscription(
            BARD,
            0,
            3,
            SubscriptionOptions.STANDARD,
            SubId.FIRST,
            List.of(
                    new Subscription.One(new SubId("5"), 5, SubscriptionOptions.STANDARD),
                    new Subscription.One(new SubId("6"), 6, SubscriptionOptions.STANDARD)));

    private static NodeCommand.Whose whose(String subId) {
        return new NodeCommand.Whose(BARD, Optional.of(new SubId(subId)));
    }

    private static NodeEvent told(String subId, SubscriptionState state) {
        return new NodeEvent.Told(List.of(BARD), new Notice.SubscriptionChanged(BARD, new SubId(subId), state));
    }

    private static Decision changeOf(Scene node, Map<NodeCommand.Whose, SubscriptionState> changes) {
        return ManagingSubscriptions.change(node, new NodeCommand.ChangeSubscriptions(MUSINGS, HAMLET, changes));
    }

    private static Decision change(Scene node, Map<Jid, SubscriptionState> changes) {
        Map<NodeCommand.Whose, SubscriptionState> all = new LinkedHashMap<>();
        changes.forEach((subscriber, state) -> all.put(new NodeCommand.Whose(subscriber), state));
        return ManagingSubscriptions.change(node, new NodeCommand.ChangeSubscriptions(MUSINGS, HAMLET, all));
    }

    private static NodeReply refused(Jid one, SubscriptionState of, Jid another, SubscriptionState ofThat) {
        return new NodeReply.SubscriptionsRefused(
                PubSubError.NOT_ACCEPTABLE,
                Map.of(new NodeCommand.Whose(one), of, new NodeCommand.Whose(another), ofThat));
    }
}
