package im.fanfare.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Matter;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.Subscription;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionOptions;
import im.fanfare.schema.Span;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
    @Test
    void tellsThoseWhoWereSubscribedBefore() {
        Page page =
                Page.of(List.of(Denmark.subscription(Denmark.FRANCISCO, 3), Denmark.subscription(Denmark.BERNARDO, 4)));

        assertThat(told(page, 3)).isEmpty();
        assertThat(told(page, 4)).containsExactly("francisco@denmark.lit");
        assertThat(told(page, 5)).containsExactlyInAnyOrder("francisco@denmark.lit", "bernardo@denmark.lit/elsinore");
    }

    @Test
    void ignoresWhatItKnowsAlready() {
        Page page = Page.of(List.of(Denmark.subscription(Denmark.FRANCISCO, 20)));

        page.join(Denmark.subscription(Denmark.FRANCISCO, 10));
        page.leave(Denmark.FRANCISCO, 15);
        page.join(Denmark.subscription(Denmark.FRANCISCO, 20));

        assertThat(page.subscribers()).isEqualTo(1);
        assertThat(told(page, 20)).isEmpty();
        assertThat(told(page, 21)).containsExactly("francisco@denmark.lit");
    }

    @Test
    void forgetsWhoLeavesAndLetsThemComeAgain() {
        Page page = Page.of(List.of(Denmark.subscription(Denmark.FRANCISCO, 1)));

        page.leave(Denmark.FRANCISCO, 2);
        assertThat(told(page, 3)).isEmpty();

        page.join(Denmark.subscription(Denmark.FRANCISCO, 3));
        assertThat(told(page, 4)).containsExactly("francisco@denmark.lit");
    }

    /** XEP-0060 §6.3: {@code pubsub#deliver}. */
    @Test
    void sparesWhoWantsNoNotifications() {
        Page page = Page.of(List.of(muted(Denmark.FRANCISCO, 1), Denmark.subscription(Denmark.BERNARDO, 1)));

        assertThat(page.subscribers()).isEqualTo(1);
        assertThat(told(page, 2)).containsExactly("bernardo@denmark.lit/elsinore");
        assertThat(page.addressees(List.of(Denmark.FRANCISCO)).subscribers()).isZero();

        page.join(Denmark.subscription(Denmark.FRANCISCO, 5));
        page.join(muted(Denmark.FRANCISCO, 1)); // a repeat
        assertThat(told(page, 5)).containsExactly("bernardo@denmark.lit/elsinore");
        assertThat(told(page, 6)).containsExactly("francisco@denmark.lit", "bernardo@denmark.lit/elsinore");

        page.join(muted(Denmark.FRANCISCO, 7));
        page.join(Denmark.subscription(Denmark.FRANCISCO, 5)); // a repeat
        assertThat(told(page, 9)).containsExactly("bernardo@denmark.lit/elsinore");

        page.leave(Denmark.FRANCISCO, 8);
        page.leave(Denmark.FRANCISCO, 8); // a repeat
        assertThat(page.subscribers()).isEqualTo(1);
    }

    /** XEP-0248 §6.1. */
    @Test
    void sparesWhoWantsToKnowOtherThingsOfACollection() {
        Page page = Page.of(
                List.of(wanting(Denmark.FRANCISCO, "items", "all", 1), Denmark.subscription(Denmark.BERNARDO, 1)));
        Matter item = new Matter(Matter.Kind.ITEMS, 2);
        Matter node = new Matter(Matter.Kind.NODES, 1);

        assertThat(page.addressees(item).subscribers()).isEqualTo(1);
        assertThat(told(page.addressees(item), 2)).containsExactly("francisco@denmark.lit");
        assertThat(told(page.addressees(node), 2)).containsExactly("bernardo@denmark.lit/elsinore");
        assertThat(told(page.addressees(new Matter(Matter.Kind.NODES, 2)), 2)).isEmpty();
        assertThat(told(page, 2)).as("of the collection itself").hasSize(2);

        page.join(wanting(Denmark.FRANCISCO, "nodes", "1", 5));
        page.join(wanting(Denmark.FRANCISCO, "items", "all", 1)); // a repeat
        assertThat(told(page.addressees(item), 9)).isEmpty();
        assertThat(told(page.addressees(node), 9)).hasSize(2);

        page.leave(Denmark.FRANCISCO, 8);
        assertThat(page.addressees(node).subscribers()).isEqualTo(1);
    }

    /** What they want now is not what they wanted when that was published which is on its way. */
    @Test
    void whatIsUnderWayGoesAsItWasWantedThen() {
        Page page = Page.of(List.of(wanting(Denmark.FRANCISCO, "items", "all", 1), bodied(Denmark.BERNARDO, 1)));
        Page.Addressees under = page.addressees(new Matter(Matter.Kind.ITEMS, 1));

        page.join(wanting(Denmark.FRANCISCO, "nodes", "1", 1));
        page.join(wanting(Denmark.BERNARDO, "all", "1", 1));

        assertThat(told(under, 2)).containsExactly("francisco@denmark.lit");
        assertThat(told(page.addressees(new Matter(Matter.Kind.ITEMS, 1)), 2))
                .containsExactly("bernardo@denmark.lit/elsinore");
    }

    /** XEP-0060 §13.8. */
    @Test
    void keepsApartWhoIsToldInAnotherManner() {
        Page page = Page.of(List.of(Denmark.subscription(Denmark.FRANCISCO, 1), bodied(Denmark.BERNARDO, 2)));

        assertThat(told(page, 3)).containsExactly("francisco@denmark.lit");
        assertThat(toldApart(page.addressees(), 2)).isEmpty();
        assertThat(toldApart(page.addressees(), 3)).containsExactly("bernardo@denmark.lit/elsinore");
        assertThat(page.addressees().subscribers()).isEqualTo(2);
        Page.Addressees named = page.addressees(List.of(Denmark.BERNARDO, Denmark.HAMLET));
        assertThat(told(named, 3)).isEmpty();
        assertThat(toldApart(named, 3)).containsExactly("bernardo@denmark.lit/elsinore");

        page.join(Denmark.subscription(Denmark.BERNARDO, 2));
        page.join(bodied(Denmark.FRANCISCO, 1));
        assertThat(told(page, 3)).containsExactly("bernardo@denmark.lit/elsinore");
        assertThat(toldApart(page.addressees(), 3)).containsExactly("francisco@denmark.lit");

        page.suspend(Denmark.FRANCISCO, 100);
        assertThat(toldApart(page.addressees(), 4)).isEmpty();
        page.resume(100, 5);
        assertThat(toldApart(page.addressees(), 4)).isEmpty();
        assertThat(toldApart(page.addressees(), 5)).containsExactly("francisco@denmark.lit");
        assertThat(told(page, 5)).doesNotContain("francisco@denmark.lit");

        page.leave(Denmark.FRANCISCO, 6);
        assertThat(toldApart(page.addressees(), 9)).isEmpty();
    }

    @Test
    void keepsApartWhomItMovesTogether() {
        Page page = Page.of(many(300));
        page.join(bodied(Denmark.BERNARDO, 1));

        many(300).stream().skip(3).forEach(one -> page.leave(one.subscriber(), 2));

        assertThat(page.entries()).isLessThan(100);
        assertThat(told(page, 3)).hasSize(3);
        assertThat(toldApart(page.addressees(), 3)).containsExactly("bernardo@denmark.lit/elsinore");
    }

    /** XEP-0060 §6.1.6. Whatever the revisions say: what comes again comes in the order in which it happened. */
    @Test
    void takesSeveralSubscriptionsAsTheyAreByNow() {
        Page page = Page.of(List.of(Denmark.subscription(Denmark.FRANCISCO, 1), several(5, 4)));

        assertThat(page.addressees().subscribers()).isEqualTo(2);
        assertThat(told(page, 9)).containsExactly("francisco@denmark.lit");
        assertThat(subIds(page.addressees())).containsExactly(List.of("1", "4"));
        assertThat(told(page.addressees().several().subscribers(), 4)).isEmpty();
        assertThat(told(page.addressees().several().subscribers(), 5)).hasSize(1);
        assertThat(subIds(page.addressees(List.of(Denmark.BERNARDO)))).hasSize(1);

        page.join(new Subscription(Denmark.BERNARDO, 0, 4, SubscriptionOptions.STANDARD, new SubId("4"), List.of()));
        assertThat(subIds(page.addressees())).isEmpty();
        assertThat(told(page, 9)).containsExactly("francisco@denmark.lit", "bernardo@denmark.lit/elsinore");

        page.join(several(5, 4)); // a repeat, and what followed
        page.join(new Subscription(Denmark.BERNARDO, 0, 4, SubscriptionOptions.STANDARD, new SubId("4"), List.of()));
        assertThat(told(page, 9)).hasSize(2);

        page.join(several(5, 4, 8));
        page.suspend(Denmark.BERNARDO, 100);
        assertThat(told(page.addressees().several().subscribers(), 9)).isEmpty();
        page.resume(100, 10);
        assertThat(subIds(page.addressees())).containsExactly(List.of("1", "4", "8"));
        assertThat(told(page.addressees().several().subscribers(), 9)).isEmpty();
        assertThat(told(page.addressees().several().subscribers(), 10)).hasSize(1);

        page.join(several(silent(3), one(8, SubscriptionOptions.STANDARD)));
        assertThat(page.subscribers()).isEqualTo(2);
        page.join(several(silent(3), silent(8)));
        assertThat(page.subscribers()).isEqualTo(1);

        page.leave(Denmark.BERNARDO, 11);
        assertThat(subIds(page.addressees())).isEmpty();
        assertThat(page.subscribers()).isEqualTo(1);
    }

    /** The first since then, and others that are called by when they were made. */
    private static Subscription several(long first, long... further) {
        return new Subscription(
                Denmark.BERNARDO,
                0,
                first,
                SubscriptionOptions.STANDARD,
                SubId.FIRST,
                LongStream.of(further)
                        .mapToObj(since -> new Subscription.One(
                                new SubId(Long.toString(since)), since, SubscriptionOptions.STANDARD))
                        .toList());
    }

    private static Subscription several(Subscription.One first, Subscription.One second) {
        return new Subscription(Denmark.BERNARDO, 0, first.since(), first.options(), first.subId(), List.of(second));
    }

    private static Subscription.One silent(long since) {
        return one(since, new SubscriptionOptions(Map.of(SubscriptionOption.DELIVER, "false")));
    }

    private static Subscription.One one(long since, SubscriptionOptions options) {
        return new Subscription.One(new SubId(Long.toString(since)), since, options);
    }

    private static List<List<String>> subIds(Page.Addressees page) {
        return page.several().choices().stream()
                .map(choice ->
                        choice.of().stream().map(one -> one.subId().value()).toList())
                .toList();
    }

    private static Subscription bodied(Jid subscriber, long since) {
        return new Subscription(
                subscriber, 0, since, new SubscriptionOptions(Map.of(SubscriptionOption.INCLUDE_BODY, "true")));
    }

    private static List<String> toldApart(Page.Addressees page, long revision) {
        return page.apart().values().stream()
                .flatMap(apart -> told(apart, revision).stream())
                .toList();
    }

    private static List<String> told(Page.Addressees page, long revision) {
        return told(page.plain(), revision);
    }

    private static Subscription wanting(Jid subscriber, String type, String depth, long since) {
        return new Subscription(
                subscriber,
                0,
                since,
                new SubscriptionOptions(Map.of(
                        SubscriptionOption.SUBSCRIPTION_TYPE, type, SubscriptionOption.SUBSCRIPTION_DEPTH, depth)));
    }

    @Test
    void whoIsSuspendedIsToldAgainFromTheNextRevisionOn() {
        Page page = Page.of(List.of(Denmark.subscription(Denmark.FRANCISCO, 3)));
        Page.Snapshot under = page.addressees().plain();

        page.suspend(Denmark.FRANCISCO, 1_000);
        page.resume(999, 5);
        assertThat(told(page, 6)).isEmpty();
        assertThat(page.addressees(List.of(Denmark.FRANCISCO)).subscribers()).isZero();

        page.resume(1_000, 7);
        assertThat(told(page, 8)).containsExactly("francisco@denmark.lit");
        assertThat(under.isFor(0, 6)).as("what went before would come behind").isFalse();
    }

    @Test
    void whoIsSuspendedAndChangesAnythingIsNot() {
        Page page = Page.of(List.of(Denmark.subscription(Denmark.FRANCISCO, 3)));

        page.suspend(Denmark.FRANCISCO, 1_000);
        page.join(Denmark.subscription(Denmark.FRANCISCO, 5));

        assertThat(page.subscribers()).isEqualTo(1);
        assertThat(told(page, 6)).containsExactly("francisco@denmark.lit");
    }

    @Test
    void whoIsSuspendedMayLeaveAndComeAgain() {
        Page page = Page.of(List.of(Denmark.subscription(Denmark.FRANCISCO, 3)));

        page.suspend(Denmark.FRANCISCO, 1_000);
        page.leave(Denmark.FRANCISCO, 4);
        page.suspend(Denmark.FRANCISCO, 1_000);
        page.suspend(Denmark.BERNARDO, 1_000);
        page.join(Denmark.subscription(Denmark.FRANCISCO, 5));

        assertThat(page.subscribers()).isEqualTo(1);
        assertThat(told(page, 6)).containsExactly("francisco@denmark.lit");
    }

    @Test
    void spellsAddressesForAnAttribute() {
        Page page = Page.of(List.of(Denmark.subscription(Jid.parse("a@b.lit/it's <me> & \"you\""), 1)));

        assertThat(told(page, 2)).containsExactly("a@b.lit/it&apos;s &lt;me&gt; &amp; &quot;you&quot;");
    }

    @Test
    void knowsTheResourcesOfOneUser() {
        Page page = Page.of(List.of(
                Denmark.subscription(Jid.parse("hamlet@denmark.lit/a"), 1),
                Denmark.subscription(Jid.parse("hamlet@denmark.lit"), 1),
                Denmark.subscription(Jid.parse("hamlet@denmark.lit/b/c"), 1),
                Denmark.subscription(Jid.parse("horatio@denmark.lit"), 1)));

        Page.Snapshot snapshot = page.addressees().plain();

        assertThat(snapshot.bareHash(0)).isEqualTo(snapshot.bareHash(1)).isEqualTo(snapshot.bareHash(2));
        assertThat(snapshot.bareHash(3)).isNotEqualTo(snapshot.bareHash(0));
    }

    @Test
    void knowsTheDomainOfEach() {
        Page.Snapshot snapshot = Page.of(List.of(
                        Denmark.subscription(Jid.parse("hamlet@denmark.lit/verona.lit"), 1),
                        Denmark.subscription(Jid.parse("verona.lit"), 1),
                        Denmark.subscription(Jid.parse("juliet@verona.lit/balcony"), 1),
                        Denmark.subscription(Jid.parse("romeo@inverona.lit"), 1)))
                .addressees()
                .plain();

        assertThat(IntStream.range(0, 4).filter(index -> snapshot.isAt(index, Denmark.bytes("verona.lit"))))
                .containsExactly(1, 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void doesWhatAMapWouldDo(int seed) {
        Random random = new Random(seed);
        Map<String, Long> model = new HashMap<>();
        Set<String> muted = new HashSet<>();
        int users = 1 + random.nextInt(400);
        Page page = Page.of(IntStream.range(0, users / 2)
                .mapToObj(user -> {
                    model.put(jid(user).toString(), 0L);
                    return Denmark.subscription(jid(user), 0);
                })
                .toList());

        for (long revision = 1; revision <= 20_000; revision++) {
            Jid jid = jid(random.nextInt(users));
            boolean growing = revision / 2_000 % 2 == 0;
            if (random.nextInt(10) < (growing ? 7 : 2)) {
                page.join(Denmark.subscription(jid, revision));
                model.merge(jid.toString(), revision, Math::max);
                muted.remove(jid.toString());
            } else if (random.nextInt(8) == 0) {
                page.join(muted(jid, revision));
                model.remove(jid.toString());
                muted.add(jid.toString());
            } else {
                page.leave(jid, revision);
                model.remove(jid.toString());
                muted.remove(jid.toString());
            }
            assertThat(page.subscribers()).isEqualTo(model.size());
            if (revision % 500 == 0) {
                long since = revision - random.nextInt(1_000);
                assertThat(new TreeSet<>(told(page, since)))
                        .isEqualTo(new TreeSet<>(model.keySet().stream()
                                .filter(user -> model.get(user) < since)
                                .toList()));
                assertThat(page.entries()).isLessThanOrEqualTo(2 * (model.size() + muted.size()) + 65);
            }
        }
    }

    @Test
    void letsOthersReadWhileItChanges() throws ExecutionException, InterruptedException {
        int steady = 1_000;
        Page page = Page.of(IntStream.range(0, steady)
                .mapToObj(user -> Denmark.subscription(jid(user), 0))
                .toList());
        AtomicReference<Page.Snapshot> newest =
                new AtomicReference<>(page.addressees().plain());
        CompletableFuture<Integer> changing = CompletableFuture.supplyAsync(() -> {
            for (int i = 0; i < 200_000; i++) {
                Jid passing = jid(steady + i % 3_000);
                page.join(Denmark.subscription(passing, 2L * i));
                if (i % 7 != 0) {
                    page.leave(passing, 2L * i + 1);
                }
                newest.set(page.addressees().plain());
            }
            return page.subscribers();
        });

        long read = 0;
        do {
            Page.Snapshot snapshot = newest.get();
            int told = 0;
            for (int i = 0; i < snapshot.size(); i++) {
                if (snapshot.isFor(i, 1)) {
                    told++;
                    assertThat(snapshot.addresses()[snapshot.end(i) - 1]).isEqualTo((byte) 't');
                }
            }
            assertThat(told).isBetween(steady, steady + 1);
            read++;
        } while (!changing.isDone());

        assertThat(changing.get()).isGreaterThan(steady);
        assertThat(read).isPositive();
    }

    private static Subscription muted(Jid jid, long since) {
        return new Subscription(jid, 0, since, new SubscriptionOptions(Map.of(SubscriptionOption.DELIVER, "false")));
    }

    private static Jid jid(int user) {
        return Jid.parse("user" + user + "@denmark.lit");
    }

    private static List<String> told(Page page, long revision) {
        return told(page.addressees().plain(), revision);
    }

    private static List<String> told(Page.Snapshot page, long revision) {
        byte[] nothing = new byte[0];
        return RecordingHostServer.written(
                new Delivery(nothing, nothing, page, revision, new Tenure(new Window(100)), Span.NONE));
    }

    static List<Subscription> many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Denmark.subscription(Jid.parse("u%07d@denmark.lit".formatted(i)), 1))
                .toList();
    }
}
