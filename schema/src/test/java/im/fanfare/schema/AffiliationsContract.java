package im.fanfare.schema;

import static im.fanfare.schema.Denmark.BERNARDO;
import static im.fanfare.schema.Denmark.FRANCISCO;
import static im.fanfare.schema.Denmark.HAMLET;
import static im.fanfare.schema.Denmark.ODD;
import static im.fanfare.schema.Denmark.life;
import static im.fanfare.schema.Denmark.now;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link Affiliations} means. */
interface AffiliationsContract {
    Affiliations affiliations();

    @Test
    default void whoeverWasNotPutIsNone() {
        NodeKey node = life();

        assertThat(now(affiliations().of(node, HAMLET.bare()))).isEqualTo(Affiliation.NONE);
        assertThat(now(affiliations().ofNode(node))).isEmpty();
        assertThat(now(affiliations().ofUser(node.id().service(), HAMLET.bare())))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    default void findsAnAffiliationByNodeAndByUser(Affiliation affiliation) {
        NodeKey node = new NodeKey(new NodeId(Denmark.service(), ODD), 7);
        Jid jid = new Jid("ham?let;", "denmark.lit", "");
        now(affiliations().put(node, jid, affiliation, 1));

        assertThat(now(affiliations().of(node, jid))).isEqualTo(affiliation);
        assertThat(now(affiliations().ofNode(node))).isEqualTo(Map.of(jid, affiliation));
        assertThat(now(affiliations().ofUser(node.id().service(), jid))).isEqualTo(Map.of(node, affiliation));
    }

    @Test
    default void showsSomeOfThem() {
        NodeKey node = life();
        now(affiliations().put(node, HAMLET.bare(), Affiliation.OWNER, 1));
        now(affiliations().put(node, BERNARDO.bare(), Affiliation.MEMBER, 1));

        assertThat(now(affiliations().ofNode(node, 1))).hasSize(1);
        assertThat(now(affiliations().ofNode(node, 2)))
                .isEqualTo(Map.of(HAMLET.bare(), Affiliation.OWNER, BERNARDO.bare(), Affiliation.MEMBER));
        assertThat(now(affiliations().ofNode(node, 3))).hasSize(2);
    }

    @Test
    default void keepsLivesApart() {
        NodeKey first = life();
        NodeKey second = new NodeKey(first.id(), 2);
        now(affiliations().put(first, HAMLET.bare(), Affiliation.OWNER, 1));
        now(affiliations().put(second, HAMLET.bare(), Affiliation.OUTCAST, 1));

        assertThat(now(affiliations().of(first, HAMLET.bare()))).isEqualTo(Affiliation.OWNER);
        assertThat(now(affiliations().ofUser(first.id().service(), HAMLET.bare())))
                .isEqualTo(Map.of(first, Affiliation.OWNER, second, Affiliation.OUTCAST));
    }

    @Test
    default void keepsTheAffiliationWrittenLastWhateverComesLast() {
        NodeKey node = life();
        now(affiliations().put(node, HAMLET.bare(), Affiliation.OUTCAST, 2));
        now(affiliations().put(node, HAMLET.bare(), Affiliation.PUBLISHER, 1));

        assertThat(now(affiliations().of(node, HAMLET.bare()))).isEqualTo(Affiliation.OUTCAST);
        assertThat(now(affiliations().ofUser(node.id().service(), HAMLET.bare())))
                .isEqualTo(Map.of(node, Affiliation.OUTCAST));
    }

    @Test
    default void doesNotKeepNone() {
        NodeKey node = life();
        now(affiliations().put(node, HAMLET.bare(), Affiliation.MEMBER, 1));
        now(affiliations().put(node, HAMLET.bare(), Affiliation.NONE, 2));
        now(affiliations().put(node, HAMLET.bare(), Affiliation.MEMBER, 1));

        assertThat(now(affiliations().of(node, HAMLET.bare()))).isEqualTo(Affiliation.NONE);
        assertThat(now(affiliations().ofNode(node))).isEmpty();
        assertThat(now(affiliations().ofUser(node.id().service(), HAMLET.bare())))
                .isEmpty();
    }

    @Test
    default void aLateNoneDoesNotTakeWhatWasGivenSince() {
        NodeKey node = life();
        now(affiliations().put(node, HAMLET.bare(), Affiliation.MEMBER, 2));
        now(affiliations().put(node, HAMLET.bare(), Affiliation.NONE, 1));

        assertThat(now(affiliations().ofNode(node))).isEqualTo(Map.of(HAMLET.bare(), Affiliation.MEMBER));
    }

    @Test
    default void readsAWhitelistOfThousands() {
        NodeKey node = life();
        Map<Jid, Affiliation> members = new HashMap<>();
        for (int i = 0; i < 6_000; i++) {
            members.put(Jid.parse("soldier" + i + "@denmark.lit"), Affiliation.MEMBER);
        }
        List<Jid> jids = List.copyOf(members.keySet());
        for (int from = 0; from < jids.size(); from += 400) {
            now(CompletableFuture.allOf(jids.subList(from, Math.min(from + 400, jids.size())).stream()
                    .map(jid ->
                            affiliations().put(node, jid, Affiliation.MEMBER, 1).toCompletableFuture())
                    .toArray(CompletableFuture[]::new)));
        }

        assertThat(now(affiliations().ofNode(node))).isEqualTo(members);
    }

    @Test
    default void erasesANode() {
        NodeKey node = life();
        NodeKey other = new NodeKey(node.id(), 2);
        now(affiliations().put(node, HAMLET.bare(), Affiliation.OWNER, 1));
        now(affiliations().put(node, FRANCISCO.bare(), Affiliation.MEMBER, 2));
        now(affiliations().put(other, HAMLET.bare(), Affiliation.OWNER, 1));

        now(affiliations().erase(node, 2));
        now(affiliations().put(node, BERNARDO.bare(), Affiliation.MEMBER, 1));

        assertThat(now(affiliations().ofNode(node))).isEmpty();
        assertThat(now(affiliations().ofUser(node.id().service(), HAMLET.bare())))
                .isEqualTo(Map.of(other, Affiliation.OWNER));
        assertThat(now(affiliations().ofUser(node.id().service(), FRANCISCO.bare())))
                .isEmpty();
    }
}
