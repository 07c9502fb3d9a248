package im.fanfare.gatling;

import im.fanfare.gatling.hub.Hub;
import im.fanfare.gatling.report.Latencies;
import im.fanfare.gatling.report.Metrics;
import im.fanfare.load.Checker;
import im.fanfare.load.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
    private final PrintStream out;
    private final Closing closing = new Closing();

    private LoadTest(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    public static void main(String[] arguments) {
        // Not the platform's character set: the bars are not in every one.
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Options options;
        try {
            options = Options.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage() + " load-tests/run --help lists the options.");
            System.exit(USAGE);
            return;
        }
        System.exit(new LoadTest(options, out).run());
    }

    /** Returns the exit status. */
    private int run() {
        Runtime.getRuntime().addShutdownHook(new Thread(closing::all, "end"));
        try {
            return measure();
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (!closing.isClosing()) {
                out.println("Failed: " + e.getMessage());
                out.println("Logs are in " + options.report().resolve("logs") + ".");
            }
            return 1;
        }
    }

    private int measure() throws IOException, InterruptedException {
        out.println(options.question() + ": " + options.settings().getString("question"));
        Latencies latencies = new Latencies();
        Hub hub = hub(latencies);
        List<URI> metrics = options.metrics();
        if (options.target().isPresent()) {
            out.println("Listening on %s:%d for the component %s …"
                    .formatted(
                            options.target().get().host(),
                            hub.host().port(),
                            options.target().get().service()));
        } else {
            metrics = start(hub);
        }
        closing.add(hub.host()::expectEnd); // before the members go
        hub.host().await(options.target().isPresent() ? 1 : connections(), OPERATORS_PATIENCE);
        var run =
                new Run(options.question(), options.settings(), latencies, Optional.of(hub), new Metrics(metrics), out);
        return conclude(run, new Measurement(run, options.report().toAbsolutePath()).take());
    }

    private int connections() {
        return options.started().members() * options.started().connections();
    }

    private Hub hub(Latencies latencies) throws IOException {
        if (options.target().isEmpty()) {
            var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            return new Hub(loopback, SERVICE, SECRET, order(), latencies, out::println);
        }
        var target = options.target().get();
        var address = new InetSocketAddress(target.host(), target.port());
        if (address.isUnresolved()) {
            throw new IOException("there is no address " + target.host() + " to listen at");
        }
        return new Hub(address, target.service(), target.secret(), order(), latencies, out::println);
    }

    private Checker.Order order() {
        return options.question() == Question.RECONNECT ? Checker.Order.ACKNOWLEDGED : Checker.Order.SENT;
    }

    private List<URI> start(Hub hub) throws IOException {
        var installation = new Installation(options.report().toAbsolutePath(), closing);
        out.println("Starting Kafka and Cassandra …");
        installation.startStores();
        out.println("Starting Fanfare, %d × %s …"
                .formatted(
                        options.started().members(),
                        String.join(" ", options.started().jvm())));
        var settings = installation
                .settings()
                .attachedTo("127.0.0.1", hub.host().port(), SERVICE, SECRET, "each")
                .with(
                        "FANFARE_LINK_CONNECTIONS",
                        Integer.toString(options.started().connections()));
        return Installation.metrics(installation.startMembers(settings, options.started()));
    }

    private int conclude(Run run, Measurement.Outcome outcome) {
        out.println();
        out.println(outcome.answer().sentence());
        out.println();
        out.println(outcome.answer().picture());
        out.println();
        run.findings().ifPresent(out::println);
        out.println(Machine.describe());
        out.println("Gatling's report: " + outcome.report().resolve("index.html"));
        out.println("With Fanfare's own figures: " + outcome.report().resolve("fanfare.html"));
        out.println(outcome.passed() ? "Passed." : "FAILED: an assertion above does not hold.");
        return outcome.passed() ? 0 : 1;
    }
}
