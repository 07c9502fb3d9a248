package im.fanfare.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final int SIZE = 800;
    private static final int MUCH = 300;

    private final Window window = new Window(SIZE);
    private final Window.Share share = window.share();
    private final Window.Share another = window.share();
    private final List<String> granted = new ArrayList<>();

    @Test
    void grantsAtOnceWhatFits() {
        assertThat(take(share, MUCH, "first")).isTrue();
        assertThat(take(another, MUCH, "second")).isTrue();

        assertThat(window.taken()).isEqualTo(2 * MUCH);
        assertThat(granted).isEmpty();
    }

    @Test
    void letsTheRestWaitInTurnUntilThereIsRoom() {
        take(share, MUCH, "first");
        take(another, MUCH, "second");
        assertThat(take(share, MUCH, "third")).isFalse();
        assertThat(take(another, MUCH, "fourth")).isFalse();

        share.settled(MUCH);

        assertThat(granted).containsExactly("third");
        assertThat(window.taken()).isEqualTo(2 * MUCH);
    }

    @Test
    void lateComersDoNotOvertakeWhoWaits() {
        take(share, MUCH, "first");
        take(share, MUCH, "second");
        take(share, MUCH, "third");

        assertThat(take(another, 80, "would fit")).isFalse();
    }

    @Test
    void keepsRoomForThoseWhoNeedLittle() {
        take(share, MUCH, "first");
        take(share, MUCH, "second");
        take(share, MUCH, "third");

        assertThat(take(another, 50, "little")).isTrue();
        assertThat(take(another, 50, "little")).isTrue();
        assertThat(window.taken()).isLessThanOrEqualTo(SIZE);
    }

    @Test
    void whatIsLargerThanTheWindowGoesAlone() {
        assertThat(take(share, 2 * SIZE, "large")).isTrue();
        assertThat(take(another, 1, "small")).isFalse();

        share.settled(2 * SIZE);

        assertThat(granted).containsExactly("small");
    }

    @Test
    void whoEndsGivesBackWhatItHasAndAwaitsNothing() {
        take(share, MUCH, "first");
        take(another, MUCH, "second");
        take(share, MUCH, "of one that is over");
        take(another, MUCH, "fourth");

        share.end();
        share.settled(MUCH);

        assertThat(granted).containsExactly("fourth");
        assertThat(window.taken()).isEqualTo(2 * MUCH);
        assertThat(take(share, 1, "too late")).isFalse();
    }

    private boolean take(Window.Share by, int stanzas, String name) {
        return by.take(stanzas, () -> granted.add(name));
    }
}
