package im.fanfare.gatling;

import com.typesafe.config.Config;
import im.fanfare.embedded.MemberSettings;
import im.fanfare.gatling.report.Bars;
import im.fanfare.gatling.report.Latencies;
import im.fanfare.load.Installation;
import im.fanfare.load.Json;
import im.fanfare.load.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Fanfare and the host servers' own publish-subscribe services, asked the same by the same users in one run: behind each
 * server they take turns, as the machine has its moods, once both are warm.
 */
final class PeersTest {
    private final Context context;
    private final List<String> table = new ArrayList<>(
            List.of("| users of | | Fanfare | its own service | own / Fanfare |", "|---|---|---:|---:|---:|"));
    private final List<Map<String, Object>> figures = new ArrayList<>();
    private boolean passed = true;

    /** One turn. */
    private record Turn(Latencies.Summary notification, Latencies.Summary publish) {}

    PeersTest(Context context) {
        this.context = context;
    }

    /** Returns the exit status. */
    int measure() throws IOException {
        Installation installation = context.installation();
        return measure(installation, installation.startStores());
    }

    int measure(Installation installation, MemberSettings stores) throws IOException {
        for (RealHost.Product product : RealHost.Product.values()) {
            RealHost host = RealTest.start(context, product, installation, stores);
            compare(host);
            host.stop();
        }
        Path directory = context.reports();
        String text = String.join("\n", table);
        Files.writeString(directory.resolve("peers.md"), text + "\n\n" + Machine.describe() + "\n");
        Files.writeString(directory.resolve("peers.json"), Json.of(figures) + "\n");
        List.of(
                        "",
                        text,
                        "",
                        Machine.describe(),
                        "Written to " + directory + ": peers.md, peers.json, and the reports of all turns.",
                        passed ? "Passed." : "FAILED: an assertion above does not hold.")
                .forEach(context.terminal()::line);
        return passed ? 0 : 1;
    }

    private void compare(RealHost host) throws IOException {
        warmUp(host);
        Map<RealHost.Service, List<Turn>> turns = new EnumMap<>(RealHost.Service.class);
        for (int round = 0; round < context.options().settings().getInt("rounds"); round++) {
            for (RealHost.Service service : RealHost.Service.values()) {
                turns.computeIfAbsent(service, first -> new ArrayList<>()).add(take(context, host, service));
            }
        }
        add(
                host,
                turns,
                "publish to notification, median",
                turn -> turn.notification().medianMillis());
        add(
                host,
                turns,
                "publish to notification, p99",
                turn -> turn.notification().p99Millis());
        add(
                host,
                turns,
                "publish to acknowledgement, median",
                turn -> turn.publish().medianMillis());
    }

    private void warmUp(RealHost host) throws IOException {
        Config settings = context.options().settings();
        if (settings.getInt("warm-up-seconds") == 0) {
            return;
        }
        Context warmUp = new Context(
                context.options()
                        .with("seconds", settings.getValue("warm-up-seconds"))
                        .with("rate", settings.getValue("warm-up-rate")),
                context.terminal(),
                context.life());
        for (RealHost.Service service : RealHost.Service.values()) {
            take(warmUp, host, service);
        }
    }

    private Turn take(Context conditions, RealHost host, RealHost.Service service) throws IOException {
        Run run = RealTest.run(conditions, host.serving(service), host.metrics());
        Measurement.Outcome outcome = new Measurement(run, context.reports()).take();
        context.terminal().line(host.product() + ": " + outcome.answer().sentence());
        context.terminal().line(run.findings().toString());
        passed &= outcome.passed();
        return new Turn(run.latencies().total("notification"), run.latencies().total("publish"));
    }

    private void add(
            RealHost host, Map<RealHost.Service, List<Turn>> turns, String what, ToDoubleFunction<Turn> millis) {
        double fanfare = median(turns.getOrDefault(RealHost.Service.FANFARE, List.of()), millis);
        double own = median(turns.getOrDefault(RealHost.Service.OWN, List.of()), millis);
        table.add("| %s | %s | %s ms | %s ms | %s |"
                .formatted(host.product(), what, Bars.number(fanfare), Bars.number(own), Bars.number(own / fanfare)));
        figures.add(Map.of(
                "server", host.product().toString(),
                "what", what,
                "fanfareMillis", fanfare,
                "ownMillis", own,
                "ratio", own / fanfare));
    }

    private static double median(List<Turn> turns, ToDoubleFunction<Turn> millis) {
        double[] sorted = turns.stream().mapToDouble(millis).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }
}
