package im.fanfare.component.presence;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** An operator learns from the log that a member remembers no more. */
class PresenceFiguresTest {
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(PresenceFigures.class);

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();

    @BeforeEach
    void listen() {
        said.start();
        LOGGER.addAppender(said);
    }

    @AfterEach
    void stopListening() {
        LOGGER.detachAppender(said);
    }

    @Test
    void saysOnceThatThereIsNoMoreRoom() {
        var figures = new PresenceFigures(100);
        assertThat(take(figures, 100)).isEqualTo(100);
        assertThat(said.list).isEmpty();

        assertThat(take(figures, 5)).isZero();
        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("no more presences are remembered, who shares theirs counts as online: presences=100");

        figures.giveRoom(5);
        assertThat(take(figures, 10)).isEqualTo(5);
        assertThat(said.list).as("some come and some go").hasSize(1);
        figures.giveRoom(50);
        assertThat(take(figures, 60)).isEqualTo(50);
        assertThat(said.list).hasSize(2);
    }

    @Test
    void saysNothingWhereNoneAreToBeRemembered() {
        assertThat(take(new PresenceFigures(0), 3)).isZero();
        assertThat(said.list).isEmpty();
    }

    private static long take(PresenceFigures figures, int presences) {
        return IntStream.range(0, presences).filter(any -> figures.takeRoom()).count();
    }
}
