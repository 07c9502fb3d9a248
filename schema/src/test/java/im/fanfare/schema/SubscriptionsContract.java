package im.fanfare.schema;

import static im.fanfare.schema.Denmark.BERNARDO;
import static im.fanfare.schema.Denmark.FRANCISCO;
import static im.fanfare.schema.Denmark.ODD;
import static im.fanfare.schema.Denmark.life;
import static im.fanfare.schema.Denmark.now;
import static im.fanfare.schema.Denmark.subscription;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.Subscription;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link Subscriptions} means. */
interface SubscriptionsContract {
    Subscriptions subscriptions();

    @Test
    default void hasNobodyInAPageThatNobodyJoined() {
        NodeKey node = life();

        assertThat(now(subscriptions().page(node, 0))).isEmpty();
        assertThat(now(subscriptions().of(node, FRANCISCO.bare()))).isEmpty();
        assertThat(now(subscriptions().of(node.id().service(), FRANCISCO.bare())))
                .isEmpty();
    }

    @Test
    default void findsASubscriptionByPageByNodeAndByUser() {
        NodeKey node = new NodeKey(new NodeId(Denmark.service(), ODD), 7);
        Subscription odd = new Subscription(new Jid("öhara?;--", "denmark.lit", ODD.substring(0, 40)), 3, 12);
        now(subscriptions().add(node, odd, 1));

        assertThat(now(subscriptions().page(node, 3))).containsExactly(odd);
        assertThat(now(subscriptions().of(node, odd.subscriber().bare()))).containsExactly(odd);
        assertThat(now(subscriptions().of(node.id().service(), odd.subscriber().bare())))
                .containsExactly(new Subscriptions.OfUser(node, odd));
    }

    @Test
    default void keepsTheOptionsOfASubscriptionUntilTheyAreTakenBack() {
        NodeKey node = life();
        SubscriptionOptions options = new SubscriptionOptions(Map.of(SubscriptionOption.DELIVER, "false"));
        Subscription muted = new Subscription(FRANCISCO, 0, 1, options);
        Subscription told = new Subscription(FRANCISCO, 0, 2);
        now(subscriptions().add(node, muted, 1));
        now(subscriptions().add(node, subscription(BERNARDO, 0), 1));

        assertThat(now(subscriptions().page(node, 0))).containsExactlyInAnyOrder(muted, subscription(BERNARDO, 0));
        assertThat(now(subscriptions().of(node, FRANCISCO.bare()))).containsExactly(muted);

        now(subscriptions().change(node, told, 2));

        assertThat(now(subscriptions().of(node, Set.of(FRANCISCO.bare(), BERNARDO.bare()))))
                .containsEntry(FRANCISCO.bare(), List.of(told));
        now(subscriptions().erase(node, 0, everyone -> true));
        assertThat(now(subscriptions().of(node, FRANCISCO.bare()))).isEmpty();
    }

    @Test
    default void keepsSeveralSubscriptionsOfASubscriberTogether() {
        NodeKey node = life();
        Subscription one = subscription(FRANCISCO, 0);
        Subscription.One another = new Subscription.One(
                new SubId("7"), 7, new SubscriptionOptions(Map.of(SubscriptionOption.DELIVER, "false")));
        Subscription several =
                new Subscription(FRANCISCO, 0, one.since(), one.options(), one.subId(), List.of(another));
        Subscription left = new Subscription(FRANCISCO, 0, 7, another.options(), another.subId(), List.of());
        now(subscriptions().add(node, one, 1));
        now(subscriptions().change(node, several, 2));

        assertThat(now(subscriptions().page(node, 0))).containsExactly(several);
        assertThat(now(subscriptions().of(node, FRANCISCO.bare()))).containsExactly(several);
        assertThat(now(subscriptions().of(node, Set.of(FRANCISCO.bare(), BERNARDO.bare()))))
                .containsEntry(FRANCISCO.bare(), List.of(several));
        assertThat(now(subscriptions().of(node.id().service(), FRANCISCO.bare())))
                .containsExactly(new Subscriptions.OfUser(node, several));

        now(subscriptions().change(node, left, 3));
        assertThat(now(subscriptions().page(node, 0))).containsExactly(left);
        now(subscriptions().change(node, one, 4));
        assertThat(now(subscriptions().of(node, FRANCISCO.bare()))).containsExactly(one);
        now(subscriptions().remove(node, one, 5));
        now(subscriptions().add(node, left, 6));
        assertThat(now(subscriptions().page(node, 0))).containsExactly(left);
    }

