package im.fanfare.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command with the faults that no system test has, in miniature. */
@Timeout(600)
class FaultsIT {
    @TempDir
    private Path dir;

    @Test
    void costNobodyANotification() {
        var said = new ByteArrayOutputStream();

        int status = Faults.run(
                List.of(("--subscribers 3000 --hold 3 --only kill-cassandra,kill-kafka,stall-host --heap 256m"
                                + " --jvm -XX:+UseSerialGC --jvm -XX:TieredStopAtLevel=1 --report " + dir)
                        .split(" ")),
                new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8)));

        var text = said.toString(StandardCharsets.UTF_8);
        System.out.println(text);
        assertThat(status).as(text).isZero();
        assertThat(dir.resolve("faults.md")).content().contains("| kill-cassandra |", "| kill-kafka ", "| stall-host ");
        assertThat(dir.resolve("faults.json")).content().contains("\"kept\": true");
    }

    @Test
    void areNamed() {
        var said = new ByteArrayOutputStream();

        int status = Faults.run(
                List.of("--only", "earthquake"), new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8)));

        assertThat(status).isEqualTo(64);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .startsWith("There is no fault earthquake, only kill-member, ");
    }
}
