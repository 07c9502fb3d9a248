package im.fanfare.schema;

import static im.fanfare.schema.Denmark.FRANCISCO;
import static im.fanfare.schema.Denmark.HAMLET;
import static im.fanfare.schema.Denmark.ODD;
import static im.fanfare.schema.Denmark.musings;
import static im.fanfare.schema.Denmark.node;
import static im.fanfare.schema.Denmark.now;
import static im.fanfare.schema.Denmark.titled;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@link Nodes} means. */
interface NodesContract {
    Nodes nodes();

    @Test
    default void knowsNothingOfANodeThatNobodyCreated() {
        NodeId id = musings();

        assertThat(now(nodes().claim(id))).isEmpty();
        assertThat(now(nodes().epoch(id))).isEmpty();
        assertThat(now(nodes().look(id))).isEmpty();
        assertThat(now(nodes().living(List.of(new NodeKey(id, 1))))).isEmpty();
    }

    @Test
    default void keepsWhatWasCreated() {
        NodeState created = new NodeState(
                new NodeId(Denmark.service(), ODD),
                5,
                titled(ODD),
                Set.of(HAMLET.bare(), FRANCISCO.bare()),
                HAMLET.bare(),
                Denmark.NOON);

        assertThat(now(nodes().create(created, 7))).isTrue();

        assertThat(now(nodes().claim(created.id()))).contains(new Nodes.Claim(created, 8));
    }

    @Test
    default void createsANameOnce() {
        NodeState first = node(musings());
        NodeState second = new NodeState(
                first.id(), 2, titled("Another"), Set.of(FRANCISCO.bare()), FRANCISCO.bare(), Denmark.NOON);
        now(nodes().create(first, 1));

        assertThat(now(nodes().create(second, 1))).isFalse();

        assertThat(now(nodes().claim(first.id())).map(Nodes.Claim::node)).contains(first);
    }

    @Test
    default void letsOneOfManyCreate() {
        NodeId id = musings();

        List<Boolean> created = atOnce(IntStream.range(0, 8)
                .mapToObj(i -> nodes().create(
                                new NodeState(id, i, titled("" + i), Set.of(HAMLET), HAMLET, Denmark.NOON), i + 1)));

        assertThat(created).containsOnlyOnce(true);
    }

    @Test
    default void givesEveryClaimantAnEpochOfItsOwnAndTheNodeToTheLast() {
        NodeState node = node(musings());
        now(nodes().create(node, 1));

        List<Long> epochs = atOnce(IntStream.range(0, 4).mapToObj(i -> nodes().claim(node.id()))).stream()
                .map(claim -> claim.orElseThrow().epoch())
                .sorted()
                .toList();

        assertThat(epochs).containsExactly(2L, 3L, 4L, 5L);
        assertThat(now(nodes().epoch(node.id()))).contains(5L);
        assertThat(epochs.stream().filter(epoch -> now(nodes().save(node, epoch))))
                .containsExactly(5L);
    }

