package im.fanfare.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.ArchiveFilter;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.ItemOrder;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.PubSubError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A node with more items than it knows by heart does what any node does. */
interface LargeNodeContract {
    LargeNode node();

    /** More than {@link NodeMemory#MOST_ITEMS}. */
    int size();

    private static List<String> items(int from, int to) {
        return IntStream.range(from, to).mapToObj(LargeNode::name).toList();
    }

    @Test
    default void isPagedThroughFromAnyPlace() {
        LargeNode node = node();
        int size = size();
        node.create(Map.of());
        node.publish(0, size);
        node.restart();
        int middle = size / 2;

        assertThat(node.page(new Paging.First(), 20)).isEqualTo(new LargeNode.Page(items(0, 20), 0, size));
        assertThat(node.page(new Paging.Last(), 20))
                .isEqualTo(new LargeNode.Page(items(size - 20, size), size - 20, size));
        assertThat(node.page(new Paging.At(middle), 20))
                .isEqualTo(new LargeNode.Page(items(middle, middle + 20), middle, size));
        assertThat(node.page(new Paging.After(LargeNode.name(middle)), 20))
                .isEqualTo(new LargeNode.Page(items(middle + 1, middle + 21), middle + 1, size));
        assertThat(node.page(new Paging.Before(LargeNode.name(middle)), 20))
                .isEqualTo(new LargeNode.Page(items(middle - 20, middle), middle - 20, size));
        assertThat(node.page(new Paging.First(), 0)).isEqualTo(new LargeNode.Page(List.of(), 0, size));
        assertThat(node.page(new Paging.At(size - 5), 20))
                .isEqualTo(new LargeNode.Page(items(size - 5, size), size - 5, size));
        assertThat(node.retrieve(new Paging.After("nowhere"), 20))
                .isEqualTo(new NodeReply.Refused(PubSubError.ITEM_NOT_FOUND));
        assertThat(node.retrieve(new Paging.After("x".repeat(2_000)), 20))
                .isEqualTo(new NodeReply.Refused(PubSubError.ITEM_NOT_FOUND));
    }

    @Test
    default void isPagedThroughWithoutMissingOrRepeatingAnything() {
        LargeNode node = node();
        node.create(Map.of());
        node.publish(0, size());
        node.restart();

        assertThat(node.walk(997)).isEqualTo(items(0, size()));
    }

    @Test
    default void givesTheNewestWhereNoPartIsAskedFor() {
        LargeNode node = node();
        int size = size();
        node.create(Map.of());
        node.publish(0, size);
        node.restart();

        LargeNode.Page all = node.all();
        assertThat(all.total()).isEqualTo(size);
        assertThat(all.items()).endsWith(LargeNode.name(size - 1));
        assertThat(all.items()).isEqualTo(items(size - all.items().size(), size));
        assertThat(node.newest(3)).isEqualTo(new LargeNode.Page(items(size - 3, size), 0, 3));
        assertThat(node.named(LargeNode.name(7), "nowhere", LargeNode.name(size - 7)))
                .containsExactly(LargeNode.name(7), LargeNode.name(size - 7));
        assertThat(node.ids(new Paging.First(), 2))
                .isEqualTo(new LargeNode.Page(List.of(LargeNode.name(size - 1), LargeNode.name(size - 2)), 0, size));
        assertThat(node.ids(new Paging.After(LargeNode.name(100)), 2))
                .isEqualTo(new LargeNode.Page(List.of(LargeNode.name(99), LargeNode.name(98)), size - 100, size));
        assertThat(node.ordered(new ItemOrder(ItemOrder.By.MODIFICATION, true), new Paging.First(), 2))
                .isEqualTo(new LargeNode.Page(List.of(LargeNode.name(size - 1), LargeNode.name(size - 2)), 0, size));
    }

    /** XEP-0413: an item that is published again stays where it was created. */
    @Test
    default void isPagedThroughByCreationFromAnyPlace() {
        LargeNode node = node();
        int size = size();
        int middle = size / 2;
        node.create(Map.of());
        node.publish(0, size);
        node.publish(middle - 30, middle + 30);
        node.publish(5, 6);
        node.restart();

        for (int restart = 0; restart < 2; restart++) {
            assertThat(node.created(new Paging.First(), 20)).isEqualTo(new LargeNode.Page(items(0, 20), 0, size));
            assertThat(node.created(new Paging.Last(), 20))
                    .isEqualTo(new LargeNode.Page(items(size - 20, size), size - 20, size));
            assertThat(node.created(new Paging.At(middle), 20))
                    .isEqualTo(new LargeNode.Page(items(middle, middle + 20), middle, size));
            assertThat(node.created(new Paging.After(LargeNode.name(middle)), 60))
                    .isEqualTo(new LargeNode.Page(items(middle + 1, middle + 61), middle + 1, size));
            assertThat(node.created(new Paging.Before(LargeNode.name(middle)), 60))
                    .isEqualTo(new LargeNode.Page(items(middle - 60, middle), middle - 60, size));
            assertThat(node.created(new Paging.First(), 0)).isEqualTo(new LargeNode.Page(List.of(), 0, size));
            assertThat(node.ordered(new ItemOrder(ItemOrder.By.CREATION, true), new Paging.At(size - 7), 2))
                    .isEqualTo(new LargeNode.Page(List.of(LargeNode.name(6), LargeNode.name(5)), size - 7, size));
            node.restart();
        }
        assertThat(node.page(new Paging.Last(), 2).items())
                .as("which is last in the order of publication")
                .containsExactly(LargeNode.name(middle + 29), LargeNode.name(5));
    }