    @Test
    default void keepsPagesLivesNodesAndUsersApart() {
        NodeKey node = life();
        NodeKey otherLife = new NodeKey(node.id(), 2);
        NodeKey otherNode = new NodeKey(new NodeId(node.id().service(), "other"), 1);
        Subscription francisco = subscription(FRANCISCO, 0);
        now(subscriptions().add(node, francisco, 1));
        now(subscriptions().add(node, subscription(BERNARDO, 1), 1));
        now(subscriptions().add(otherLife, subscription(BERNARDO, 0), 1));
        now(subscriptions().add(otherNode, subscription(BERNARDO, 0), 1));

        assertThat(now(subscriptions().page(node, 0))).containsExactly(francisco);
        assertThat(now(subscriptions().of(node, FRANCISCO.bare()))).containsExactly(francisco);
        assertThat(now(subscriptions().of(node.id().service(), BERNARDO.bare())))
                .extracting(Subscriptions.OfUser::node)
                .containsExactlyInAnyOrder(node, otherLife, otherNode);
    }

    @Test
    default void findsTheResourcesOfABareJid() {
        NodeKey node = life();
        List<Subscription> all = List.of(
                subscription(FRANCISCO.bare(), 0),
                subscription(FRANCISCO, 0),
                subscription(Jid.parse("francisco@denmark.lit/other"), 1));
        all.forEach(subscription -> now(subscriptions().add(node, subscription, 1)));
        now(subscriptions().add(node, subscription(BERNARDO, 0), 1));

        assertThat(now(subscriptions().of(node, FRANCISCO.bare()))).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    default void findsTheSubscriptionsOfManyAtOnce() {
        NodeKey node = life();
        List<Subscription> subscribed = many(100);
        addAll(node, subscribed);
        Subscription resource = subscription(Jid.parse("soldier0@denmark.lit/post"), 1);
        now(subscriptions().add(node, resource, 1));
        now(subscriptions().add(new NodeKey(node.id(), 2), subscription(BERNARDO, 0), 1));
        Set<Jid> asked = subscribed.stream()
                .map(subscription -> subscription.subscriber().bare())
                .collect(Collectors.toSet());
        asked.add(BERNARDO.bare());

        Map<Jid, List<Subscription>> found = now(subscriptions().of(node, asked));

        assertThat(found).containsOnlyKeys(asked);
        assertThat(found.get(BERNARDO.bare())).isEmpty();
        assertThat(found.get(resource.subscriber().bare())).containsExactlyInAnyOrder(subscribed.get(0), resource);
        assertThat(found.get(subscribed.get(99).subscriber())).containsExactly(subscribed.get(99));
        assertThat(now(subscriptions().of(node, Set.of(BERNARDO.bare()))))
                .isEqualTo(Map.of(BERNARDO.bare(), List.of()));
        assertThat(now(subscriptions().of(node, Set.of()))).isEmpty();
    }

    @Test
    default void removesASubscription() {
        NodeKey node = life();
        Subscription francisco = subscription(FRANCISCO, 0);
        Subscription bernardo = subscription(BERNARDO, 0);
        now(subscriptions().add(node, francisco, 1));
        now(subscriptions().add(node, bernardo, 1));
        now(subscriptions().remove(node, francisco, 2));

        assertThat(now(subscriptions().page(node, 0))).containsExactly(bernardo);
        assertThat(now(subscriptions().of(node, FRANCISCO.bare()))).isEmpty();
    }

    @Test
    default void aLateRepeatDoesNotBringBackWhoLeft() {
        NodeKey node = life();
        Subscription francisco = subscription(FRANCISCO, 0);
        now(subscriptions().remove(node, francisco, 2));
        now(subscriptions().add(node, francisco, 1));

        assertThat(now(subscriptions().page(node, 0))).isEmpty();
        assertThat(now(subscriptions().of(node, FRANCISCO.bare()))).isEmpty();
    }

    @Test
    default void aLateRemovalDoesNotEndALaterSubscription() {
        NodeKey node = life();
        Subscription first = new Subscription(FRANCISCO, 0, 1);
        Subscription second = new Subscription(FRANCISCO, 4, 9);
        now(subscriptions().add(node, first, 1));
        now(subscriptions().add(node, second, 3));
        now(subscriptions().remove(node, first, 2));
        now(subscriptions().add(node, first, 1));

        assertThat(now(subscriptions().page(node, 0))).isEmpty();
        assertThat(now(subscriptions().page(node, 4))).containsExactly(second);
        assertThat(now(subscriptions().of(node, FRANCISCO.bare()))).containsExactly(second);
    }

    @Test
    default void readsAFullPageWhole() {
        NodeKey node = life();
        List<Subscription> full = many(8_192);
        addAll(node, full);

        assertThat(now(subscriptions().page(node, 0))).containsExactlyInAnyOrderElementsOf(full);
    }

    @Test
    default void listsAllNodesOfAUserWithMany() {
        String service = Denmark.service();
        List<NodeKey> nodes = IntStream.range(0, 6_000)
                .mapToObj(i -> new NodeKey(new NodeId(service, "node " + i), i))
                .toList();
        inParts(nodes.size(), i -> subscriptions().add(nodes.get(i), subscription(FRANCISCO, 0), 1));

        assertThat(now(subscriptions().of(service, FRANCISCO.bare())))
                .extracting(Subscriptions.OfUser::node)
                .containsExactlyInAnyOrderElementsOf(nodes);
    }

    @Test
    default void erasesAPageForGood() {
        NodeKey node = life();
        NodeKey later = new NodeKey(node.id(), 2);
        List<Subscription> all = many(300);
        addAll(node, all);
        now(subscriptions().add(node, subscription(BERNARDO, 1), 1));
        now(subscriptions().add(later, all.get(0), 1));

        now(subscriptions().erase(node, 0, everyone -> true));
        now(subscriptions().erase(node, 0, everyone -> true));

        assertThat(now(subscriptions().page(node, 0))).isEmpty();
        for (Subscription gone : all) {
            assertThat(now(subscriptions().of(node, gone.subscriber().bare()))).isEmpty();
        }
        assertThat(now(subscriptions().page(node, 1))).containsExactly(subscription(BERNARDO, 1));
        assertThat(now(subscriptions().of(later, all.get(0).subscriber().bare())))
                .containsExactly(all.get(0));

        now(subscriptions().add(node, all.get(0), 1_000_000));
        assertThat(now(subscriptions().page(node, 0)))
                .as("what a stalled writer still adds")
                .isEmpty();
    }

    @Test
    default void erasesOfAPageThoseWhoAreMeantAndWithTheLastOfThemThePage() {
        NodeKey node = life();
        Jid elsewhere = Jid.parse("juliet@capulet.lit");
        now(subscriptions().add(node, subscription(FRANCISCO, 0), 1));
        now(subscriptions().add(node, subscription(BERNARDO, 0), 1));
        now(subscriptions().add(node, subscription(elsewhere, 0), 1));

        now(subscriptions().erase(node, 0, jid -> jid.domain().equals("verona.lit")));
        assertThat(now(subscriptions().page(node, 0))).hasSize(3);

        for (int twice = 0; twice < 2; twice++) {
            now(subscriptions().erase(node, 0, jid -> !jid.equals(elsewhere)));

            assertThat(now(subscriptions().page(node, 0))).containsExactly(subscription(elsewhere, 0));
            assertThat(now(subscriptions().of(node, FRANCISCO.bare()))).isEmpty();
            assertThat(now(subscriptions().of(node, elsewhere))).containsExactly(subscription(elsewhere, 0));
        }

        now(subscriptions().erase(node, 0, elsewhere::equals));
        assertThat(now(subscriptions().of(node, elsewhere))).isEmpty();
        now(subscriptions().add(node, subscription(FRANCISCO, 0), 1_000_000));
        assertThat(now(subscriptions().page(node, 0)))
                .as("what a stalled writer still adds")
                .isEmpty();
    }

    private static List<Subscription> many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Subscription(Jid.parse("soldier" + i + "@denmark.lit"), 0, i + 1))
                .toList();
    }

    private void addAll(NodeKey node, List<Subscription> all) {
        inParts(all.size(), i -> subscriptions().add(node, all.get(i), 1));
    }

    /** Some hundred at a time. */
    private static void inParts(int count, IntFunction<CompletionStage<Void>> write) {
        for (int from = 0; from < count; from += 400) {
            now(CompletableFuture.allOf(IntStream.range(from, Math.min(from + 400, count))
                    .mapToObj(i -> write.apply(i).toCompletableFuture())
                    .toArray(CompletableFuture[]::new)));
        }
    }
}
