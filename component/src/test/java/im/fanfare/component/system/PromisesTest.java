package im.fanfare.component.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That the judge of all fault tests judges. */
class PromisesTest {
    private final Promises promises = new Promises();

    @BeforeEach
    void twoSubscribersAndTwoPublishes() {
        promises.subscribed("musings", "francisco");
        promises.subscribed("musings", "bernardo");
        promises.sent("musings", "a");
        promises.sent("musings", "b");
        promises.acknowledged("musings", "a");
        promises.acknowledged("musings", "b");
    }

    @Test
    void areKeptWhenEveryoneSawEverythingOnce() {
        see("francisco", "a", "b");
        see("bernardo", "a", "b");

        assertThat(promises.areComplete()).isTrue();
        assertThat(promises.verdict().areKept()).isTrue();
        assertThat(promises.verdict().repeats()).isZero();
    }

    @Test
    void missWhatOneDidNotSee() {
        see("francisco", "a", "b");
        see("bernardo", "b");

        assertThat(promises.areComplete()).isFalse();
        assertThat(promises.verdict().missing()).containsExactly("a at bernardo");
    }

    @Test
    void expectNothingOfBeforeTheSubscription() {
        promises.subscribed("musings", "marcellus");
        see("francisco", "a", "b");
        see("bernardo", "a", "b");

        assertThat(promises.verdict().areKept()).isTrue();
    }

    @Test
    void countRepeatsWhichAreNoFaultOfOrder() {
        see("francisco", "a", "b", "a", "b");
        see("bernardo", "a", "b");

        assertThat(promises.verdict().areKept()).isTrue();
        assertThat(promises.verdict().repeats()).isEqualTo(2);
    }

    @Test
    void tellARepeatUnderAnotherId() {
        see("francisco", "a", "b");
        see("bernardo", "a", "b");
        promises.saw("bernardo", "musings", "b", "another");

        assertThat(promises.verdict().ambiguous()).hasSize(1);
    }

    @Test
    void tellWhatIsNotInTheOrderOfAcknowledgement() {
        see("francisco", "a", "b");
        see("bernardo", "b", "a");

        assertThat(promises.verdict().reordered()).isNotEmpty();
    }

    @Test
    void tellWhatWasOvertakenByWhatWasSentAfterItsAcknowledgement() {
        see("francisco", "b", "a");
        see("bernardo", "b", "a");
        assertThat(promises.verdict().overtaken()).isEmpty();

        promises.sent("musings", "c");
        promises.sent("musings", "d");
        promises.acknowledged("musings", "d");
        promises.acknowledged("musings", "c");
        see("francisco", "c", "d");
        see("bernardo", "c", "d");
        assertThat(promises.verdict().overtaken()).isEmpty();

        promises.sent("musings", "e");
        promises.acknowledged("musings", "e");
        promises.sent("musings", "f");
        see("francisco", "f", "e");
        assertThat(promises.verdict().overtaken()).hasSize(1);
    }

    @Test
    void wantWhatNobodyAcknowledgedSeenByAllOrByNobodyAndAlike() {
        promises.sent("musings", "c");
        promises.sent("musings", "d");
        see("francisco", "a", "b");
        see("bernardo", "a", "b");
        assertThat(promises.verdict().areKept()).isTrue();

        see("francisco", "c", "d");
        see("bernardo", "d");
        assertThat(promises.verdict().missing()).containsExactly("c at bernardo");

        see("bernardo", "c");
        assertThat(promises.verdict().missing()).isEmpty();
        assertThat(promises.verdict().overtaken()).isNotEmpty();
    }

    @Test
    void actOnceAndAsSoonAsWhatCameAsksForIt() {
        List<String> acts = new ArrayList<>();
        CompletableFuture<Void> acted = promises.when(
                () -> promises.notifications() >= 2, () -> acts.add("with " + promises.notifications() + " in"));

        see("francisco", "a");
        assertThat(acted).isNotDone();
        see("francisco", "b", "b");

        assertThat(acted).isDone();
        assertThat(acts).containsExactly("with 2 in");
    }

    private void see(String subscriber, String... items) {
        for (String item : items) {
            promises.saw(subscriber, "musings", item, "id of " + item);
        }
    }
}
