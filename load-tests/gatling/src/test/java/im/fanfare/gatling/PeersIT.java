package im.fanfare.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.load.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulation of real users in miniature, with real users of both real servers: whether it is right, not whether it is fast. */
class PeersIT {
    @TempDir
    private Path dir;

    @Test
    void comparesWithTheServersOwnServicesCompletely() throws Exception {
        var said = new ByteArrayOutputStream();
        var options = Options.parse(
                List.of(("peers --users 12 --nodes 2 --seconds 1 --rate 6 --warm-up-seconds 0 --rounds 1 --heap 256m"
                                + " --jvm -XX:+UseSerialGC --jvm -XX:TieredStopAtLevel=1 --report " + dir)
                        .split(" ")));

        int status =
                LoadTest.run(Context.of(options, new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8))));

        var text = said.toString(StandardCharsets.UTF_8);
        System.out.println(text);
        assertThat(status).as(text).isZero();
        assertThat(text)
                .contains("| Prosody | publish to notification, median | ", "| ejabberd | publish to notification")
                .contains("Of 12 users, each is told by pubsub.localhost after", "by own.localhost after");
        assertThat(dir.resolve("peers.json")).content().contains("\"ratio\": ");
    }
}
