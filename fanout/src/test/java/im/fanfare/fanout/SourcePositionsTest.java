package im.fanfare.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Span;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcePositionsTest {
    @Test
    void tellsRepeatsByOffsetAndPage() {
        SourcePositions positions = new SourcePositions();

        assertThat(positions.advance(from(0, 10, 4))).isTrue();
        assertThat(positions.advance(from(0, 10, 9))).isTrue();
        assertThat(positions.advance(from(0, 10, 4))).isFalse();
        assertThat(positions.advance(from(0, 10, 9))).isFalse();
        assertThat(positions.advance(from(0, 11, 0))).isTrue();
        assertThat(positions.advance(from(0, 10, 10))).isFalse();
    }

    @Test
    void keepsSourcesApart() {
        SourcePositions positions = new SourcePositions();

        assertThat(positions.advance(from(0, 10, 0))).isTrue();
        assertThat(positions.advance(from(1, 5, 0))).isTrue();
    }

    /** It is of no publication, so no expander repeats it. */
    @Test
    void whatIsToldAgainIsNoRepeat() {
        SourcePositions positions = new SourcePositions();
        PageRecord.Source again = PageRecord.Source.again(7);

        assertThat(positions.advance(from(again.partition(), again.offset(), 0)))
                .isTrue();
        assertThat(positions.advance(from(again.partition(), again.offset(), 0)))
                .isTrue();
        assertThat(positions).hasToString(new SourcePositions().toString());
    }

    @Test
    void knowsWhatItWrote() {
        SourcePositions positions = new SourcePositions();
        positions.advance(from(0, Long.MAX_VALUE, Integer.MAX_VALUE));
        positions.advance(from(63, 12, 3));

        SourcePositions read = SourcePositions.parse(positions.write(4_000)).orElseThrow();

        assertThat(read.advance(from(0, Long.MAX_VALUE, Integer.MAX_VALUE))).isFalse();
        assertThat(read.advance(from(63, 12, 3))).isFalse();
        assertThat(read.advance(from(63, 12, 4))).isTrue();
        assertThat(read.advance(from(1, 0, 0))).isTrue();
    }

    @Test
    void fitsIntoWhatKafkaKeepsWithAnOffset() {
        SourcePositions positions = new SourcePositions();
        for (int partition = 0; partition < 64; partition++) {
            positions.advance(from(partition, Long.MAX_VALUE, Integer.MAX_VALUE));
        }
        String text = positions.write(4_000);
        SourcePositions read = SourcePositions.parse(text).orElseThrow();

        assertThat(text).hasSizeLessThan(4096).isASCII();
        assertThat(read.advance(from(63, Long.MAX_VALUE, Integer.MAX_VALUE))).isFalse();
    }

    @Test
    void leavesOutWhatDoesNotFit() {
        SourcePositions positions = new SourcePositions();
        for (int partition = 0; partition < 1_000; partition++) {
            positions.advance(from(partition, Long.MAX_VALUE, Integer.MAX_VALUE));
        }
        String text = positions.write(4_000);

        assertThat(text).hasSizeLessThan(4096);
        assertThat(SourcePositions.parse(text)).isPresent();
    }

    @Test
    void readsNothingAsNoPositions() {
        assertThat(SourcePositions.parse(new SourcePositions().write(4_000))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2;", "1;1", "1;1:2", "1;x:y:!,", "1;1:zzzzzzzzzzzzzzzzzzzz:1,", "moved by a tool"})
    void doesNotGuess(String text) {
        assertThat(SourcePositions.parse(text)).isEmpty();
    }

    private static PageRecord.Deliver from(int partition, long offset, int page) {
        byte[] nothing = new byte[0];
        return new PageRecord.Deliver(
                Denmark.MUSINGS,
                page,
                1,
                new PageRecord.Source(partition, offset),
                nothing,
                nothing,
                false,
                List.of(),
                Span.NONE);
    }
}
