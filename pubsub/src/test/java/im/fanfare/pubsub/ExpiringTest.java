package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.BERNARDO;
import static im.fanfare.pubsub.Denmark.FRANCISCO;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.NOW;
import static im.fanfare.pubsub.Denmark.musings;
import static im.fanfare.pubsub.Denmark.publish;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code item_expire} of XEP-0060 §17.4.4, and leases: §13.19. */
class ExpiringTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private static Scene hourly() {
        return musings()
                .configured(Map.of(ConfigField.ITEM_EXPIRE, "3600"))
                .published("old", HAMLET, NOW.minus(HOUR))
                .published("new", HAMLET, NOW.minus(HOUR).plusNanos(1_000));
    }

    private static ItemRef item(String id, long revision) {
        return new ItemRef(new ItemId(id), revision);
    }

    @Test
    void retractsWhatIsAsOldAsItMayBe() {
        assertThat(Expiring.decide(hourly(), NOW))
                .containsExactly(new NodeEvent.ItemsRetracted(List.of(item("old", 8)), true));
        assertThat(Expiring.next(hourly())).contains(NOW);
    }

    @Test
    void endsLeasesAndSaysSo() {
        Subscription over = leased(FRANCISCO, NOW);
        Scene node = musings(ConfigField.NOTIFY_SUB, "true").with(over).with(leased(BERNARDO, NOW.plusSeconds(1)));

        assertThat(Expiring.decide(node, NOW))
                .containsExactly(
                        new NodeEvent.Unsubscribed(over),
                        new NodeEvent.Told(
                                List.of(FRANCISCO, HAMLET.bare()),
                                new Notice.SubscriptionChanged(FRANCISCO, SubscriptionState.NONE)));
    }

    private static Subscription leased(Jid subscriber, Instant end) {
        return new Subscription(
                subscriber, 0, 3, new SubscriptionOptions(Map.of(SubscriptionOption.EXPIRE, end.toString())));
    }

    @Test
    void countsFromTheLastPublication() {
        Scene again = hourly().published("old", HAMLET, NOW);

        assertThat(Expiring.decide(again, NOW.plusNanos(1_000)))
                .containsExactly(new NodeEvent.ItemsRetracted(List.of(item("new", 9)), true));
    }

    @Test
    void tellsNobodyWhereTheNodeDoesNotTellOfRetractions() {
        Scene quiet = hourly().configured(Map.of(ConfigField.NOTIFY_RETRACT, "false"));

        assertThat(Expiring.decide(quiet, NOW))
                .containsExactly(new NodeEvent.ItemsRetracted(List.of(item("old", 8)), false));
    }

    @Test
    void aChangedConfigurationIsThatOfAllItems() {
        Scene longer = hourly().configured(Map.of(ConfigField.ITEM_EXPIRE, "3601"));
        Scene shorter = hourly().configured(Map.of(ConfigField.ITEM_EXPIRE, "1"));
        Scene unlimited = hourly().configured(Map.of(ConfigField.ITEM_EXPIRE, "max"));

        assertThat(Expiring.decide(longer, NOW)).isEmpty();
        assertThat(Expiring.next(longer)).contains(NOW.plusSeconds(1));
        assertThat(Expiring.decide(shorter, NOW))
                .containsExactly(new NodeEvent.ItemsRetracted(List.of(item("old", 8), item("new", 9)), true));
        assertThat(Expiring.decide(unlimited, NOW.plus(HOUR))).isEmpty();
        assertThat(Expiring.next(unlimited)).isEmpty();
    }

    @Test
    void thousandsGoInPartsThatFitIntoAStanzaAndACommit() {
        ItemIndex items = hourly().items();
        for (int i = 0; i < 5_000; i++) {
            items.add(item("item" + i, 100 + i), HAMLET, 0, NOW);
        }
        Scene node = new Scene(hourly().state(), 5_100, Map.of(), List.of(), List.of(), items);

        List<NodeEvent> events = Expiring.decide(node, NOW.plus(HOUR));

        assertThat(events)
                .allSatisfy(event ->
                        assertThat(((NodeEvent.ItemsRetracted) event).gone()).hasSizeBetween(1, 64));
        assertThat(events).hasSize(32);
        assertThat(((NodeEvent.ItemsRetracted) events.get(31)).gone()).endsWith(item("item2045", 2_145));
    }

    /** §13.19: one of several subscriptions may end before the others. */
    @Test
    void endsEachLeaseThatIsOver() {
        SubscriptionOptions over = leased(NOW);
        SubscriptionOptions later = leased(NOW.plusSeconds(1));
        Subscription several = new Subscription(
                HAMLET.bare(),
                0,
                3,
                over,
                SubId.FIRST,
                List.of(new Subscription.One(new SubId("5"), 5, over), new Subscription.One(new SubId("6"), 6, later)));

        List<NodeEvent> events = Expiring.decide(musings().with(several), NOW);

        assertThat(events)
                .filteredOn(NodeEvent.OptionsChanged.class::isInstance)
                .last()
                .isEqualTo(new NodeEvent.OptionsChanged(
                        new Subscription(HAMLET.bare(), 0, 6, later, new SubId("6"), List.of())));
        assertThat(events)
                .filteredOn(NodeEvent.Told.class::isInstance)
                .extracting(event -> ((NodeEvent.Told) event).notice())
                .containsExactly(
                        new Notice.SubscriptionChanged(HAMLET.bare(), SubscriptionState.NONE),
                        new Notice.SubscriptionChanged(HAMLET.bare(), new SubId("5"), SubscriptionState.NONE));
        assertThat(Expiring.decide(musings().with(several), NOW.plusSeconds(1)))
                .filteredOn(NodeEvent.Unsubscribed.class::isInstance)
                .hasSize(1);
    }

    private static SubscriptionOptions leased(Instant end) {
        return new SubscriptionOptions(Map.of(SubscriptionOption.EXPIRE, end.toString()));
    }

    /** So what expires first is what was published first, and is found at the beginning. */
    @Test
    void nothingIsPublishedBeforeWhatIsBeforeIt() {
        Scene ahead = musings().published("ahead", HAMLET, NOW.plusSeconds(7));

        Decision.Change change = (Decision.Change) Publishing.decide(ahead, publish(HAMLET), NOW);

        assertThat(((NodeEvent.ItemPublished) change.events().get(0))
                        .item()
                        .orElseThrow()
                        .published())
                .isEqualTo(NOW.plusSeconds(7));
    }

    @Test
    void anItemIsOverWhenItsTimeIsUp() {
        Item item = new Item(new ItemId("1"), Optional.empty(), HAMLET, NOW.minus(HOUR));

        assertThat(Expiring.isOver(item, hourly().state().config(), NOW)).isTrue();
        assertThat(Expiring.isOver(item, hourly().state().config(), NOW.minusNanos(1)))
                .isFalse();
        assertThat(Expiring.isOver(item, NodeConfig.STANDARD, NOW)).isFalse();
    }
}
