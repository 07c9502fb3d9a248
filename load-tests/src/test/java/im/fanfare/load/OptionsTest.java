package im.fanfare.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void measuresAHundredThousandUnlessToldOtherwise() {
        var options = parse("");

        assertThat(options.sizes()).isEqualTo(new Options.Sizes(100_000, 20, 10, 1));
        assertThat(options.sizes().largeSubscribers()).isEqualTo(1_000_000);
        assertThat(options.sizes().nodes()).isEqualTo(1_000);
        assertThat(options.jvm()).containsExactly("-Xmx1g");
        assertThat(options.listening()).isEmpty();
        assertThat(options.gate()).isFalse();
    }

    @Test
    void takesSizesRowsAndTheMembersJvm() {
        var options = parse("--subscribers 2_000 --items 5 --seconds 1 --connections 2 --rows limit,fanout --gate"
                + " --heap 2g --jvm -XX:+UseParallelGC --jvm -Xlog:gc");

        assertThat(options.sizes()).isEqualTo(new Options.Sizes(2_000, 5, 1, 2));
        assertThat(Rows.named(options.rows())).extracting(Row::name).containsExactly("limit", "fanout");
        assertThat(options.jvm()).containsExactly("-Xmx2g", "-XX:+UseParallelGC", "-Xlog:gc");
        assertThat(options.gate()).isTrue();
    }

    @Test
    void listensForAMemberThatRunsAlready() {
        assertThat(parse("--listen 5347 --service pubsub.example --secret s3cret --pid 42")
                        .listening())
                .contains(new Options.Listening(5347, "pubsub.example", "s3cret", Optional.of(42L)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --fast                   | There is no option --fast.
            --items                  | --items needs a value.
            --items none             | --items needs a number from 1 to 1,000,000, not none.
            --subscribers 0          | --subscribers needs a number from 1 to 10,000,000, not 0.
            --listen 5347            | --listen needs --secret as well.
            --pid 42                 | --pid is for a member that runs already; it needs --listen as well.
            """)
    void saysWhatIsWrong(String line, String sentence) {
        assertThatThrownBy(() -> parse(line)).hasMessage(sentence);
    }

    @Test
    void saysWhichRowsThereAre() {
        assertThatThrownBy(() -> Rows.named(List.of("limit", "speed")))
                .hasMessageStartingWith("There is no row speed, only limit, fanout, ");
    }

    @Test
    void helpNamesEveryRow() throws IOException {
        try (var text = OptionsTest.class.getResourceAsStream("help.txt")) {
            assertThat(new String(text.readAllBytes(), StandardCharsets.UTF_8))
                    .contains(Rows.named(List.of()).stream().map(Row::name).toList());
        }
    }

    private static Options parse(String line) {
        return Options.parse(line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }
}
