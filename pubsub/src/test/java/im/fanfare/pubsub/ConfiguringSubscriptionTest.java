package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.BERNARDO;
import static im.fanfare.pubsub.Denmark.FRANCISCO;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.musings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** XEP-0060 §6.3. */
class ConfiguringSubscriptionTest {
    private static final Jid BARE = FRANCISCO.bare();
    private static final Map<SubscriptionOption, String> SILENT = Map.of(SubscriptionOption.DELIVER, "0");
    private static final SubscriptionOptions MUTED =
            new SubscriptionOptions(Map.of(SubscriptionOption.DELIVER, "false"));

    @Test
    void endsNotificationsFromTheNextRevisionOn() {
        assertThat(change(musings().subscribed(BARE), SILENT))
                .isEqualTo(Decision.change(
                        new NodeEvent.OptionsChanged(new Subscription(BARE, 0, 8, MUTED)), new NodeReply.Done()));
    }

    @Test
    void changesNothingWhereAllIsAsWanted() {
        Scene node = musings().subscribed(BARE);

        assertThat(change(node, Map.of(SubscriptionOption.DELIVER, "1")))
                .isEqualTo(Decision.answer(new NodeReply.Done()));
        assertThat(change(node, Map.of())).isEqualTo(Decision.answer(new NodeReply.Done()));
    }

    /** Begun anew, a subscription would miss what is on its way. */
    @Test
    void doesNotBeginAnewWhatGoesOn() {
        assertThat(new Subscription(BARE, 0, 3).with(SubId.FIRST, SubscriptionOptions.STANDARD, 8))
                .isEqualTo(new Subscription(BARE, 0, 3));
        SubscriptionOptions deep = new SubscriptionOptions(Map.of(SubscriptionOption.SUBSCRIPTION_DEPTH, "all"));
        assertThat(new Subscription(BARE, 0, 3).with(SubId.FIRST, deep, 8))
                .isEqualTo(new Subscription(BARE, 0, 3, deep));
        assertThat(new Subscription(BARE, 0, 3, MUTED).with(SubId.FIRST, SubscriptionOptions.STANDARD, 8))
                .isEqualTo(new Subscription(BARE, 0, 8));
    }

    /** §13.8: not where there is no way to put the payload into words. */
    @Test
    void offersBodiesWherePayloadsMayHaveSome() {
        Map<SubscriptionOption, String> body = Map.of(SubscriptionOption.INCLUDE_BODY, "1");
        SubscriptionOptions bodied = new SubscriptionOptions(Map.of(SubscriptionOption.INCLUDE_BODY, "true"));
        NodeEvent changed = new NodeEvent.OptionsChanged(new Subscription(BARE, 0, 3, bodied));

        for (String type : List.of("", Payload.ATOM)) {
            Scene node = musings(ConfigField.PAYLOAD_TYPE, type).subscribed(BARE);
            assertThat(change(node, body)).isEqualTo(Decision.change(changed, new NodeReply.Done()));
            assertThat(SubscriptionOption.of(node.state().config())).contains(SubscriptionOption.INCLUDE_BODY);
        }
        Scene tunes = musings(ConfigField.PAYLOAD_TYPE, "http://jabber.org/protocol/tune")
                .subscribed(BARE);
        assertThat(Outcome.of(change(tunes, body))).isEqualTo("INVALID_OPTIONS");
        assertThat(change(tunes, Map.of(SubscriptionOption.INCLUDE_BODY, "0")))
                .isEqualTo(Decision.answer(new NodeReply.Done()));
        assertThat(SubscriptionOption.of(tunes.state().config())).doesNotContain(SubscriptionOption.INCLUDE_BODY);
    }

    @Test
    void refusesWhatAnOptionCannotBe() {
        assertThat(Outcome.of(change(musings().subscribed(BARE), Map.of(SubscriptionOption.DELIVER, "perhaps"))))
                .isEqualTo("INVALID_OPTIONS");
    }