    @Test
    default void keepsTheOrderOfCreationWhateverHappens() {
        LargeNode node = node();
        int size = size();
        node.create(Map.of());
        node.publish(0, size);
        node.publish(100, 200);
        node.restart();
        List<String> expected = new ArrayList<>(items(0, size));
        assertThat(node.walkCreated(1_000, () -> {})).isEqualTo(expected);

        node.publish(150, 250);
        node.publish(size, size + 10);
        node.retract(140, 160);
        node.publish(145, 150);
        expected.addAll(items(size, size + 10));
        expected.removeAll(items(140, 160));
        expected.addAll(items(145, 150));
        for (int restart = 0; restart < 2; restart++) {
            assertThat(node.walkCreated(997, () -> {})).isEqualTo(expected);
            node.restart();
        }

        node.publish(0, size - 1);
        node.retract(2_000, 3_500);
        node.purge();
        node.publish(5, 7);
        node.publish(5, 6);
        assertThat(node.created(new Paging.First(), 9)).isEqualTo(new LargeNode.Page(items(5, 7), 0, 2));
        node.restart();
        node.publish(7, size);
        node.publish(5, 6);
        node.restart();
        assertThat(node.walkCreated(1_000, () -> {})).isEqualTo(items(5, size));
    }

    /** Those that are published again meanwhile are met once; those that are new, at the end. */
    @Test
    default void isPagedThroughByCreationWhileItIsPublishedTo() {
        LargeNode node = node();
        int size = size();
        AtomicInteger published = new AtomicInteger();
        node.create(Map.of());
        node.publish(0, size);
        node.restart();
        node.created(new Paging.First(), 0);
        node.restart();

        List<String> found = node.walkCreated(700, () -> {
            int next = published.getAndIncrement();
            if (next < 10) {
                node.publish(1_000 * next, 1_000 * next + 3);
                node.publish(size + next, size + next + 1);
            }
        });

        assertThat(found).isEqualTo(items(0, size + 10));
    }

    @Test
    default void whatIsTooMuchGoesAtTheOldEndAlsoWhereTheOrderOfCreationIsKnown() {
        LargeNode node = node();
        int size = size();
        node.create(Map.of(ConfigField.MAX_ITEMS, Integer.toString(size)));
        node.publish(0, size);
        node.publish(0, 10);
        node.restart();
        assertThat(node.created(new Paging.First(), 1).items()).containsExactly(LargeNode.name(0));

        node.publish(size, size + 1_500);

        List<String> expected = new ArrayList<>(items(0, 10));
        expected.addAll(items(1_510, size + 1_500));
        for (int restart = 0; restart < 2; restart++) {
            assertThat(node.walkCreated(1_000, () -> {})).isEqualTo(expected);
            node.restart();
        }
    }

