package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.FRANCISCO;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.NOW;
import static im.fanfare.pubsub.Denmark.musings;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code pubsub#digest} and {@code pubsub#digest_frequency} of XEP-0060 §17.4.3. */
class DigestingTest {
    private static final Jid BARE = FRANCISCO.bare();
    private static final Instant DAY_LATER = NOW.plus(Duration.ofDays(1));

    @Test
    void tellsAtOnceWhatWasPublishedSince() {
        Scene node = with(subscribed(NOW), "a", "b");

        assertThat(due(node, NOW)).isEqualTo(Decision.answer(new NodeReply.Done()));
        Decision.Change told = (Decision.Change) due(node, DAY_LATER);

        assertThat(told.events().get(0))
                .isEqualTo(new NodeEvent.DigestSent(
                        List.of(item("a", 8), item("b", 9)), List.of(), subscribed(NOW), SubId.FIRST));
        Digest after = digestOf(told);
        assertThat(after.upTo()).isEqualTo(9);
        assertThat(after.last()).contains(DAY_LATER);
        assertThat(after.covers(10)).isTrue();
    }

    /** Whatever alarm goes off, also where it is late, the next is that of all others. */
    @Test
    void looksAgainWhereNothingWasPublished() {
        Scene node = with(subscribed(NOW));
        NodeReply done = new NodeReply.Done();
        Instant next = DAY_LATER.plus(Duration.ofDays(1));

        assertThat(due(node, DAY_LATER)).isEqualTo(new Decision.Later(BARE, next, done));
        assertThat(due(node, DAY_LATER.plusSeconds(120))).isEqualTo(new Decision.Later(BARE, next, done));
        assertThat(due(node, next.plusMillis(1)))
                .isEqualTo(new Decision.Later(BARE, next.plus(Duration.ofDays(1)), done));
    }

    /** The time of the first digest is kept nowhere before it; what follows at once follows no time. */
    @Test
    void keepsWhenItLookedForTheFirstTime() {
        for (Optional<Instant> last : List.of(Optional.<Instant>empty(), Optional.of(Instant.EPOCH))) {
            Subscription subscription = new Subscription(
                    BARE,
                    0,
                    3,
                    new SubscriptionOptions(Map.of(SubscriptionOption.DIGEST, "true"))
                            .with(Digest.behind(7).told(7, last)));
            Decision.Change told = (Decision.Change) due(with(subscription), DAY_LATER);

            assertThat(told.events()).hasSize(1);
            assertThat(digestOf(told).last()).contains(DAY_LATER);
        }
    }

    @Test
    void tellsNothingToWhoWantsNoNotifications() {
        assertThat(due(with(muted(subscribed(NOW)), "a"), DAY_LATER))
                .as("who wants no notifications wants no digests")
                .isInstanceOfSatisfying(
                        Decision.Change.class,
                        change -> assertThat(change.events()).hasSize(1));
    }

    @Test
    void whatDoesNotFitIntoOneDigestComesInTheNextWhichIsDue() {
        String[] ids =
                IntStream.range(0, Digesting.MOST + 1).mapToObj(String::valueOf).toArray(String[]::new);

        Decision.Change first = (Decision.Change) due(with(subscribed(NOW), ids), DAY_LATER);
        Subscription then = subscription(first);
        Decision.Change second = (Decision.Change) due(with(then, ids), DAY_LATER);

        assertThat(((NodeEvent.DigestSent) first.events().get(0)).items()).hasSize(Digesting.MOST);
        assertThat(then.options().digestDue(DAY_LATER))
                .hasValueSatisfying(due -> assertThat(due).isBefore(DAY_LATER));
        assertThat(((NodeEvent.DigestSent) second.events().get(0)).items())
                .containsExactly(item(String.valueOf(Digesting.MOST), 8 + Digesting.MOST));
    }

    @Test
    void beginsWithTheRevisionThatSaysSo() {
        Decision.Change on = change(musings().subscribed(BARE), Map.of(SubscriptionOption.DIGEST, "1"));
        SubscriptionOptions options = subscription(on).options();

        assertThat(subscription(on).since()).as("it goes on").isEqualTo(3);
        assertThat(options.digest()).contains(Digest.behind(8));
        assertThat(options.digest().orElseThrow().covers(8)).isFalse();
        assertThat(options.digest().orElseThrow().covers(9)).isTrue();
        assertThat(options.digestDue(NOW)).contains(DAY_LATER);
    }

