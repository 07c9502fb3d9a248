package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.BARD;
import static im.fanfare.pubsub.Denmark.BERNARDO;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.POLONIUS;
import static im.fanfare.pubsub.Denmark.musings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** XEP-0060 §8.9. */
class AffiliatingTest {
    @Test
    void makesSomebodyAPublisher() {
        assertThat(change(musings(), Map.of(BARD.bare(), Affiliation.PUBLISHER)))
                .isEqualTo(Decision.change(
                        List.of(
                                new NodeEvent.AffiliationChanged(BARD.bare(), Affiliation.PUBLISHER),
                                told(BARD.bare(), Affiliation.PUBLISHER)),
                        new NodeReply.Done()));
    }

    @Test
    void changesNothingWhereSomebodyIsThatAlready() {
        assertThat(change(musings(), Map.of(HAMLET.bare(), Affiliation.OWNER, BARD.bare(), Affiliation.NONE)))
                .isEqualTo(Decision.answer(new NodeReply.Done()));
    }

    @Test
    void endsTheSubscriptionsOfWhomItBans() {
        Scene node = musings().subscribed(POLONIUS.bare()).subscribed(POLONIUS);

        assertThat(change(node, Map.of(POLONIUS.bare(), Affiliation.OUTCAST)))
                .isEqualTo(Decision.change(
                        List.of(
                                new NodeEvent.AffiliationChanged(POLONIUS.bare(), Affiliation.OUTCAST),
                                told(POLONIUS.bare(), Affiliation.OUTCAST),
                                new NodeEvent.Unsubscribed(new Subscription(POLONIUS.bare(), 0, 3)),
                                toldOfTheEnd(POLONIUS.bare()),
                                new NodeEvent.Unsubscribed(new Subscription(POLONIUS, 0, 3)),
                                toldOfTheEnd(POLONIUS)),
                        new NodeReply.Done()));
    }

    @Test
    void endsTheSubscriptionOfWhomItTakesOffTheWhitelist() {
        Scene node = musings(ConfigField.ACCESS_MODEL, "whitelist")
                .with(POLONIUS, Affiliation.MEMBER)
                .subscribed(POLONIUS.bare());

        Decision.Change change = (Decision.Change) change(node, Map.of(POLONIUS.bare(), Affiliation.NONE));

        assertThat(change.events()).contains(new NodeEvent.Unsubscribed(new Subscription(POLONIUS.bare(), 0, 3)));
    }

    /** §15.3: at a node that asks its owners, who was let in unasked has to be approved now; who was approved stays. */
    @Test
    void endsTheSubscriptionOfWhomTheModelLetInAndWouldNoLonger() {
        Scene node = musings(ConfigField.ACCESS_MODEL, "authorize")
                .with(POLONIUS, Affiliation.PUBLISHER)
                .subscribed(POLONIUS.bare())
                .with(BARD, Affiliation.NONE)
                .subscribed(BARD.bare());

        assertThat(((Decision.Change) change(node, Map.of(POLONIUS.bare(), Affiliation.NONE))).events())
                .contains(new NodeEvent.Unsubscribed(new Subscription(POLONIUS.bare(), 0, 3)));
        assertThat(((Decision.Change) change(node, Map.of(BARD.bare(), Affiliation.MEMBER))).events())
                .noneMatch(NodeEvent.Unsubscribed.class::isInstance);
        assertThat(((Decision.Change) change(
                                node.configured(Map.of(ConfigField.ACCESS_MODEL, "open")),
                                Map.of(POLONIUS.bare(), Affiliation.NONE)))
                        .events())
                .noneMatch(NodeEvent.Unsubscribed.class::isInstance);
    }

    @Test
    void doesNotTellWhoDidItHimself() {
        Scene node = musings().with(BERNARDO, Affiliation.OWNER);

        assertThat(change(node, Map.of(HAMLET.bare(), Affiliation.NONE)))
                .isEqualTo(Decision.change(
                        new NodeEvent.AffiliationChanged(HAMLET.bare(), Affiliation.NONE), new NodeReply.Done()));
    }

