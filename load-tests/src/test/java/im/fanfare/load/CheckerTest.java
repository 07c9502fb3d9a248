package im.fanfare.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two items to a hundred subscribers, numbered from 1,000, with one thing wrong at a time. */
class CheckerTest {
    private static final int FIRST = 1_000;
    private static final int SUBSCRIBERS = 100;
    private static final int SOMEBODY = FIRST + 64;

    private Checker checker = new Checker(Checker.Order.SENT);
    private final Audience audience = Audience.of("node", FIRST, SUBSCRIBERS);
    private Publication one;
    private Publication two;

    @BeforeEach
    void publish() {
        one = checker.publish(audience, CompletableFuture.completedFuture(0L));
        two = checker.publish(audience, CompletableFuture.completedFuture(0L));
    }

    @Test
    void findsNothingWhereNothingIsWrong() {
        tellAll(one);
        tellAll(two);

        assertThat(checker.findings()).isEqualTo(new Findings(2, 200, 0, 0, 0, 0, 0, 0));
        assertThat(checker.findings().isClean()).isTrue();
        assertThat(one.done()).isCompleted();
    }

    @Test
    void missesWhatIsDropped() {
        tellAllBut(SOMEBODY, one);
        tellAll(two);

        assertFound(new Findings(2, 199, 1, 0, 0, 0, 0, 0));
        assertThat(one.done()).isNotDone();
    }

    @Test
    void owesAGuestWhatWasSentAndAcknowledgedWhileTheyStayed() {
        tellAll(one);
        tellAll(two);
        int guest = 5;
        var stay = checker.arrives(audience, guest);
        var early = checker.publish(audience, CompletableFuture.completedFuture(0L));
        checker.subscribed(stay);
        assertThat(checker.owed(stay)).isZero();
        var due = checker.publish(audience, CompletableFuture.completedFuture(0L));
        var unacknowledged = checker.publish(audience, new CompletableFuture<>());
        assertThat(checker.owed(stay)).isOne();
        tell(guest, early); // may come
        tell(guest, due);
        assertThat(checker.owed(stay)).isZero();
        checker.leaves(stay);
        tell(guest, unacknowledged); // may come as well
        checker.left(stay);
        var late = checker.publish(audience, CompletableFuture.completedFuture(0L));
        tell(guest, late);

        assertThat(checker.findings().stray()).isOne();
        assertThat(checker.findings().missing()).isEqualTo(3L * SUBSCRIBERS);
    }

    @Test
    void missesWhatAGuestIsOwedAndSeesWhatIsSaidTwiceOrTooLate() {
        tellAll(one);
        tellAll(two);
        int guest = 5;
        var stay = checker.arrives(audience, guest);
        checker.subscribed(stay);
        var third = checker.publish(audience, CompletableFuture.completedFuture(0L));
        var fourth = checker.publish(audience, CompletableFuture.completedFuture(0L));
        tellAll(third);
        tellAll(fourth);
        tell(guest, fourth);
        tell(guest, fourth);
        checker.leaves(stay);
        assertFound(new Findings(4, 401, 1, 1, 0, 0, 0, 0));

        tell(guest, third);

        assertFound(new Findings(4, 401, 1, 1, 1, 0, 0, 0));
    }

    @Test
    void noticesWhatIsRepeated() {
        tellAll(one);
        tellAll(two);
        tell(SOMEBODY, two);

        assertFound(new Findings(2, 200, 0, 1, 0, 0, 0, 0));
    }

    @Test
    void doesNotTakeARepeatedOneForAMissingOne() {
        tellAllBut(SOMEBODY, one);
        tell(SOMEBODY + 1, one);

        assertThat(one.done()).isNotDone();
        assertFound(new Findings(2, 99, 101, 1, 0, 0, 0, 0));
    }

    @Test
    void noticesWhatIsSwapped() {
        tellAllBut(SOMEBODY, one);
        tellAll(two);
        tell(SOMEBODY, one);

        assertFound(new Findings(2, 200, 0, 0, 1, 0, 0, 0));
    }