    /** §13.19. */
    @Test
    void endsAtATimeThatIsToCome() {
        Scene node = musings().subscribed(BARE);
        Map<SubscriptionOption, String> lease = Map.of(SubscriptionOption.EXPIRE, "2003-12-13T20:30:03.5+02:00");
        SubscriptionOptions leased = new SubscriptionOptions(Map.of(SubscriptionOption.EXPIRE, "2003-12-13T18:30:03Z"));

        assertThat(change(node, lease))
                .isEqualTo(Decision.change(
                        new NodeEvent.OptionsChanged(new Subscription(BARE, 0, 3, leased)), new NodeReply.Done()));
        assertThat(Outcome.of(change(node, Map.of(SubscriptionOption.EXPIRE, Denmark.NOW.toString()))))
                .isEqualTo("INVALID_OPTIONS");
        assertThat(Outcome.of(Subscribing.subscribe(
                        musings(),
                        new NodeCommand.Subscribe(
                                MUSINGS, FRANCISCO, BARE, Map.of(SubscriptionOption.EXPIRE, Denmark.NOW.toString())),
                        Denmark.NOW)))
                .isEqualTo("INVALID_OPTIONS");
    }

    /** §13.5: and with nothing else, where the node has it so. */
    @Test
    void endsWithPresence() {
        SubscriptionOptions temporary = new SubscriptionOptions(Map.of(SubscriptionOption.EXPIRE, "presence"));
        NodeEvent changed = new NodeEvent.OptionsChanged(new Subscription(BARE, 0, 3, temporary));
        assertThat(temporary.endsWithPresence()).isTrue();
        assertThat(temporary.end()).isEmpty();

        assertThat(change(musings().subscribed(BARE), Map.of(SubscriptionOption.EXPIRE, "presence")))
                .isEqualTo(Decision.change(changed, new NodeReply.Done()));
        assertThat(change(
                        musings(ConfigField.TEMPSUB, "1").subscribed(BARE),
                        Map.of(SubscriptionOption.EXPIRE, "2003-12-13T20:30:03Z")))
                .isEqualTo(Decision.change(changed, new NodeReply.Done()));
    }

    /** §17.4.3. */
    @Test
    void takesTheWaysOfBeingOnlineInWhichToBeTold() {
        SubscriptionOptions shows = new SubscriptionOptions(Map.of(SubscriptionOption.SHOW_VALUES, "chat\nonline"));

        assertThat(shows.shows()).containsExactlyInAnyOrder(Show.CHAT, Show.ONLINE);
        assertThat(SubscriptionOptions.STANDARD.shows()).isEmpty();
        assertThat(change(musings().subscribed(BARE), Map.of(SubscriptionOption.SHOW_VALUES, "online\nchat\nchat")))
                .isEqualTo(Decision.change(
                        new NodeEvent.OptionsChanged(new Subscription(BARE, 0, 3, shows)), new NodeReply.Done()));
    }

    @Test
    void endsOnlyWhatIsTemporary() {
        SubscriptionOptions options = new SubscriptionOptions(Map.of(SubscriptionOption.EXPIRE, "presence"));
        Subscription temporary = new Subscription(BARE, 0, 3, options);
        Scene node = musings(ConfigField.NOTIFY_SUB, "1").subscribed(FRANCISCO).with(temporary);

        assertThat(Subscribing.endTemporary(node, FRANCISCO)).isEqualTo(Decision.answer(new NodeReply.Done()));
        assertThat(Subscribing.endTemporary(node, BARE))
                .as("the owner is told, and who is not there is not")
                .isEqualTo(Decision.change(
                        List.of(
                                new NodeEvent.Unsubscribed(temporary),
                                new NodeEvent.Told(
                                        List.of(Denmark.HAMLET.bare()),
                                        new Notice.SubscriptionChanged(BARE, SubscriptionState.NONE))),
                        new NodeReply.Done()));
    }

    @Test
    void isForSubscribersAndForThemAlone() {
        NodeCommand.ReadOptions ofSomebodyElse = new NodeCommand.ReadOptions(MUSINGS, BERNARDO, BARE);
        Scene node = musings().subscribed(BARE).requested(BERNARDO);

        assertThat(Outcome.of(ConfiguringSubscription.read(node, ofSomebodyElse)))
                .isEqualTo("FORBIDDEN");
        assertThat(Outcome.of(
                        ConfiguringSubscription.read(node, new NodeCommand.ReadOptions(MUSINGS, FRANCISCO, FRANCISCO))))
                .isEqualTo("NO_SUCH_SUBSCRIBER");
        assertThat(Outcome.of(
                        ConfiguringSubscription.read(node, new NodeCommand.ReadOptions(MUSINGS, BERNARDO, BERNARDO))))
                .isEqualTo("NO_SUCH_SUBSCRIBER");
    }