    /** §8.7.4. */
    @ParameterizedTest
    @CsvSource({"OWNER, true", "PUBLISHER, true", "MEMBER, true", "PUBLISH_ONLY, false", "OUTCAST, false"})
    void answersWhatWaits(Affiliation affiliation, boolean approved) {
        Scene node = musings(ConfigField.ACCESS_MODEL, "authorize")
                .requested(POLONIUS)
                .requested(BARD.bare());

        Decision.Change change = (Decision.Change) change(node, Map.of(POLONIUS.bare(), affiliation));

        assertThat(change.events()).contains(new NodeEvent.RequestEnded(new PendingSubscription(POLONIUS)));
        assertThat(change.events().contains(new NodeEvent.Subscribed(new Subscription(POLONIUS, 0, 11))))
                .isEqualTo(approved);
        assertThat(change.events())
                .contains(new NodeEvent.Told(
                        List.of(POLONIUS),
                        new Notice.SubscriptionChanged(
                                POLONIUS, approved ? SubscriptionState.SUBSCRIBED : SubscriptionState.NONE)))
                .doesNotContain(new NodeEvent.RequestEnded(new PendingSubscription(BARD.bare())));
    }

    private static NodeEvent told(Jid jid, Affiliation affiliation) {
        return new NodeEvent.Told(List.of(jid), new Notice.AffiliationChanged(jid, affiliation));
    }

    private static NodeEvent toldOfTheEnd(Jid subscriber) {
        return new NodeEvent.Told(
                List.of(subscriber), new Notice.SubscriptionChanged(subscriber, SubscriptionState.NONE));
    }

    @Test
    void letsAnOwnerResignWhereThereIsAnother() {
        Scene node = musings().with(BERNARDO, Affiliation.OWNER);

        assertThat(Outcome.of(change(node, Map.of(HAMLET.bare(), Affiliation.NONE))))
                .isEqualTo("Change");
    }

    @Test
    void letsTheNodeChangeHandsInOneRequest() {
        Decision decision =
                change(musings(), Map.of(HAMLET.bare(), Affiliation.NONE, BERNARDO.bare(), Affiliation.OWNER));

        assertThat(Outcome.of(decision)).isEqualTo("Change");
    }

    @Test
    void keepsTheLastOwnerAndSaysWhoStillIsWhat() {
        Scene node = musings().with(POLONIUS, Affiliation.OUTCAST);
        Map<Jid, Affiliation> changes = new LinkedHashMap<>();
        changes.put(HAMLET.bare(), Affiliation.NONE);
        changes.put(POLONIUS.bare(), Affiliation.NONE);
        changes.put(BARD.bare(), Affiliation.PUBLISHER);

        assertThat(change(node, changes))
                .isEqualTo(Decision.answer(new NodeReply.AffiliationsRefused(
                        PubSubError.LAST_OWNER,
                        Map.of(
                                HAMLET.bare(), Affiliation.OWNER,
                                POLONIUS.bare(), Affiliation.OUTCAST,
                                BARD.bare(), Affiliation.NONE))));
    }

    @Test
    void refusesWhatTheChartDoesNotKnow() {
        Scene node = musings().with(BERNARDO, Affiliation.PUBLISHER);

        assertThat(Outcome.of(change(node, Map.of(BERNARDO.bare(), Affiliation.MEMBER))))
                .isEqualTo("NOT_ACCEPTABLE");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OWNER")
    void isForOwnersOnly(Affiliation affiliation) {
        Scene node = musings().with(BERNARDO, affiliation);

        assertThat(Outcome.of(Affiliating.list(node, new NodeCommand.ListAffiliations(MUSINGS, BERNARDO))))
                .isEqualTo("FORBIDDEN");
        assertThat(Outcome.of(Affiliating.change(
                        node,
                        new NodeCommand.ChangeAffiliations(
                                MUSINGS, BERNARDO, Map.of(BERNARDO.bare(), Affiliation.OWNER)))))
                .isEqualTo("FORBIDDEN");
    }

    @Test
    void showsTheOwnerWhoIsWhat() {
        assertThat(Affiliating.list(musings(), new NodeCommand.ListAffiliations(MUSINGS, HAMLET)))
                .isEqualTo(new Decision.FetchAffiliations());
    }

    @Test
    void asksForAllItJudgesBy() {
        NodeCommand.ChangeAffiliations change =
                new NodeCommand.ChangeAffiliations(MUSINGS, HAMLET, Map.of(BARD.bare(), Affiliation.MEMBER));

        assertThat(change.affiliationsNeeded()).containsExactlyInAnyOrder(HAMLET.bare(), BARD.bare());
        assertThat(change.subscriptionsNeeded(NodeConfig.STANDARD)).containsExactly(BARD.bare());
    }

    private static Decision change(Scene node, Map<Jid, Affiliation> changes) {
        return Affiliating.change(node, new NodeCommand.ChangeAffiliations(MUSINGS, HAMLET, changes));
    }
}
