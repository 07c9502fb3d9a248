package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.ENTRY;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.NOW;
import static im.fanfare.pubsub.Denmark.SOLILOQUY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ItemIndexTest {
    private final ItemIndex items = new ItemIndex();

    @Test
    void takesInWhatIsPublished() {
        items.apply(published(), 8, true);

        assertThat(items.all()).containsExactly(new ItemRef(SOLILOQUY, 8));
        assertThat(items.publisherOf(SOLILOQUY)).contains(HAMLET);
        assertThat(items.first()).contains(8L);
    }

    @Test
    void takesInNothingAtANodeThatKeepsNoItems() {
        items.apply(published(), 8, false);

        assertThat(items.size()).isZero();
    }

    @Test
    void letsGoOfWhatIsRetracted() {
        items.apply(published(), 8, true);

        items.apply(new NodeEvent.ItemsRetracted(items.all(), true), 9, true);

        assertThat(items.find(SOLILOQUY)).isEmpty();
    }

    @Test
    void isEmptyOncePurged() {
        items.apply(published(), 8, true);

        items.apply(new NodeEvent.NodePurged(items.all()), 9, true);

        assertThat(items.all()).isEmpty();
    }

    private static NodeEvent published() {
        return new NodeEvent.ItemPublished(
                Optional.of(new Item(SOLILOQUY, Optional.of(ENTRY), HAMLET, NOW)), List.of());
    }
}
