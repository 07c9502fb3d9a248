package im.fanfare.load;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.MemberSettings;
import im.fanfare.embedded.Ports;
import im.fanfare.embedded.Servers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All rows in miniature, through a real member with real stores: whether it is right, not whether it is fast. */
class FanoutIT {
    private static final Options.Sizes MINIATURE = new Options.Sizes(300, 3, 1, 2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> QUICK_TO_START =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    @TempDir
    private Path dir;

    @Test
    void everySubscriberIsToldOfEveryItemOnce() throws Exception {
        var terminal = new Terminal(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        var report = new Report(terminal);
        var checker = new Checker(Checker.Order.SENT);
        var logs = Path.of("target", "fanout").toAbsolutePath();
        var stores = MemberSettings.on(Servers.cassandra(), Servers.kafka())
                .with("FANFARE_PUBLICATION_PARTITIONS", "2")
                .with("FANFARE_DELIVERY_PARTITIONS", "4");
        var script = Script.of("pubsub.localhost", "secret");
        try (var host = new HostServer(script, checker, HostServer.atPort(0), terminal::line)) {
            var program = FanfareMember.program(QUICK_TO_START);
            var member = host.invite(stores, MINIATURE.connections())
                    .members(1, program, logs, logs)
                    .get(0);
            member.start().awaitReady();
            host.await(MINIATURE.connections(), PATIENCE);
            try (var process = MemberProcess.of(member.process().pid())) {
                var stage = new Stage(
                        host,
                        Optional.of(process),
                        Optional.of(new Stage.Own(stores, QUICK_TO_START)),
                        new Costs(Map.of()),
                        MINIATURE,
                        terminal);
                for (var row : Rows.named(List.of())) {
                    row.run(stage, report);
                }
            }
            host.expectEnd();
            member.stop();
        }

        var findings = checker.findings();
        report.write(dir, "load-tests/fanout", findings);

        assertThat(findings.isClean()).as(findings.toString()).isTrue();
        // Two fan-outs and the pipeline alone, warm-up included.
        assertThat(findings.notifications()).isGreaterThan((300 + 3_000) * 8 + 300 * 17);
        assertThat(report.table()).contains("| fanout-large    | notifications to 3,000 subscribers");
        assertThat(dir.resolve("fanout.json")).content().contains("\"complete\": true");
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(dir.resolve("fanout.svg").toFile())
                        .getElementsByTagName("polyline")
                        .getLength())
                .isGreaterThan(2);
    }

    @Test
    void measuresAMemberThatSomebodyElseHasStarted() throws Exception {
        int port = Ports.free();
        var settings = MemberSettings.on(Servers.cassandra(), Servers.kafka())
                .with("FANFARE_PUBLICATION_PARTITIONS", "2")
                .with("FANFARE_DELIVERY_PARTITIONS", "4")
                .attachedTo("127.0.0.1", port, "pubsub.example", "s3cret", "each");
        var logs = Path.of("target", "listen").toAbsolutePath();
        var said = new ByteArrayOutputStream();
        try (var member = settings.members(1, FanfareMember.program(QUICK_TO_START), logs, logs)
                .get(0)
                .start()) {
            int status = Fanout.run(
                    List.of(("--listen " + port + " --service pubsub.example --secret s3cret --pid "
                                    + member.process().pid()
                                    + " --rows fanout,single --subscribers 50 --items 2 --seconds 1 --report "
                                    + dir)
                            .split(" ")),
                    new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8)));

            assertThat(status).as(said.toString(StandardCharsets.UTF_8)).isZero();
            assertThat(member.process().isAlive()).isTrue();
        }
        assertThat(dir.resolve("fanout.md"))
                .content()
                .contains("| fanout | notifications to 50 subscribers", "peak resident memory", "| single |");
    }
}
