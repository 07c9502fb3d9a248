package im.fanfare.schema;

import static im.fanfare.schema.Denmark.BERNARDO;
import static im.fanfare.schema.Denmark.FRANCISCO;
import static im.fanfare.schema.Denmark.ODD;
import static im.fanfare.schema.Denmark.life;
import static im.fanfare.schema.Denmark.now;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.PendingSubscription;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@link PendingSubscriptions} means. */
interface PendingSubscriptionsContract {
    PendingSubscription OF_FRANCISCO = new PendingSubscription(FRANCISCO);
    PendingSubscription OF_BERNARDO = new PendingSubscription(
            BERNARDO.bare(), new SubscriptionOptions(Map.of(SubscriptionOption.DELIVER, "false")));

    PendingSubscriptions pending();

    @Test
    default void nobodyWaitsWhereNobodyAsked() {
        NodeKey node = life();

        assertThat(now(pending().ofNode(node))).isEmpty();
        assertThat(now(pending().among(List.of(node)))).isEmpty();
        assertThat(now(pending().of(node.id().service(), FRANCISCO.bare()))).isEmpty();
    }

    @Test
    default void findsARequestByNodeAndByUser() {
        NodeKey node = new NodeKey(new NodeId(Denmark.service(), ODD), 7);
        PendingSubscription odd = new PendingSubscription(new Jid("öhara?;--", "denmark.lit", ODD.substring(0, 40)));
        now(pending().add(node, odd, 1));

        assertThat(now(pending().ofNode(node))).containsExactly(odd);
        assertThat(now(pending().of(node.id().service(), odd.subscriber().bare())))
                .containsExactly(new PendingSubscriptions.OfUser(node, odd));
    }

    @Test
    default void keepsLivesApart() {
        NodeKey node = life();
        NodeKey later = new NodeKey(node.id(), 2);
        now(pending().add(node, OF_FRANCISCO, 1));
        now(pending().add(later, OF_BERNARDO, 1));

        assertThat(now(pending().ofNode(node))).containsExactly(OF_FRANCISCO);
        assertThat(now(pending().ofNode(later))).containsExactly(OF_BERNARDO);
    }

    @Test
    default void saysAtWhichNodesSomebodyWaits() {
        NodeKey quiet = life();
        NodeKey busy = life();
        now(pending().add(busy, OF_FRANCISCO, 1));
        now(pending().add(busy, OF_BERNARDO, 1));

        assertThat(now(pending().among(List.of(quiet, busy)))).containsExactly(busy);
    }

    @Test
    default void removesARequestAndNoLaterOne() {
        NodeKey node = life();
        now(pending().add(node, OF_FRANCISCO, 1));
        now(pending().add(node, OF_BERNARDO, 4));
        now(pending().remove(node, OF_FRANCISCO, 2));
        now(pending().remove(node, OF_BERNARDO, 3));
        now(pending().add(node, OF_FRANCISCO, 1));

        assertThat(now(pending().ofNode(node))).containsExactly(OF_BERNARDO);
        assertThat(now(pending().of(node.id().service(), FRANCISCO.bare()))).isEmpty();
    }

    @Test
    default void erasesANode() {
        NodeKey node = life();
        NodeKey other = new NodeKey(node.id(), 2);
        now(pending().add(node, OF_FRANCISCO, 1));
        now(pending().add(other, OF_FRANCISCO, 1));

        now(pending().erase(node, 2));

        assertThat(now(pending().ofNode(node))).isEmpty();
        assertThat(now(pending().of(node.id().service(), FRANCISCO.bare())))
                .containsExactly(new PendingSubscriptions.OfUser(other, OF_FRANCISCO));
    }
}
