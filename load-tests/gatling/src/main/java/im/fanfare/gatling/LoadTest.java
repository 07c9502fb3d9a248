package im.fanfare.gatling;

import im.fanfare.gatling.hub.Hub;
import im.fanfare.gatling.report.Latencies;
import im.fanfare.gatling.report.Metrics;
import im.fanfare.load.Checker;
import im.fanfare.load.Command;
import im.fanfare.load.Installation;
import im.fanfare.load.Machine;
import im.fanfare.load.Terminal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The command {@code load-tests/run}: starts what there is no target for, has Gatling ask the question, and says the
 * answer.
 *
 * <p>The exit status is 0 if every assertion of the simulation held; 1 if not, or if it broke off.
 */
public final class LoadTest {
    private static final String SERVICE = "pubsub.localhost";
    private static final String SECRET = "secret";
    private static final Duration OPERATORS_PATIENCE = Duration.ofMinutes(10);
    private static final int USAGE = 64;

    private final Options options;
    private final Terminal terminal;
    private final Command life;

    private LoadTest(Options options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
        this.life = new Command(terminal, logs());
    }

    public static void main(String[] arguments) {
        Terminal terminal = Terminal.standard();
        Options options;
        try {
            options = Options.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            terminal.line(e.getMessage() + " load-tests/run --help lists the options.");
            System.exit(USAGE);
            return;
        }
        LoadTest test = new LoadTest(options, terminal);
        System.exit(test.life.run(test::measure));
    }

    /** Returns the exit status. */
    private int measure() throws IOException, InterruptedException {
        terminal.line(options.question() + ": " + options.settings().getString("question"));
        Latencies latencies = new Latencies();
        Hub hub = hub(latencies);
        List<URI> metrics = options.metrics();
        if (options.target().isPresent()) {
            terminal.line("Listening on %s:%d for the component %s …"
                    .formatted(
                            options.target().get().host(),
                            hub.host().port(),
                            options.target().get().service()));
        } else {
            metrics = start(hub);
        }
        life.begin(hub.host()::expectEnd); // before the members go
        hub.host().await(options.target().isPresent() ? 1 : connections(), OPERATORS_PATIENCE);
        var run = new Run(
                options.question(), options.settings(), latencies, Optional.of(hub), new Metrics(metrics), terminal);
        return conclude(run, new Measurement(run, options.report().toAbsolutePath()).take());
    }

    private int connections() {
        return options.started().members() * options.started().connections();
    }

    private Hub hub(Latencies latencies) throws IOException {
        if (options.target().isEmpty()) {
            var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            return new Hub(loopback, SERVICE, SECRET, order(), latencies, terminal::line);
        }
        var target = options.target().get();
        var address = new InetSocketAddress(target.host(), target.port());
        if (address.isUnresolved()) {
            throw new IOException("there is no address " + target.host() + " to listen at");
        }
        return new Hub(address, target.service(), target.secret(), order(), latencies, terminal::line);
    }

    private Checker.Order order() {
        return options.question() == Question.RECONNECT ? Checker.Order.ACKNOWLEDGED : Checker.Order.SENT;
    }

    private List<URI> start(Hub hub) throws IOException {
        var installation = new Installation(options.report().toAbsolutePath().resolve("data"), logs(), life);
        terminal.line("Starting Kafka and Cassandra …");
        installation.startStores();
        terminal.line("Starting Fanfare, %d × %s …"
                .formatted(
                        options.started().members(),
                        String.join(" ", options.started().jvm())));
        var settings =
                hub.host().invite(installation.settings(), options.started().connections());
        return installation
                .startMembers(
                        settings, options.started().members(), options.started().jvm())
                .stream()
                .map(member -> member.management().resolve("/metrics"))
                .toList();
    }

    private Path logs() {
        return options.report().toAbsolutePath().resolve("logs");
    }

    private int conclude(Run run, Measurement.Outcome outcome) {
        terminal.line("");
        terminal.line(outcome.answer().sentence());
        terminal.line("");
        terminal.line(outcome.answer().picture());
        terminal.line("");
        run.findings().ifPresent(terminal::line);
        terminal.line(Machine.describe());
        terminal.line("Gatling's report: " + outcome.report().resolve("index.html"));
        terminal.line("With Fanfare's own figures: " + outcome.report().resolve("fanfare.html"));
        terminal.line(outcome.passed() ? "Passed." : "FAILED: an assertion above does not hold.");
        return outcome.passed() ? 0 : 1;
    }
}
