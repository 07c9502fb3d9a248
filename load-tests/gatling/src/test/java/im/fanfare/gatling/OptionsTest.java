package im.fanfare.gatling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {
    @TempDir
    private Path dir;

    @Test
    void takesWhatTheSimulationTakes() {
        var options = Options.parse(List.of("celebrity", "--users", "100_000", "--exponent", "1.5"));

        assertThat(options.question()).isEqualTo(Question.CELEBRITY);
        assertThat(options.settings().getInt("users")).isEqualTo(100_000);
        assertThat(options.settings().getDouble("exponent")).isEqualTo(1.5);
        assertThat(options.settings().getInt("authors")).isEqualTo(100);
        assertThat(options.target()).isEmpty();
    }

    @Test
    void takesAnOptionOverAFileOverTheDefaults() throws Exception {
        var file = Files.writeString(dir.resolve("mine.conf"), "last { users = 7, items = 8 }");

        var options = Options.parse(List.of("last", "--config", file.toString(), "--items", "9"));

        assertThat(options.settings().getInt("users")).isEqualTo(7);
        assertThat(options.settings().getInt("items")).isEqualTo(9);
    }

    @Test
    void aimsAtAnInstallation() {
        var options = Options.parse(List.of(
                "slow", "--host", "10.0.0.1", "--port", "5348", "--secret", "s", "--metrics", "http://a/metrics"));

        assertThat(options.target()).contains(new Options.Target("10.0.0.1", 5348, "pubsub.localhost", "s"));
        assertThat(options.metrics()).containsExactly(URI.create("http://a/metrics"));
    }

    @Test
    void saysWhatItDoesNotUnderstand() {
        assertThatThrownBy(() -> Options.parse(List.of())).hasMessageContaining("first word");
        assertThatThrownBy(() -> Options.parse(List.of("fast")))
                .hasMessage("There is no simulation fast, only last, knee, launch-day, morning, celebrity, mixed, slow,"
                        + " reconnect, end-to-end, peers.");
        assertThatThrownBy(() -> Options.parse(List.of("last", "--cuts", "3")))
                .hasMessage("The simulation last has no option --cuts.");
        assertThatThrownBy(() -> Options.parse(List.of("last", "--users", "many")))
                .hasMessage("--users needs a number from 0 to 100,000,000, not many.");
        assertThatThrownBy(() -> Options.parse(List.of("last", "--secret", "s")))
                .hasMessageContaining("--host");
        assertThatThrownBy(() -> Options.parse(List.of("last", "--host", "h"))).hasMessageContaining("--secret");
        assertThatThrownBy(() -> Options.parse(List.of("last", "--config", "/none")))
                .hasMessageContaining("no file");
    }

    @Test
    void everyQuestionHasWordsAndALineOfHelp() throws Exception {
        try (var text = Question.class.getResourceAsStream("help.txt")) {
            var help = new String(text.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            for (var question : Question.values()) {
                assertThat(Run.defaults(question).getString("question")).endsWith("?");
                assertThat(help).containsPattern("(?m)^  " + question + "  ");
                Run.defaults(question).root().keySet().stream()
                        .filter(key -> !key.equals("question"))
                        .forEach(key -> assertThat(help).contains("--" + key));
            }
        }
    }
}
