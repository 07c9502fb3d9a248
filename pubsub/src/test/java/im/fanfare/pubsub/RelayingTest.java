package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.FRANCISCO;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.NOW;
import static im.fanfare.pubsub.Denmark.musings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XEP-0248 §5.3 and §6.1. */
class RelayingTest {
    private static final NodeId BLOGS = new NodeId(MUSINGS.service(), "blogs");
    private static final NodeEvent.Relayed PURGED =
            new NodeEvent.Relayed(BLOGS, 1, 5, 2, new NodeEvent.NodePurged(List.of()), NodeConfig.STANDARD);

    @Test
    void tellsWhatSubscribersOfTheNodeAreToldAndWhatBecomesOfTheNode() {
        NodeState node = musings().state();

        assertThat(told(node, new NodeEvent.ItemPublished(Optional.empty(), List.of())))
                .isPresent();
        assertThat(told(node, new NodeEvent.ItemPublished(Optional.empty(), List.of(), false)))
                .isEmpty();
        assertThat(told(node, new NodeEvent.NodeCreated())).isPresent();
        assertThat(told(node, new NodeEvent.NodeConfigured(node.config()))).isEmpty();
        assertThat(told(node, new NodeEvent.Subscribed(new Subscription(FRANCISCO, 0, 1))))
                .isEmpty();
        assertThat(told(node, PURGED))
                .as("each collection is told by the node itself")
                .isEmpty();
        NodeState silent = musings(ConfigField.DELIVER_NOTIFICATIONS, "false").state();
        assertThat(told(silent, new NodeEvent.NodeCreated())).isEmpty();
    }

    @Test
    void whatOnlyTheNodeNeedsIsNotTold() {
        var gone = List.of(new ItemRef(new ItemId("a"), 1));
        var published = new NodeEvent.ItemPublished(Optional.empty(), gone);

        assertThat(told(musings().state(), published))
                .contains(new NodeEvent.Relayed(
                        MUSINGS,
                        musings().state().instance(),
                        9,
                        1,
                        new NodeEvent.ItemPublished(Optional.empty(), List.of()),
                        NodeConfig.STANDARD));
    }

    private static Optional<NodeEvent.Relayed> told(NodeState node, NodeEvent event) {
        return Relaying.told(node, 9, event);
    }

    @Test
    void aCollectionTakesItAsAnEventOfItsOwnWhereSomebodyIsSubscribed() {
        Scene collection = musings(ConfigField.NODE_TYPE, "collection");
        long instance = collection.state().instance();
        var relay = new NodeCommand.Relay(MUSINGS, instance, List.of(PURGED));

        assertThat(relay.decide(collection.subscribed(FRANCISCO), NOW))
                .isEqualTo(Decision.change(PURGED, new NodeReply.Relayed(Map.of())));
        assertThat(relay.decide(collection, NOW)).isEqualTo(Decision.answer(new NodeReply.Relayed(Map.of())));
        assertThat(Outcome.of(new NodeCommand.Relay(MUSINGS, instance + 1, List.of(PURGED)).decide(collection, NOW)))
                .as("a later collection of that name")
                .isEqualTo("NODE_NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource({
        "nodes, 1, NODES, 1, true",
        "nodes, 1, NODES, 2, false",
        "nodes, 1, ITEMS, 1, false",
        "items, 2, ITEMS, 2, true",
        "items, 0, ITEMS, 1, false",
        "items, all, ITEMS, 900, true",
        "items, 62, ITEMS, 63, false",
        "all, 1, ITEMS, 1, true",
        "all, 1, NODES, 1, true"
    })
    void subscribersAreToldWhatTheyChose(String type, String depth, Matter.Kind kind, int at, boolean told) {
        SubscriptionOptions options = chosen(Map.of(
                        SubscriptionOption.SUBSCRIPTION_TYPE, type, SubscriptionOption.SUBSCRIPTION_DEPTH, depth))
                .orElseThrow();

        assertThat(new Matter(kind, at).isFor(Matter.interest(options))).isEqualTo(told);
    }

    @Test
    void theOptionsOfCollectionsAreForCollections() {
        assertThat(chosen(Map.of(SubscriptionOption.SUBSCRIPTION_TYPE, "few"))).isEmpty();
        assertThat(chosen(Map.of(SubscriptionOption.SUBSCRIPTION_DEPTH, "63"))).isEmpty();
        assertThat(chosen(Map.of(SubscriptionOption.SUBSCRIPTION_DEPTH, ""))).contains(SubscriptionOptions.STANDARD);
        assertThat(SubscriptionOptions.STANDARD.with(
                        Map.of(SubscriptionOption.SUBSCRIPTION_TYPE, "nodes"), NodeConfig.STANDARD))
                .isEmpty();
        assertThat(SubscriptionOptions.STANDARD.with(
                        Map.of(
                                SubscriptionOption.SUBSCRIPTION_TYPE,
                                "items",
                                SubscriptionOption.SUBSCRIPTION_DEPTH,
                                "all"),
                        NodeConfig.STANDARD))
                .contains(SubscriptionOptions.STANDARD);
    }

    private static Optional<SubscriptionOptions> chosen(Map<SubscriptionOption, String> options) {
        return SubscriptionOptions.STANDARD.with(
                options, musings(ConfigField.NODE_TYPE, "collection").state().config());
    }
}