    /** What was kept for a digest is told, and soon. */
    @Test
    void endsWithADigestOfWhatIsLeft() {
        Scene node = with(subscribed(NOW), "a");

        Decision.Change off = change(node, Map.of(SubscriptionOption.DIGEST, "0"));
        SubscriptionOptions options = subscription(off).options();
        assertThat(options.digest().orElseThrow().covers(8)).isTrue();
        assertThat(options.digest().orElseThrow().covers(10)).isFalse();
        assertThat(options.digestDue(NOW)).contains(NOW);

        Decision.Change told = (Decision.Change) due(with(subscription(off), "a", "b", "c"), NOW);
        assertThat(((NodeEvent.DigestSent) told.events().get(0)).items()).containsExactly(item("a", 8), item("b", 9));
        assertThat(subscription(told).options().digestDue(NOW)).isEmpty();
        assertThat(due(with(subscription(told), "a", "b", "c"), DAY_LATER))
                .isEqualTo(Decision.answer(new NodeReply.Done()));
    }

    @Test
    void goesOnWhereItIsWantedAgainBeforeItsEnd() {
        Digest ended = Digest.behind(7).end(9);

        assertThat(ended.again(12)).isEqualTo(Digest.behind(7));
        assertThat(ended.told(9, Optional.empty()).again(12)).isEqualTo(Digest.behind(12));
    }

    @Test
    void comesNoMoreOftenThanEveryTenMinutes() {
        assertThat(frequency("1000").digestDue(NOW)).contains(NOW.plus(Duration.ofMinutes(10)));
        assertThat(frequency("3600000").digestDue(NOW)).contains(NOW.plus(Duration.ofHours(1)));
        assertThat(SubscriptionOptions.STANDARD.with(
                        Map.of(SubscriptionOption.DIGEST_FREQUENCY, "-1"), NodeConfig.STANDARD))
                .isEmpty();
        assertThat(SubscriptionOptions.STANDARD.with(
                        Map.of(SubscriptionOption.DIGEST_FREQUENCY, "1".repeat(13)), NodeConfig.STANDARD))
                .isEmpty();
    }

    private static SubscriptionOptions frequency(String milliseconds) {
        return SubscriptionOptions.STANDARD
                .with(
                        Map.of(SubscriptionOption.DIGEST, "true", SubscriptionOption.DIGEST_FREQUENCY, milliseconds),
                        NodeConfig.STANDARD)
                .orElseThrow()
                .with(Digest.behind(3));
    }

    /** There would be nothing to tell them from. */
    @Test
    void isForNodesThatKeepItems() {
        Scene transientNode = musings(ConfigField.PERSIST_ITEMS, "0").subscribed(BARE);

        assertThat(Outcome.of(ConfiguringSubscription.change(
                        transientNode,
                        new NodeCommand.ChangeOptions(MUSINGS, FRANCISCO, BARE, Map.of(SubscriptionOption.DIGEST, "1")),
                        NOW)))
                .isEqualTo("INVALID_OPTIONS");
    }

    @Test
    void nobodyChoosesHowFarItHasCome() {
        assertThat(SubscriptionOption.of(NodeConfig.STANDARD)).doesNotContain(SubscriptionOption.DIGESTED);
        assertThat(SubscriptionOptions.STANDARD.with(
                        Map.of(SubscriptionOption.DIGESTED, "1 - 1 -"), NodeConfig.STANDARD))
                .isEmpty();
    }

    private static Decision due(Scene node, Instant now) {
        return new NodeCommand.Expire(MUSINGS, Optional.of(BARE)).decide(node, now);
    }

    private static Decision.Change change(Scene node, Map<SubscriptionOption, String> options) {
        return (Decision.Change) ConfiguringSubscription.change(
                node, new NodeCommand.ChangeOptions(MUSINGS, FRANCISCO, BARE, options), NOW);
    }

    /** Who gets digests since revision 7, the last of them then. */
    private static Subscription subscribed(Instant last) {
        return new Subscription(
                BARE,
                0,
                3,
                new SubscriptionOptions(Map.of(SubscriptionOption.DIGEST, "true"))
                        .with(Digest.behind(7).told(7, Optional.of(last))));
    }

    private static Subscription muted(Subscription one) {
        return new Subscription(
                one.subscriber(),
                0,
                3,
                one.options()
                        .with(Map.of(SubscriptionOption.DELIVER, "0"), NodeConfig.STANDARD)
                        .orElseThrow());
    }

    private static Scene with(Subscription subscription, String... items) {
        Scene node = musings().with(subscription);
        for (String id : items) {
            node = node.published(id, HAMLET);
        }
        return node;
    }

    private static ItemRef item(String id, long revision) {
        return new ItemRef(new ItemId(id), revision);
    }

    private static Subscription subscription(Decision.Change change) {
        return ((NodeEvent.OptionsChanged) change.events().get(change.events().size() - 1)).subscription();
    }

    private static Digest digestOf(Decision.Change change) {
        return subscription(change).options().digest().orElseThrow();
    }
}
