package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.BERNARDO;
import static im.fanfare.pubsub.Denmark.FRANCISCO;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.musings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** XEP-0060 §8.2. */
class ConfiguringTest {
    @Test
    void changesWhatIsAskedFor() {
        Map<ConfigField, String> changes = Map.of(ConfigField.TITLE, "Musings");

        assertThat(configure(HAMLET, changes))
                .isEqualTo(Decision.change(
                        new NodeEvent.NodeConfigured(
                                NodeConfig.STANDARD.with(changes).orElseThrow()),
                        new NodeReply.Done()));
    }

    @Test
    void changesNothingWhereAllIsAsItShouldBe() {
        assertThat(configure(HAMLET, Map.of(ConfigField.ACCESS_MODEL, "open", ConfigField.PERSIST_ITEMS, "1")))
                .isEqualTo(Decision.answer(new NodeReply.Done()));
    }

    /** §13.5: those who are subscribed by now, those who come and those whom somebody else brings. */
    @Test
    void makesAllSubscriptionsTemporary() {
        SubscriptionOptions temporary = new SubscriptionOptions(Map.of(SubscriptionOption.EXPIRE, "presence"));
        Jid bare = FRANCISCO.bare();
        Map<ConfigField, String> all = Map.of(ConfigField.TEMPSUB, "1");
        NodeCommand.Configure configure = new NodeCommand.Configure(MUSINGS, HAMLET, all);
        Scene node = musings().subscribed(bare);
        Scene after = node.configured(all);

        assertThat(configure.needsAllSubscriptions(node)).isTrue();
        assertThat(Configuring.decide(node, configure))
                .isEqualTo(Decision.change(
                        List.of(
                                new NodeEvent.NodeConfigured(after.state().config()),
                                new NodeEvent.OptionsChanged(new Subscription(bare, 0, 3, temporary))),
                        new NodeReply.Done()));
        assertThat(configure.needsAllSubscriptions(after)).isFalse();
        Decision subscribed = Subscribing.subscribe(
                after, new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO, Map.of()), Denmark.NOW);
        assertThat(((Decision.Change) subscribed).events())
                .containsExactly(new NodeEvent.Subscribed(new Subscription(FRANCISCO, 0, 8, temporary)));
        Decision brought = ManagingSubscriptions.change(
                after,
                new NodeCommand.ChangeSubscriptions(
                        MUSINGS, HAMLET, Map.of(new NodeCommand.Whose(FRANCISCO), SubscriptionState.SUBSCRIBED)));
        assertThat(((Decision.Change) brought).events())
                .contains(new NodeEvent.Subscribed(new Subscription(FRANCISCO, 0, 8, temporary)));
    }

    @Test
    void refusesAValueThatAFieldCannotHave() {
        assertThat(Outcome.of(configure(HAMLET, Map.of(ConfigField.TITLE, "ok", ConfigField.MAX_ITEMS, "few"))))
                .isEqualTo("INVALID_CONFIGURATION");
    }

    @Test
    void refusesAnAccessModelWeDoNotHave() {
        assertThat(Outcome.of(configure(HAMLET, Map.of(ConfigField.ACCESS_MODEL, "roster"))))
                .isEqualTo("UNSUPPORTED_ACCESS_MODEL");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OWNER")
    void isForOwnersOnly(Affiliation affiliation) {
        Scene node = musings().with(BERNARDO, affiliation);

        assertThat(Outcome.of(Configuring.decide(node, new NodeCommand.Configure(MUSINGS, BERNARDO, Map.of()))))
                .isEqualTo("FORBIDDEN");
        assertThat(Outcome.of(Configuring.read(node, new NodeCommand.ReadConfig(MUSINGS, BERNARDO))))
                .isEqualTo("FORBIDDEN");
    }

    @Test
    void showsTheOwnerHowItIs() {
        Scene node = musings(ConfigField.TITLE, "Musings");

        assertThat(Configuring.read(node, new NodeCommand.ReadConfig(MUSINGS, HAMLET)))
                .isEqualTo(Decision.answer(new NodeReply.Config(node.state().config())));
    }

    private static Decision configure(Jid requester, Map<ConfigField, String> changes) {
        return Configuring.decide(musings(), new NodeCommand.Configure(MUSINGS, requester, changes));
    }
}
