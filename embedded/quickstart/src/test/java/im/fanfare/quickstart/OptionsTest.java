package im.fanfare.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void startsOneMemberAndAHostServerUnlessToldOtherwise() {
        var options = parse("");

        assertThat(options.members()).isEqualTo(1);
        assertThat(options.host()).isEmpty();
        assertThat(options.exit()).isFalse();
        assertThat(options.data()).isEqualTo(Path.of("data"));
    }

    @Test
    void attachesToTheHostServerNamed() {
        var options = parse("--host xmpp.example --port 5275 --domain pubsub.example --secret s3cret --members 3");

        assertThat(options.members()).isEqualTo(3);
        assertThat(options.host()).contains(new Attachment("pubsub.example", "xmpp.example", 5275, "s3cret"));
    }

    @Test
    void takesTheSecretFromTheEnvironmentToo() {
        var options = Options.parse(
                List.of("--host", "xmpp.example", "--domain", "pubsub.example"), Map.of("FANFARE_SECRET", "s3cret"));

        assertThat(options.host()).contains(new Attachment("pubsub.example", "xmpp.example", 5347, "s3cret"));
    }

    @Test
    void letsTheLastOfTwoDirectoriesWin() {
        assertThat(parse("--data here --data there").data()).isEqualTo(Path.of("there"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --fast                    | There is no option --fast.
                    fast                      | There is no option fast.
                    --members                 | --members needs a value.
                    --members --exit          | --members needs a value.
                    --members none            | --members needs a number from 1 to 20, not none.
                    --members 0               | --members needs a number from 1 to 20, not 0.
                    --host h --port 65536     | --port needs a number from 1 to 65535, not 65536.
                    --host h --domain d       | --host needs --domain and --secret as well.
                    --port 5347               | --port says how to attach; it needs --host as well.
                    """)
    void saysWhatIsWrong(String line, String sentence) {
        assertThatThrownBy(() -> parse(line)).hasMessage(sentence);
    }

    private static Options parse(String line) {
        return Options.parse(line.isEmpty() ? List.of() : List.of(line.split(" ")), Map.of());
    }
}
