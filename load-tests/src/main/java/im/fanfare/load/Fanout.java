package im.fanfare.load;

import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.MemberSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The command {@code load-tests/fanout}: starts what it needs, runs the rows, and reports.
 *
 * <p>The exit status is 0 if every subscriber was told of every item once, whole and in order; 1 if not, if a row broke
 * off, or with {@code --gate} if a target was missed.
 */
public final class Fanout {
    private static final String FANFARE = "Fanfare";
    private static final String SERVICE = "pubsub.localhost";
    private static final String SECRET = "secret";
    private static final Duration OPERATORS_PATIENCE = Duration.ofMinutes(10);
    private static final Duration LATE_REPEATS = Duration.ofSeconds(2);
    private static final int USAGE = 64;

    private final Options options;
    private final String command;
    private final Terminal terminal;
    private final Command life;

    private Fanout(Options options, String command, Terminal terminal) {
        this.options = options;
        this.command = command;
        this.terminal = terminal;
        this.life = new Command(terminal, logs());
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), Terminal.standard()));
    }

    /** Returns the exit status. */
    static int run(List<String> arguments, Terminal terminal) {
        Options options;
        List<Row> rows;
        try {
            options = Options.parse(arguments);
            rows = Rows.named(options.rows());
        } catch (IllegalArgumentException e) {
            terminal.line(e.getMessage() + " load-tests/fanout --help lists the options.");
            return USAGE;
        }
        if (options.help()) {
            terminal.line(help());
            return 0;
        }
        String command = ("load-tests/fanout " + String.join(" ", arguments)).strip();
        Fanout run = new Fanout(options, command, terminal);
        return run.life.run(() -> run.run(rows));
    }

    private int run(List<Row> rows) throws IOException, InterruptedException {
        return options.listening().isPresent() ? runAgainst(options.listening().get(), rows) : runOnOurOwn(rows);
    }

    private int runAgainst(Options.Listening listening, List<Row> rows) throws IOException, InterruptedException {
        Script script = Script.of(listening.service(), listening.secret());
        HostServer host = new HostServer(
                script, new Checker(Checker.Order.SENT), HostServer.atPort(listening.port()), terminal::line);
        terminal.line("Listening on 127.0.0.1:%d for the component %s …".formatted(host.port(), listening.service()));
        host.await(options.sizes().connections(), OPERATORS_PATIENCE);
        Report report = new Report(terminal);
        Optional<MemberProcess> member = Optional.empty();
        if (listening.pid().isPresent()) {
            member = Optional.of(MemberProcess.of(listening.pid().get()));
        }
        Costs costs = new Costs(listening.pid().map(pid -> Map.of(FANFARE, pid)).orElseGet(Map::of));
        measure(new Stage(host, member, Optional.empty(), costs, options.sizes(), terminal), rows, report);
        // The member goes on, so nothing tells that there is no more to come but that there has been nothing.
        Thread.sleep(LATE_REPEATS.toMillis());
        return conclude(report, host.checker().findings());
    }

    private int runOnOurOwn(List<Row> rows) throws IOException, InterruptedException {
        Installation installation = new Installation(options.report().resolve("data"), logs(), life);
        MemberSettings stores = installation.startStores();
        Script script = Script.of(SERVICE, SECRET);
        HostServer host = new HostServer(script, new Checker(Checker.Order.SENT), HostServer.atPort(0), terminal::line);
        FanfareMember member = installation
                .startMembers(host.invite(stores, options.sizes().connections()), 1, options.jvm())
                .get(0);
        host.await(options.sizes().connections(), OPERATORS_PATIENCE);

        Report report = new Report(terminal);
        Costs costs = new Costs(Map.of(
                FANFARE,
                member.process().pid(),
                "Cassandra",
                installation.cassandra().pid(),
                "Kafka",
                installation.kafka().pid()));
        try (MemberProcess process = MemberProcess.of(member.process().pid())) {
            Stage stage = new Stage(
                    host,
                    Optional.of(process),
                    Optional.of(new Stage.Own(stores, options.jvm())),
                    costs,
                    options.sizes(),
                    terminal);
            measure(stage, rows, report);
        }
        terminal.line("Stopping Fanfare: what it had under way is then delivered …");
        host.expectEnd();
        member.stop();
        return conclude(report, host.checker().findings());
    }

    private void measure(Stage stage, List<Row> rows, Report report) throws IOException, InterruptedException {
        Machine machine =
                new Machine(options.listening().flatMap(Options.Listening::pid).flatMap(ProcessHandle::of));
        for (Row row : rows) {
            terminal.line("%s: %s".formatted(row.name(), row.question()));
            machine.mark();
            try {
                row.run(stage, report);
            } catch (IOException e) {
                report.fault(row.name() + ": " + e.getMessage());
                if (!life.isEnding()) {
                    terminal.line("Broke off at row " + row.name() + ": " + e.getMessage());
                }
                return;
            }
            report.others(row.name(), machine.othersCores());
        }
    }

    private int conclude(Report report, Findings findings) throws IOException {
        report.write(options.report(), command, findings);
        terminal.line("");
        terminal.line(report.table());
        terminal.line("");
        terminal.line(Machine.describe());
        terminal.line(report.noise());
        terminal.line(findings.toString());
        terminal.line("Written to " + options.report() + ": fanout.md, fanout.json, fanout.svg.");
        boolean isFast = !options.gate() || report.meetsAllTargets();
        return report.isComplete() && findings.isClean() && isFast ? 0 : 1;
    }

    private Path logs() {
        return options.report().resolve("logs");
    }

    private static String help() {
        try (var text = Fanout.class.getResourceAsStream("help.txt")) {
            return text == null ? "" : new String(text.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
