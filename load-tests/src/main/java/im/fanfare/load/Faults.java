package im.fanfare.load;

import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.MemberSettings;
import im.fanfare.embedded.MemberSettings.Place;
import im.fanfare.embedded.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The command {@code load-tests/faults}: publishes steadily to a large node and some small ones, lets one fault after the
 * other befall what it has started, and checks after each that every promise was kept.
 *
 * <p>The exit status is 0 if all were.
 */
public final class Faults {
    private static final String SERVICE = "pubsub.localhost";
    private static final String SECRET = "secret";
    private static final int CONNECTIONS = 1;
    private static final int SMALL_NODES = 8;
    private static final int SUBSCRIBERS_OF_A_SMALL_ONE = 100;
    private static final int ROUNDS_BEFORE = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int MOST_SHOWN = 20;
    private static final int USAGE = 64;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String NEEDS_NAMESPACES =
            "Several members need a network namespace each, which only root can make, and not in every container: not run.";

    private final FaultOptions options;
    private final String command;
    private final Terminal terminal;
    private final Command life;
    private final List<Outcome> outcomes = new ArrayList<>();

    private Faults(FaultOptions options, String command, Terminal terminal) {
        this.options = options;
        this.command = command;
        this.terminal = terminal;
        this.life = new Command(terminal, logs());
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), Terminal.standard()));
    }

    /** Returns the exit status; what it has started ends before. */
    static int run(List<String> arguments, Terminal terminal) {
        FaultOptions options;
        List<Fault> faults;
        try {
            options = FaultOptions.parse(arguments);
            faults = AllFaults.named(options.only(), options.members());
        } catch (IllegalArgumentException e) {
            terminal.line(e.getMessage() + " load-tests/faults --help lists the options.");
            return USAGE;
        }
        if (options.members() > 1 && !Network.isOurs()) {
            terminal.line(NEEDS_NAMESPACES);
            return 1;
        }
        String command = ("load-tests/faults " + String.join(" ", arguments)).strip();
        Faults run = new Faults(options, command, terminal);
        return run.life.run(() -> run.run(faults));
    }

    private int run(List<Fault> faults) throws IOException, InterruptedException {
        Site site = start();
        Stage stage = new Stage(
                site.host(), Optional.empty(), Optional.empty(), new Costs(Map.of()), Options.Sizes.DEFAULT, terminal);
        List<Audience> audiences = audiences(stage);
        for (Fault fault : faults) {
            terminal.line(fault.name() + ": " + fault.what());
            Outcome outcome = befall(fault, site, stage, audiences);
            outcomes.add(outcome);
            terminal.line(outcome.brief());
            if (Double.isNaN(outcome.recovered())) {
                break; // what comes next would be blamed for it
            }
        }
        return conclude(faults.size());
    }

    private Site start() throws IOException, InterruptedException {
        Optional<Network> network =
                options.members() > 1 ? Optional.of(Network.of(options.members())) : Optional.empty();
        String here = network.isPresent() ? Network.HUB : Ports.LOOPBACK;
        Path data = options.report().resolve("data");
        Installation installation =
                new Installation(data, logs(), here, network.map(Network::kafka).orElse(""), "", life);
        MemberSettings stores = installation.startStores();
        Script script = Script.of(SERVICE, SECRET);
        HostServer host =
                new HostServer(script, new Checker(Checker.Order.ACKNOWLEDGED), Ports.freeAt(here), line -> {});
        host.expectFaults();
        List<Place> places = network.map(Network::places).orElse(List.of(Place.LOOPBACK));
        List<FanfareMember> members =
                installation.startMembers(host.invite(stores, CONNECTIONS), places, options.jvm());
        Supervisor supervisor = new Supervisor(members);
        Site site = new Site(
                installation, members, supervisor, host, network, Site.Windows.ofTheEnvironment(), options.hold());
        site.awaitServing();
        if (network.isPresent()) { // a single member is started again by the fault that befalls it
            life.begin(supervisor::stop);
            supervisor.start();
        }
        return site;
    }

    private List<Audience> audiences(Stage stage) throws IOException, InterruptedException {
        List<Audience> audiences = new ArrayList<>();
        for (int node = 0; node < SMALL_NODES; node++) {
            audiences.add(stage.audiences().another(SUBSCRIBERS_OF_A_SMALL_ONE));
        }
        terminal.line("%,d are subscribing to one node …".formatted(options.subscribers()));
        audiences.add(stage.audiences().another(options.subscribers()));
        return audiences;
    }

    /** One fault in the middle of a fan-out, and everything until there is nothing of it left to come. */
    private Outcome befall(Fault fault, Site site, Stage stage, List<Audience> audiences)
            throws IOException, InterruptedException {
        Checker checker = stage.host().checker();
        Findings before = checker.findings();
        long fencedBefore = site.fenced();
        SteadyLoad load = new SteadyLoad(stage, audiences, options.every()).start();
        load.awaitDone(ROUNDS_BEFORE, PATIENCE);
        load.awaitMiddle(PATIENCE);
        long begun = System.nanoTime();
        double lasted = Double.NaN;
        double recovered = Double.NaN;
        Optional<String> broke;
        try {
            fault.befall().on(site);
            long over = System.nanoTime();
            lasted = seconds(begun, over);
            load.awaitRecovery(over, PATIENCE);
            recovered = seconds(begun, System.nanoTime());
            fault.mend().on(site);
            load.finish(PATIENCE);
            broke = load.refusedForGood();
        } catch (IOException e) {
            load.stop();
            load.outstanding().stream().limit(MOST_SHOWN).forEach(what -> terminal.line("    " + what));
            broke = Optional.of(String.valueOf(e.getMessage()));
        }
        return new Outcome(
                fault,
                lasted,
                load.longestSilence(begun, begun + (long) (recovered * NANOS_PER_SECOND)) / NANOS_PER_SECOND,
                recovered,
                load.acknowledged(),
                load.unanswered(),
                load.toldToWait(),
                site.fenced() - fencedBefore,
                checker.findings().since(before),
                fault.repeats().bound(site.windows()),
                broke);
    }

    private int conclude(int faults) throws IOException {
        String when = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        String what = "%,d subscribers of one node, %d members".formatted(options.subscribers(), options.members());
        Files.createDirectories(options.report());
        Files.writeString(
                options.report().resolve("faults.md"),
                "%s\n\n%s\n\n%s, %s\n\n    %s\n"
                        .formatted(Outcome.table(outcomes), what, Machine.describe(), when, command));
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("when", when);
        content.put("machine", Machine.describe());
        content.put("command", command);
        content.put("outcomes", outcomes.stream().map(Outcome::content).toList());
        Files.writeString(options.report().resolve("faults.json"), Json.of(content) + "\n");
        terminal.line("");
        terminal.line(Outcome.table(outcomes));
        terminal.line("");
        terminal.line(Machine.describe());
        terminal.line("Written to " + options.report() + ": faults.md, faults.json.");
        boolean isKept = outcomes.size() == faults && outcomes.stream().allMatch(Outcome::isKept);
        if (!isKept) {
            terminal.line("A promise was broken. Logs are in " + logs() + ".");
        }
        return isKept ? 0 : 1;
    }

    private Path logs() {
        return options.report().resolve("logs");
    }

    private static double seconds(long from, long to) {
        return (to - from) / NANOS_PER_SECOND;
    }
}
