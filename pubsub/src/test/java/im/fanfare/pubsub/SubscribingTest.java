package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.BERNARDO;
import static im.fanfare.pubsub.Denmark.FRANCISCO;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.musings;
import static im.fanfare.pubsub.Denmark.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XEP-0060 §6.1 and §6.2. */
class SubscribingTest {
    private static final Jid BARE = FRANCISCO.bare();
    private static final Set<SubscriptionOption> OFFERED = SubscriptionOption.of(NodeConfig.STANDARD);
    private static final Map<SubscriptionOption, String> SILENT = Map.of(SubscriptionOption.DELIVER, "false");

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
                        new NodeEvent.Unsubscribed(new Subscription(FRANCISCO, 0, 3)),
                        new NodeReply.Done(Optional.of(SubId.FIRST))));
    }

    /** §6.1.6. */
    @Test
    void subscribesAgainWhoeverWantsOtherOptions() {
        Scene node = musings().subscribed(BARE);
        SubscriptionOptions muted = new SubscriptionOptions(SILENT);
        Subscription both = new Subscription(
                BARE,
                0,
                3,
                SubscriptionOptions.STANDARD,
                SubId.FIRST,
                List.of(new Subscription.One(new SubId("8"), 8, muted)));

        assertThat(subscribed(node, SILENT))
                .isEqualTo(Decision.change(
                        new NodeEvent.OptionsChanged(both),
                        new NodeReply.Subscribed(
                                BARE, SubscriptionState.SUBSCRIBED, muted, OFFERED, false, new SubId("8"))));
        assertThat(subscribed(musings().with(both), SILENT))
                .isEqualTo(Decision.answer(new NodeReply.Subscribed(
                        BARE, SubscriptionState.SUBSCRIBED, muted, OFFERED, false, new SubId("8"))));
        assertThat(subscribed(musings().with(both), Map.of()))
                .isEqualTo(Decision.answer(new NodeReply.Subscribed(BARE, SubscriptionState.SUBSCRIBED)));
    }

    /** §13.19. */
    @Test
    void renewsTheLeaseOfWhoeverWantsTheSameForLonger() {
        SubscriptionOptions leased = new SubscriptionOptions(Map.of(SubscriptionOption.EXPIRE, "2100-01-01T00:00:00Z"));
        Subscription present = new Subscription(BARE, 0, 3, leased);
        Map<SubscriptionOption, String> longer = Map.of(SubscriptionOption.EXPIRE, "2101-01-01T00:00:00Z");

        assertThat(subscribed(musings().with(present), longer))
                .isEqualTo(Decision.change(
                        new NodeEvent.OptionsChanged(new Subscription(BARE, 0, 3, new SubscriptionOptions(longer))),
                        new NodeReply.Subscribed(BARE, SubscriptionState.SUBSCRIBED, new SubscriptionOptions(longer))));
    }

    @Test
    void givesNobodyMoreSubscriptionsThanARowHolds() {
        List<Subscription.One> further = IntStream.range(1, Subscription.MOST)
                .mapToObj(i -> new Subscription.One(new SubId("b" + i), 3, SubscriptionOptions.STANDARD))
                .toList();
        Subscription most = new Subscription(BARE, 0, 3, SubscriptionOptions.STANDARD, SubId.FIRST, further);
        Subscription less = most.without(SubId.FIRST).orElseThrow();

        assertThat(Outcome.of(subscribed(musings().with(most), SILENT))).isEqualTo("TOO_MANY_SUBSCRIPTIONS");
        assertThat(Outcome.of(subscribed(musings().with(most), Map.of()))).isEqualTo("Subscribed");
        assertThat(Outcome.of(subscribed(musings().with(less), SILENT))).isEqualTo("Change");
    }

    /** XEP-0248 §6.1.3. */
    @Test
    void subscribesToACollectionAgainForOtherThingsAndNotForDeeperOnes() {
        Scene node = musings(ConfigField.NODE_TYPE, "collection").subscribed(BARE);

        assertThat(Outcome.of(subscribed(node, Map.of(SubscriptionOption.SUBSCRIPTION_TYPE, "items"))))
                .isEqualTo("Change");
        assertThat(Outcome.of(subscribed(node, Map.of(SubscriptionOption.SUBSCRIPTION_DEPTH, "all"))))
                .isEqualTo("CONFLICT");
        assertThat(Outcome.of(subscribed(
                        node,
                        Map.of(
                                SubscriptionOption.SUBSCRIPTION_DEPTH,
                                "2",
                                SubscriptionOption.EXPIRE,
                                "2100-01-01T00:00:00Z"))))
                .isEqualTo("CONFLICT");
    }

    /** Each SubID is the next revision, which here stands still; and somebody's came from elsewhere. */
    @Test
    void callsNoTwoSubscriptionsTheSame() {
        Subscription imported = new Subscription(BARE, 0, 3, SubscriptionOptions.STANDARD, new SubId("8"), List.of());

        assertThat(Subscribing.subscribe(
                        musings().with(imported),
                        new NodeCommand.Subscribe(MUSINGS, FRANCISCO, BARE, SILENT),
                        Denmark.NOW))
                .isInstanceOfSatisfying(
                        Decision.Change.class,
                        change -> assertThat(change.reply())
                                .isInstanceOfSatisfying(
                                        NodeReply.Subscribed.class,
                                        subscribed ->
                                                assertThat(subscribed.subId()).isEqualTo(new SubId("8+"))));
    }

    /** §6.2.3.1 and §6.2.3.5. */
    @Test
    void endsOneOfSeveralWhereItIsSaidWhich() {
        Subscription both = new Subscription(
                BARE,
                0,
                3,
                SubscriptionOptions.STANDARD,
                SubId.FIRST,
                List.of(new Subscription.One(new SubId("5"), 5, new SubscriptionOptions(SILENT))));
        Scene node = musings().with(both);

        assertThat(Outcome.of(Subscribing.unsubscribe(node, unsubscribe(FRANCISCO, BARE))))
                .isEqualTo("SUBID_REQUIRED");
        assertThat(Outcome.of(Subscribing.unsubscribe(node, unsubscribe("4")))).isEqualTo("INVALID_SUBID");
        assertThat(Subscribing.unsubscribe(node, unsubscribe("5")))
                .isEqualTo(Decision.change(
                        new NodeEvent.OptionsChanged(new Subscription(BARE, 0, 3)),
                        new NodeReply.Done(Optional.of(new SubId("5")))));
        assertThat(Subscribing.unsubscribe(node, unsubscribe("1")))
                .isEqualTo(Decision.change(
                        new NodeEvent.OptionsChanged(new Subscription(
                                BARE, 0, 5, new SubscriptionOptions(SILENT), new SubId("5"), List.of())),
                        new NodeReply.Done(Optional.of(SubId.FIRST))));
    }

    @Test
    void endsTheOnlyOneAlsoWhereItIsNamed() {
        Scene node = musings().subscribed(BARE);

        assertThat(Outcome.of(Subscribing.unsubscribe(node, unsubscribe("1")))).isEqualTo("Change");
        assertThat(Outcome.of(Subscribing.unsubscribe(node, unsubscribe("2")))).isEqualTo("INVALID_SUBID");
        Scene waiting = musings(ConfigField.ACCESS_MODEL, "authorize").requested(BARE);
        assertThat(Outcome.of(Subscribing.unsubscribe(waiting, unsubscribe("1"))))
                .isEqualTo("Change");
        assertThat(Outcome.of(Subscribing.unsubscribe(waiting, unsubscribe("2"))))
                .isEqualTo("INVALID_SUBID");
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

    private static Decision subscribed(Scene node, Map<SubscriptionOption, String> options) {
        return Subscribing.subscribe(node, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, BARE, options), Denmark.NOW);
    }

    private static NodeCommand.Unsubscribe unsubscribe(String subId) {
        return new NodeCommand.Unsubscribe(MUSINGS, FRANCISCO, BARE, Optional.of(new SubId(subId)));
    }

    private static NodeCommand.Unsubscribe unsubscribe(Jid requester, Jid subscriber) {
        return new NodeCommand.Unsubscribe(MUSINGS, requester, subscriber, Optional.empty());
    }
}