    /** XEP-0442: by time, by id and by place, wherever it is read from. */
    @Test
    default void isAnArchive() {
        LargeNode node = node();
        int size = size();
        int third = size / 3;
        node.create(Map.of());
        Instant first = node.now();
        node.publish(0, third);
        node.passAnHour();
        Instant second = node.now();
        node.publish(third, 2 * third);
        node.passAnHour();
        Instant last = node.now();
        node.publish(2 * third, size);
        node.restart();

        assertThat(node.archive(first, second, new Paging.Last(), 2))
                .isEqualTo(new LargeNode.Page(items(third - 2, third), third - 2, third));
        assertThat(node.archive(second, last, new Paging.At(5), 2))
                .isEqualTo(new LargeNode.Page(items(third + 5, third + 7), 5, third));
        assertThat(node.archive(second, second, new Paging.First(), 2)).isEqualTo(new LargeNode.Page(List.of(), 0, 0));
        String early = node.archiveId(100);
        String late = node.archiveId(size - 2_500);
        node.restart();
        assertThat(LargeNode.archived(node.archive(by(early, late, List.of()), new Paging.First(), 2)))
                .isEqualTo(new LargeNode.Page(items(101, 103), 0, size - 2_601));
        node.restart();
        assertThat(LargeNode.archived(node.archive(ArchiveFilter.ALL, new Paging.Before(late), 1)))
                .isEqualTo(new LargeNode.Page(items(size - 2_501, size - 2_500), size - 2_501, size));
        node.restart();
        var both = new ArchiveFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(late, early));
        assertThat(LargeNode.archived(node.archive(both, new Paging.First(), 5)).items())
                .containsExactly(LargeNode.name(100), LargeNode.name(size - 2_500));
        node.retract(100, 101);
        assertThat(node.archive(both, new Paging.First(), 5))
                .isEqualTo(new NodeReply.Refused(PubSubError.ITEM_NOT_FOUND));
        assertThat(node.archiveEnds().newest().orElseThrow().published()).isEqualTo(last);
        assertThat(node.archiveEnds().oldest().orElseThrow().id()).isEqualTo(node.archiveId(0));
    }

    private static ArchiveFilter by(String after, String before, List<String> ids) {
        return new ArchiveFilter(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(after), Optional.of(before), ids);
    }

    /** XEP-0313 §4.3.2: an item that is published again meanwhile goes to the end, and is met there. */
    @Test
    default void isAnArchiveThatIsPagedThroughWithoutMissingAnything() {
        LargeNode node = node();
        node.create(Map.of());
        node.publish(0, size());
        node.publish(3_000, 3_001);
        node.restart();

        List<String> expected = new ArrayList<>(items(0, size()));
        expected.remove(LargeNode.name(3_000));
        expected.add(LargeNode.name(3_000));
        assertThat(node.walkArchive(250)).isEqualTo(expected);
    }

    @Test
    default void staysCountedWhileItemsComeAndGo() {
        LargeNode node = node();
        int size = size();
        node.create(Map.of());
        node.publish(0, size);
        node.restart();

        node.retract(50, 60);
        node.retract(size / 2, size / 2 + 1);
        assertThat(node.refusedToRetract("nowhere")).isEqualTo(PubSubError.ITEM_NOT_FOUND);
        node.publish(70, 71); // an item that is there goes to the end
        node.publish(size, size + 1);
        for (int restart = 0; restart < 2; restart++) {
            assertThat(node.page(new Paging.At(48), 4).items())
                    .containsExactly(LargeNode.name(48), LargeNode.name(49), LargeNode.name(60), LargeNode.name(61));
            assertThat(node.page(new Paging.Last(), 3))
                    .isEqualTo(new LargeNode.Page(
                            List.of(LargeNode.name(size - 1), LargeNode.name(70), LargeNode.name(size)),
                            size - 13,
                            size - 10));
            assertThat(node.page(new Paging.After(LargeNode.name(size / 2 - 1)), 1)
                            .items())
                    .containsExactly(LargeNode.name(size / 2 + 1));
            node.restart();
        }
        assertThat(node.walk(1_000)).hasSize(size - 10).doesNotHaveDuplicates();
    }

    /** Each is judged by those before it, also where all that is known of the item was read for the first. */
    @Test
    default void judgesEachCommandByThoseBeforeIt() {
        LargeNode node = node();
        int size = size();
        node.create(Map.of());
        node.publish(0, size);
        node.restart();

        assertThat(node.atOnce(100)).isEqualTo("retracted, published, retracted, not found, published");
        assertThat(node.page(new Paging.Last(), 1).items()).containsExactly(LargeNode.name(100));
        assertThat(node.page(new Paging.First(), 0).total()).isEqualTo(size);
    }

    /** Though what the node knew of its newest items has just been retracted. */
    @Test
    default void comparesWithTheLastItem() {
        LargeNode node = node();
        int size = size();
        node.create(Map.of());
        node.publish(0, size);
        node.restart();

        assertThat(node.retractNewestBucketAndPublishTwiceBehindWhatIsLeft())
                .isEqualTo("retracted, published, overtaken");
    }

    @Test
    default void whatIsTooMuchGoesAtTheOldEnd() {
        LargeNode node = node();
        int size = size();
        node.create(Map.of(ConfigField.MAX_ITEMS, Integer.toString(size)));
        node.publish(0, size);
        node.restart();

        node.publish(size, size + 1_500);

        assertThat(node.page(new Paging.First(), 1)).isEqualTo(new LargeNode.Page(items(1_500, 1_501), 0, size));
        node.restart();
        assertThat(node.page(new Paging.First(), 1)).isEqualTo(new LargeNode.Page(items(1_500, 1_501), 0, size));
        assertThat(node.named(LargeNode.name(0))).isEmpty();
    }

    @Test
    default void isEmptyOncePurged() {
        LargeNode node = node();
        node.create(Map.of());
        node.publish(0, size());
        node.restart();

        node.purge();
        node.publish(5, 7);

        for (int restart = 0; restart < 2; restart++) {
            assertThat(node.page(new Paging.First(), 10)).isEqualTo(new LargeNode.Page(items(5, 7), 0, 2));
            assertThat(node.named(LargeNode.name(4), LargeNode.name(5))).containsExactly(LargeNode.name(5));
            node.restart();
        }
    }

    @Test
    default void expiresAsAWhole() {
        LargeNode node = node();
        node.create(Map.of(ConfigField.ITEM_EXPIRE, "3600"));
        node.publish(0, size());
        node.restart();

        node.passAnHour();
        node.publish(3, 4);

        assertThat(node.page(new Paging.First(), 10)).isEqualTo(new LargeNode.Page(items(3, 4), 0, 1));
        assertThat(node.retracted()).isEqualTo(size());
    }
}