    @Test
    default void tellsTheEpochsOfManyNodesAtOnce() {
        List<NodeId> ids = IntStream.range(0, 200)
                .mapToObj(i -> new NodeId(
                        i % 2 == 0 ? "one.lit" : "two.lit", UUID.randomUUID().toString()))
                .toList();
        atOnce(IntStream.range(0, 199).mapToObj(i -> nodes().create(node(ids.get(i)), i + 1)));

        List<Optional<Long>> epochs = atOnce(ids.stream().map(nodes()::epoch));

        assertThat(epochs)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 200)
                        .mapToObj(epoch -> epoch == 200 ? Optional.<Long>empty() : Optional.of((long) epoch))
                        .toList());
    }

    @Test
    default void hidesNoChangeFromWhoTakesOver() {
        NodeId id = musings();
        NodeState before = node(id);
        now(nodes().create(before, 1));
        for (int round = 0; round < 20; round++) {
            NodeState changed =
                    new NodeState(id, 1, titled("" + round), before.owners(), before.creator(), before.created());
            long epoch = now(nodes().epoch(id)).orElseThrow();
            CompletableFuture<Boolean> saving = nodes().save(changed, epoch).toCompletableFuture();
            Nodes.Claim claim = now(nodes().claim(id)).orElseThrow();
            now(saving);

            assertThat(claim.node())
                    .isEqualTo(now(nodes().claim(id)).orElseThrow().node());
        }
    }

    @Test
    default void savesAllThatMayChange() {
        NodeState node = node(musings());
        now(nodes().create(node, 1));
        NodeState changed = new NodeState(
                node.id(),
                1,
                titled("Changed"),
                Set.of(FRANCISCO.bare()),
                node.creator(),
                node.created(),
                Map.of(new NodeId(node.id().service(), "blogs"), 7L),
                3,
                -5,
                true);

        assertThat(now(nodes().save(changed, 1))).isTrue();

        assertThat(now(nodes().read(node.id()))).contains(changed);

        assertThat(now(nodes().look(node.id()))).contains(changed);

        assertThat(now(nodes().claim(node.id())).map(Nodes.Claim::node)).contains(changed);
    }

    @Test
    default void changesNothingForAStaleEpoch() {
        NodeState node = node(musings());
        now(nodes().create(node, 1));
        now(nodes().claim(node.id()));

        boolean saved = now(nodes().save(
                        new NodeState(node.id(), 1, titled("Late"), node.owners(), node.creator(), node.created()), 1));
        boolean deleted = now(nodes().delete(NodeKey.of(node), 1));

        assertThat(List.of(saved, deleted)).containsExactly(false, false);
        assertThat(now(nodes().claim(node.id())).map(Nodes.Claim::node)).contains(node);
    }

    @Test
    default void savesNothingWhereThereIsNoNode() {
        NodeState node = node(musings());

        assertThat(now(nodes().save(node, 1))).isFalse();

        assertThat(now(nodes().claim(node.id()))).isEmpty();
    }

    @Test
    default void deletesANodeOnceAndForAll() {
        NodeState node = node(musings());
        now(nodes().create(node, 1));

        assertThat(now(nodes().delete(NodeKey.of(node), 1))).isTrue();
        assertThat(now(nodes().delete(NodeKey.of(node), 1)))
                .as("what is gone is gone")
                .isTrue();

        assertThat(now(nodes().epoch(node.id()))).isEmpty();
    }

    @Test
    default void doesNotDeleteALaterLife() {
        NodeState first = node(musings());
        NodeState second = new NodeState(first.id(), 2, first.config(), first.owners(), first.creator(), Denmark.NOON);
        now(nodes().create(first, 1));
        now(nodes().delete(NodeKey.of(first), 1));
        now(nodes().create(second, 1));

        assertThat(now(nodes().delete(NodeKey.of(first), 1)))
                .as("the first life is over")
                .isTrue();
        assertThat(now(nodes().save(first, 1))).isFalse();

        assertThat(now(nodes().claim(first.id())).map(Nodes.Claim::node)).contains(second);
    }

    @Test
    default void tellsHowNodesAreConfigured() {
        NodeState node = node(musings());
        NodeConfig config =
                NodeConfig.STANDARD.with(Map.of(ConfigField.TITLE, "Musings")).orElseThrow();
        now(nodes().create(new NodeState(node.id(), 1, config, node.owners(), node.creator(), Denmark.NOON), 1));
        NodeKey key = NodeKey.of(node);

        assertThat(now(nodes().configs(List.of(
                        key,
                        new NodeKey(node.id(), 2),
                        new NodeKey(new NodeId(node.id().service(), "none"), 1),
                        key))))
                .isEqualTo(Map.of(key, config));
    }

    @Test
    default void tellsWhichLivesAreLived() {
        String service = Denmark.service();
        List<NodeKey> keys = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            NodeState node = node(new NodeId(service, "node " + i));
            now(nodes().create(node, 1));
            keys.add(NodeKey.of(node));
            keys.add(new NodeKey(node.id(), 99));
            keys.add(new NodeKey(new NodeId(service, "no node " + i), 1));
        }

        assertThat(now(nodes().living(keys)))
                .containsExactlyElementsOf(keys.stream()
                        .filter(key -> key.instance() == 1 && key.id().name().startsWith("node"))
                        .toList());
    }

    private static <T> List<T> atOnce(Stream<CompletionStage<T>> stages) {
        return stages.toList().stream().map(Denmark::now).toList();
    }
}
