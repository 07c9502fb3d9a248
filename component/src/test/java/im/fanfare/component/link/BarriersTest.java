package im.fanfare.component.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarriersTest {
    private final List<String> foreign = new ArrayList<>();
    private final List<Long> confirmed = new ArrayList<>();
    private final Barriers barriers = new Barriers("fanfare-0", foreign::add);

    @Test
    void tellsTheLinkWhoseBarrierItIs() {
        barriers.register(number -> confirmed.add(-number));
        String prefix = barriers.register(confirmed::add);

        barriers.cameBack(prefix + 7);

        assertThat(confirmed).containsExactly(7L);
    }

    @Test
    void handsOnWhatAnotherMemberWaitsFor() {
        Barriers other = new Barriers("fanfare-1", foreign::add);
        String prefix = other.register(confirmed::add);

        barriers.cameBack(prefix + 7);

        assertThat(foreign).containsExactly(prefix + 7);
        assertThat(Barriers.memberOf(prefix + 7)).contains("fanfare-1");
        assertThat(other.confirm(prefix + 7)).isTrue();
        assertThat(confirmed).containsExactly(7L);
    }

    @Test
    void confirmsNothingOfAnEarlierProcessOfTheSameName() {
        String prefix = new Barriers("fanfare-0", foreign::add).register(confirmed::add);
        barriers.register(confirmed::add);

        barriers.cameBack(prefix + 7);

        assertThat(confirmed).isEmpty();
        assertThat(foreign).isEmpty();
    }

    @Test
    void knowsNoOtherIds() {
        String prefix = barriers.register(confirmed::add);

        for (String id :
                List.of("", "b", "b:", "b:::", prefix, prefix + "x", prefix + "7:7", prefix + "9".repeat(30))) {
            assertThat(barriers.confirm(id)).as(id).isFalse();
        }
        assertThat(Barriers.memberOf("bd82b7")).isEmpty();
        assertThat(confirmed).isEmpty();
    }

    @Test
    void refusesAMemberThatWouldNotFitIntoAnId() {
        assertThatThrownBy(() -> new Barriers("a:b", foreign::add)).hasMessageStartingWith("member is a:b");
    }
}
