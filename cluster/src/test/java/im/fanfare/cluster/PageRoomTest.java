package im.fanfare.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.schema.Progress;
import org.junit.jupiter.api.Test;

class PageRoomTest {
    @Test
    void fillsPagesInTheOrderOfArrival() {
        PageRoom room = new PageRoom(Progress.NONE);

        for (int i = 0; i < 2 * PageRoom.PAGE_SIZE + 1; i++) {
            assertThat(room.page(0)).isEqualTo(i / PageRoom.PAGE_SIZE);
            room.take(room.page(0));
        }

        assertThat(room.progress(1, 1, 1).pages()).isEqualTo(3);
        assertThat(room.progress(1, 1, 1).lastPageFill()).isEqualTo(1);
    }

    @Test
    void refillsPlacesThatWereLeftFirst() {
        PageRoom room = filled(PageRoom.PAGE_SIZE + 10);

        room.free(0);
        room.free(0);

        assertThat(room.page(0)).isZero();
        assertThat(room.page(1)).isZero();
        assertThat(room.page(2)).isEqualTo(1);
        room.take(0);
        room.take(0);
        assertThat(room.page(0)).isEqualTo(1);
    }

    @Test
    void seesWhereThoseAheadWillGo() {
        PageRoom room = filled(PageRoom.PAGE_SIZE - 1);

        assertThat(room.page(0)).isZero();
        assertThat(room.page(1)).isEqualTo(1);
        assertThat(room.page(PageRoom.PAGE_SIZE + 1)).isEqualTo(2);
    }

    @Test
    void isTheSameAfterItWasKept() {
        PageRoom room = filled(PageRoom.PAGE_SIZE + 3);
        room.free(0);

        Progress kept = room.progress(9, 9, 9);
        PageRoom restored = new PageRoom(kept);

        assertThat(restored.progress(9, 9, 9)).isEqualTo(kept);
        assertThat(restored.page(0)).isZero();
        assertThat(restored.page(1)).isEqualTo(1);
        assertThat(restored.subscribers()).isEqualTo(PageRoom.PAGE_SIZE + 2L);
    }

    @Test
    void neverOverfillsAPageWhateverComesAndGoes() {
        PageRoom room = new PageRoom(Progress.NONE);
        java.util.Random random = new java.util.Random(7);
        int[] members = new int[64];

        for (int i = 0; i < 60_000; i++) {
            int page = random.nextInt(members.length);
            if (random.nextInt(3) == 0 && members[page] > 0) {
                room.free(page);
                members[page]--;
            } else {
                int chosen = room.page(0);
                room.take(chosen);
                members[chosen]++;
                assertThat(members[chosen]).isLessThanOrEqualTo(PageRoom.PAGE_SIZE);
            }
        }
    }

    private static PageRoom filled(int subscribers) {
        PageRoom room = new PageRoom(Progress.NONE);
        for (int i = 0; i < subscribers; i++) {
            room.take(room.page(0));
        }
        return room;
    }
}
