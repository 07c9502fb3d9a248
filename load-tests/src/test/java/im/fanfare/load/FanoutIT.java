package im.fanfare.load;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.MemberSettings;
import im.fanfare.embedded.Servers;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
        var checker = new Checker();
        var logs = Path.of("target", "fanout").toAbsolutePath();
        var stores = MemberSettings.on(Servers.cassandra(), Servers.kafka())
                .with("FANFARE_PUBLICATION_PARTITIONS", "2")
                .with("FANFARE_DELIVERY_PARTITIONS", "4");
        var script = Script.of("pubsub.localhost", "secret");
        try (var host = new HostServer(script, checker, 0, terminal::line)) {
            var program = FanfareMember.program(QUICK_TO_START);
            var member = Fanout.member(stores, host, MINIATURE.connections(), program, logs);
            member.start().awaitReady();
            host.await(MINIATURE.connections(), PATIENCE);
            try (var process = MemberProcess.of(member.process().pid())) {
                var stage = new Stage(host, Optional.of(process), MINIATURE, terminal);
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
}