    @Test
    void noticesADamagedPayload() {
        tellAllBut(SOMEBODY, one);
        checker.notification(SOMEBODY, one.item(), one.item(), false, 1);
        tellAll(two);

        assertFound(new Findings(2, 200, 0, 0, 0, 1, 0, 0));
    }

    @Test
    void noticesWhatIsNobodysOrOfNoItem() {
        tellAll(one);
        tellAll(two);
        tell(FIRST - 1, two);
        tell(FIRST + SUBSCRIBERS, two);
        checker.notification(SOMEBODY, StanzaReader.NONE, 1, true, 1);
        checker.notification(SOMEBODY, two.item() + 1, 2, true, 1);
        checker.stray();

        assertFound(new Findings(2, 200, 0, 0, 0, 0, 0, 5));
    }

    @Test
    void expectsNothingOfWhatNobodyAcknowledgedOrWasToldOf() {
        checker.publish(audience, new CompletableFuture<>());
        tellAll(one);
        tellAll(two);

        assertThat(checker.findings().isClean()).isTrue();
    }

    @Test
    void expectsEveryoneToBeToldOfWhatSomebodyWasToldOf() {
        var three = checker.publish(audience, new CompletableFuture<>());
        tellAll(one);
        tellAll(two);
        tell(SOMEBODY, three);

        assertFound(new Findings(3, 201, 99, 0, 0, 0, 0, 0));
    }

    @Test
    void noticesAnItemUnderTwoIds() {
        tellAll(one);
        tellAllBut(SOMEBODY, two);
        checker.notification(SOMEBODY, two.item(), 3, true, 1);

        assertFound(new Findings(2, 200, 0, 0, 0, 0, 1, 0));
    }

    @Test
    void noticesTwoWritersByTheRevisionThatBothGave() {
        tellAll(one);
        for (int number = FIRST; number < FIRST + SUBSCRIBERS; number++) {
            checker.notification(number, two.item(), 1, true, 1);
        }

        assertFound(new Findings(2, 200, 0, 0, 0, 0, 1, 0));
    }

    @Test
    void noticesWhatOvertakesAnAcknowledgedOneForEveryone() {
        swapRevisions();

        assertFound(new Findings(2, 200, 0, 0, 1, 0, 0, 0));
    }

    @Test
    void grantsWhatIsNotAcknowledgedAnyPlaceWhereAnswersMayBeLost() {
        checker = new Checker(Checker.Order.ACKNOWLEDGED);
        one = checker.publish(audience, new CompletableFuture<>());
        two = checker.publish(audience, new CompletableFuture<>());
        swapRevisions();

        assertThat(checker.findings().isClean()).isTrue();
    }

    @Test
    void keepsTheOrderOfNodesApart() {
        var other = Audience.of("other", FIRST, SUBSCRIBERS);
        var three = checker.publish(other, CompletableFuture.completedFuture(0L));
        tellAll(three);
        tellAll(one);
        tellAll(two);

        assertThat(checker.findings().isClean()).isTrue();
    }

    private void swapRevisions() {
        for (int number = FIRST; number < FIRST + SUBSCRIBERS; number++) {
            checker.notification(number, two.item(), 1, true, 1);
            checker.notification(number, one.item(), 2, true, 1);
        }
    }

    private void assertFound(Findings expected) {
        assertThat(checker.findings()).isEqualTo(expected);
        assertThat(checker.findings().isClean()).isFalse();
    }

    private void tellAll(Publication publication) {
        tellAllBut(-1, publication);
    }

    private void tellAllBut(int left, Publication publication) {
        for (int number = FIRST; number < FIRST + SUBSCRIBERS; number++) {
            if (number != left) {
                tell(number, publication);
            }
        }
    }

    private void tell(int subscriber, Publication publication) {
        checker.notification(subscriber, publication.item(), publication.item(), true, 1);
    }
}