    /** §6.3.4.4 and §6.3.4.5. */
    @Test
    void isAboutTheOneThatIsNamed() {
        Subscription both = new Subscription(
                BARE,
                0,
                3,
                SubscriptionOptions.STANDARD,
                SubId.FIRST,
                List.of(new Subscription.One(new SubId("5"), 5, MUTED)));
        Scene node = musings().with(both);

        assertThat(Outcome.of(read(node, Optional.empty()))).isEqualTo("SUBID_REQUIRED");
        assertThat(Outcome.of(read(node, Optional.of(new SubId("4"))))).isEqualTo("INVALID_SUBID");
        assertThat(read(node, Optional.of(new SubId("5"))))
                .isEqualTo(Decision.answer(
                        new NodeReply.Options(MUTED, SubscriptionOption.of(NodeConfig.STANDARD), new SubId("5"))));
        assertThat(ConfiguringSubscription.change(
                        node,
                        new NodeCommand.ChangeOptions(
                                MUSINGS,
                                FRANCISCO,
                                BARE,
                                Optional.of(new SubId("5")),
                                Map.of(SubscriptionOption.DELIVER, "1")),
                        Denmark.NOW))
                .isEqualTo(Decision.change(
                        new NodeEvent.OptionsChanged(both.with(new SubId("5"), SubscriptionOptions.STANDARD, 8)),
                        new NodeReply.Done()));
    }

    private static Decision read(Scene node, Optional<SubId> subId) {
        return ConfiguringSubscription.read(node, new NodeCommand.ReadOptions(MUSINGS, FRANCISCO, BARE, subId));
    }

    /** §6.3.7. */
    @Test
    void takesOptionsWithASubscription() {
        NodeCommand.Subscribe subscribe = new NodeCommand.Subscribe(MUSINGS, FRANCISCO, BARE, SILENT);
        NodeReply silent = new NodeReply.Subscribed(BARE, SubscriptionState.SUBSCRIBED, MUTED);

        assertThat(Subscribing.subscribe(musings(), subscribe, Denmark.NOW))
                .isEqualTo(Decision.change(new NodeEvent.Subscribed(new Subscription(BARE, 0, 8, MUTED)), silent));
        assertThat(Subscribing.subscribe(musings().with(new Subscription(BARE, 0, 3, MUTED)), subscribe, Denmark.NOW))
                .isEqualTo(Decision.answer(silent));
    }

    @Test
    void keepsTheOptionsOfARequestForItsApproval() {
        Scene node = musings(ConfigField.ACCESS_MODEL, "authorize");
        NodeCommand.Subscribe subscribe = new NodeCommand.Subscribe(MUSINGS, FRANCISCO, BARE, SILENT);
        PendingSubscription pending = new PendingSubscription(BARE, MUTED);
        Changes approval = new Changes(node, Denmark.HAMLET);

        approval.approve(pending);

        assertThat(((Decision.Change) Subscribing.subscribe(node, subscribe, Denmark.NOW)).events())
                .contains(new NodeEvent.SubscriptionRequested(pending));
        assertThat(approval.events()).contains(new NodeEvent.Subscribed(new Subscription(BARE, 0, 9, MUTED)));
    }

    @Test
    void sendsNoLastItemToWhoWantsNoNotifications() {
        Scene node = musings(ConfigField.SEND_LAST_PUBLISHED_ITEM, "on_sub").published("a", Denmark.HAMLET);

        assertThat(SendingLast.decide(node, List.of(new NodeEvent.Subscribed(new Subscription(BARE, 0, 10, MUTED)))))
                .isEmpty();
    }

    private static Decision change(Scene node, Map<SubscriptionOption, String> options) {
        return ConfiguringSubscription.change(
                node, new NodeCommand.ChangeOptions(MUSINGS, FRANCISCO, BARE, options), Denmark.NOW);
    }
}
