package im.fanfare.component.presence;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.presence.PresenceChange.Kind;
import im.fanfare.component.pubsub.MemoryNodes;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NewItem;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Payload;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SharedPresenceTest {
    private static final NodeId MUSINGS = new NodeId("pubsub.shakespeare.lit", "princely_musings");
    private static final Jid HAMLET = Jid.parse("hamlet@denmark.lit/elsinore");
    private static final Jid FRANCISCO = Jid.parse("francisco@denmark.lit/barracks");
    private static final Jid BERNARDO = Jid.parse("bernardo@denmark.lit");

    private final List<PresenceChange> wanted = new ArrayList<>();
    private final List<PresenceChange> temporary = new ArrayList<>();
    private final SharedPresence nodes = new SharedPresence(new MemoryNodes(), wanted::add, noted -> {
        temporary.addAll(noted);
        return CompletableFuture.completedFuture(null);
    });

    private void create(String... config) {
        nodes.ask(new NodeCommand.Create(
                MUSINGS,
                HAMLET,
                config.length == 0
                        ? Map.of(ConfigField.SEND_LAST_PUBLISHED_ITEM, "on_sub_and_presence")
                        : Map.of(
                                ConfigField.SEND_LAST_PUBLISHED_ITEM,
                                "on_sub_and_presence",
                                ConfigField.ACCESS_MODEL,
                                config[0])));
    }

    private static PresenceChange of(Jid jid) {
        return PresenceChange.of(MUSINGS.service(), jid.bare(), Kind.WANTED);
    }

    @Test
    void whoSubscribesIsAsked() {
        create();

        nodes.ask(new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO));
        nodes.ask(new NodeCommand.Subscribe(MUSINGS, HAMLET, BERNARDO)); // refused

        assertThat(wanted).containsExactly(of(FRANCISCO));
    }

    @Test
    void whoSubscribesToANodeThatTellsOnlyWhoIsAvailableIsAsked() {
        nodes.ask(new NodeCommand.Create(MUSINGS, HAMLET, Map.of(ConfigField.PRESENCE_BASED_DELIVERY, "true")));

        nodes.ask(new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO));
        nodes.ask(new NodeCommand.ChangeSubscriptions(
                MUSINGS, HAMLET, Map.of(new NodeCommand.Whose(BERNARDO), SubscriptionState.SUBSCRIBED)));

        assertThat(wanted).containsExactly(of(FRANCISCO), of(BERNARDO));
    }

    @Test
    void whoIsSubscribedByAnOwnerIsAsked() {
        create();

        nodes.ask(new NodeCommand.ChangeSubscriptions(
                MUSINGS,
                HAMLET,
                Map.of(
                        new NodeCommand.Whose(BERNARDO),
                        SubscriptionState.SUBSCRIBED,
                        new NodeCommand.Whose(FRANCISCO),
                        SubscriptionState.NONE)));

        assertThat(wanted).containsExactly(of(BERNARDO));
    }

    @Test
    void whoAwaitsAnAnswerIsAskedOnceItIsYes() {
        create("authorize");

        nodes.ask(new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO));
        assertThat(wanted).isEmpty();
        nodes.ask(new NodeCommand.AnswerRequest(MUSINGS, HAMLET, FRANCISCO, true));

        assertThat(wanted).containsExactly(of(FRANCISCO));
    }

    private static PresenceChange temporary(Jid jid) {
        return PresenceChange.of(MUSINGS.service(), jid.bare(), Kind.TEMPORARY);
    }

    /** XEP-0060 §13.5: whoever brings such a subscription about. */
    @Test
    void whatEndsWithPresenceIsLookedAfter() {
        Map<SubscriptionOption, String> withPresence = Map.of(SubscriptionOption.EXPIRE, "presence");
        nodes.ask(new NodeCommand.Create(MUSINGS, HAMLET, Map.of(ConfigField.ACCESS_MODEL, "authorize")));

        nodes.ask(new NodeCommand.Subscribe(MUSINGS, HAMLET, HAMLET.bare()));
        assertThat(temporary).isEmpty();
        nodes.ask(new NodeCommand.ChangeOptions(MUSINGS, HAMLET, HAMLET.bare(), withPresence));
        assertThat(temporary).containsExactly(temporary(HAMLET));

        nodes.ask(new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO, withPresence));
        temporary.clear(); // it was asked for, and may have been forgotten since
        nodes.ask(new NodeCommand.AnswerRequest(MUSINGS, HAMLET, FRANCISCO, true));
        assertThat(temporary).containsExactly(temporary(FRANCISCO));
    }

    /** {@code purge_offline}. */
    @Test
    void whoPublishesWhatGoesWithThemIsLookedAfter() {
        NodeId fleeting = new NodeId(MUSINGS.service(), "fleeting");
        nodes.ask(new NodeCommand.Create(MUSINGS, HAMLET, Map.of()));
        nodes.ask(new NodeCommand.Create(fleeting, HAMLET, Map.of(ConfigField.PURGE_OFFLINE, "1")));

        nodes.ask(publish(MUSINGS));
        assertThat(temporary).isEmpty();
        nodes.ask(publish(fleeting));

        assertThat(temporary).containsExactly(temporary(HAMLET));
    }

    private static NodeCommand publish(NodeId node) {
        Payload payload = new Payload("urn:a", "<a xmlns='urn:a'/>");
        return new NodeCommand.Publish(
                node, HAMLET, Optional.of(new NewItem(new ItemId("1"), Optional.of(payload))), Map.of());
    }

    /** XEP-0060 §17.4.3. */
    @Test
    void whoWantsToBeToldOnlyWhenAvailableIsAsked() {
        Map<SubscriptionOption, String> chatty = Map.of(SubscriptionOption.SHOW_VALUES, "chat");
        nodes.ask(new NodeCommand.Create(MUSINGS, HAMLET, Map.of()));

        nodes.ask(new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO, chatty));
        nodes.ask(new NodeCommand.Subscribe(MUSINGS, BERNARDO, BERNARDO));
        assertThat(wanted).containsExactly(of(FRANCISCO));
        nodes.ask(new NodeCommand.ChangeOptions(MUSINGS, BERNARDO, BERNARDO, chatty));

        assertThat(wanted).containsExactly(of(FRANCISCO), of(BERNARDO));
        assertThat(temporary).isEmpty();
    }

    @Test
    void allOfANodeAreLookedAfterThatIsConfiguredSo() {
        nodes.ask(new NodeCommand.Create(MUSINGS, HAMLET, Map.of()));
        nodes.ask(new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO));
        nodes.ask(new NodeCommand.Subscribe(MUSINGS, BERNARDO, BERNARDO));

        nodes.ask(new NodeCommand.Configure(MUSINGS, HAMLET, Map.of(ConfigField.TEMPSUB, "1")));
        assertThat(temporary).containsExactlyInAnyOrder(temporary(FRANCISCO), temporary(BERNARDO));

        temporary.clear();
        nodes.ask(new NodeCommand.ChangeSubscriptions(
                MUSINGS, HAMLET, Map.of(new NodeCommand.Whose(HAMLET.bare()), SubscriptionState.SUBSCRIBED)));
        nodes.ask(new NodeCommand.Subscribe(MUSINGS, HAMLET, HAMLET));
        assertThat(temporary).containsExactly(temporary(HAMLET), temporary(HAMLET));
    }

    @Test
    void nobodyIsAskedWhereItDoesNotMatter() {
        nodes.ask(new NodeCommand.Create(MUSINGS, HAMLET, Map.of(ConfigField.SEND_LAST_PUBLISHED_ITEM, "on_sub")));

        nodes.ask(new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO));
        nodes.ask(new NodeCommand.ChangeSubscriptions(
                MUSINGS, HAMLET, Map.of(new NodeCommand.Whose(BERNARDO), SubscriptionState.SUBSCRIBED)));

        assertThat(wanted).isEmpty();
    }
}
