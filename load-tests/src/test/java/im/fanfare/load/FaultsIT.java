package im.fanfare.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
                List.of(("--subscribers 3000 --hold 3 --only kill-cassandra --heap 256m"
                                + " --jvm -XX:+UseSerialGC --jvm -XX:TieredStopAtLevel=1 --report " + dir)
                        .split(" ")),
                new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8)));

        var text = said.toString(StandardCharsets.UTF_8);
        System.out.println(text);
        assertThat(status).as(text).isZero();
        assertThat(dir.resolve("faults.md")).content().contains("| kill-cassandra |");
        assertThat(dir.resolve("faults.json")).content().contains("\"kept\": true");
    }

    @Test
    void costNobodyANotificationWhereAMemberIsCutOff() throws Exception {
        assumeTrue(
                mayHaveNamespaces(),
                "no network namespaces of our own here: not root, or unshare, ip or iptables missing");
        var said = dir.resolve("said");

        var command = List.of(("unshare --net --mount --propagation private " + System.getProperty("java.home")
                        + "/bin/java -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dfanfare.load.own-namespaces=true"
                        + " " + Faults.class.getName()
                        + " --members 3 --subscribers 1000 --hold 3 --only cut-kafka --heap 256m"
                        + " --jvm -XX:+UseSerialGC --jvm -XX:TieredStopAtLevel=1 --report " + dir)
                .split(" "));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        var faults = builder.start();
        try {
            faults.waitFor();
        } finally {
            faults.destroyForcibly(); // with all that it has started
        }

        var text = Files.readString(said);
        System.out.println(text);
        assertThat(faults.exitValue()).as(text).isZero();
        assertThat(dir.resolve("faults.md")).content().contains("| cut-kafka |");
        assertThat(dir.resolve("faults.json")).content().contains("\"kept\": true");
    }

    @Test
    void needNamespacesWhereThereAreSeveralMembers() {
        var said = new ByteArrayOutputStream();

        int status = Faults.run(
                List.of("--members", "3"), new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8)));

        assertThat(status).isEqualTo(1);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("which only root can make")
                .hasLineCount(1);
    }

    @Test
    void areNamed() {
        var said = new ByteArrayOutputStream();

        int status = Faults.run(
                List.of("--only", "earthquake"), new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8)));

        assertThat(status).isEqualTo(64);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .startsWith("There is no fault earthquake, only kill-member, ");
        assertThat(AllFaults.named(List.of("kill-member", "cut-host"), 3))
                .extracting(Fault::name)
                .containsExactly("kill-member-1", "kill-member-2", "kill-member-3", "cut-host");
    }

    private static boolean mayHaveNamespaces() throws InterruptedException {
        try {
            return new ProcessBuilder("unshare", "--net", "--mount", "sh", "-c", "ip link && iptables -L && tc qdisc")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // no unshare
        }
    }
}
