package im.fanfare.gatling;

import im.fanfare.gatling.report.Latencies;
import im.fanfare.gatling.report.Page;
import im.fanfare.gatling.report.Timeline;
import im.fanfare.load.Json;
import im.fanfare.load.Machine;
import io.gatling.app.Gatling$;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One simulation, run by Gatling in this process, and its reports. */
final class Measurement {
    private static final int PASSED = 0;
    private static final int ASSERTIONS_FAILED = 2;

    private final Run run;
    private final Path reports;

    /**
     * @param report the directory with Gatling's {@code index.html}, our {@code fanfare.html} and {@code fanfare.json}
     * @param passed whether all assertions held
     */
    record Outcome(boolean passed, Path report, Run.Answer answer) {}

    /** @param reports every run gets a directory of its own in it */
    Measurement(Run run, Path reports) {
        this.run = run;
        this.reports = reports;
    }

    /** @throws IOException if the simulation broke off, or gave no answer */
    Outcome take() throws IOException {
        Files.createDirectories(reports);
        int status;
        Run.begin(run);
        try {
            status = Gatling$.MODULE$.fromArgs(new String[] {
                "--simulation", run.question().simulation().getName(),
                "--results-folder", reports.toString()
            });
        } finally {
            Run.end();
            run.timelineIfAny().ifPresent(Timeline::close);
        }
        if (status != PASSED && status != ASSERTIONS_FAILED) {
            throw new IOException("Gatling ended with status " + status);
        }
        Path report = newest();
        Run.Answer answer = run.answer().orElseThrow(() -> new IOException("the simulation gave no answer"));
        write(report, answer, status == PASSED);
        return new Outcome(status == PASSED, report, answer);
    }

    private void write(Path report, Run.Answer answer, boolean passed) throws IOException {
        List<Timeline.Moment> moments = run.timeline().moments();
        String title = run.question() + ": " + run.settings().getString("question");
        Files.writeString(report.resolve("fanfare.html"), Page.of(title, answer.sentence(), answer.picture(), moments));
        Files.writeString(report.resolve("fanfare.json"), Json.of(content(answer, passed, moments)) + "\n");
    }

    private Map<String, Object> content(Run.Answer answer, boolean passed, List<Timeline.Moment> moments) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("simulation", run.question().toString());
        content.put("when", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        content.put("machine", Machine.describe());
        content.put("settings", run.settings().root().unwrapped());
        content.put("answer", answer.sentence());
        content.put("passed", passed);
        content.put("findings", run.findings().toString());
        Map<String, Object> latencies = new LinkedHashMap<>();
        run.latencies().totals().forEach((name, summary) -> latencies.put(name, content(summary)));
        content.put("latencies", latencies);
        content.put(
                "seconds",
                moments.stream()
                        .map(moment ->
                                Map.of("at", moment.seconds(), "users", moment.users(), "fanfare", moment.fanfare()))
                        .toList());
        return content;
    }

    private static Map<String, Object> content(Latencies.Summary summary) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("count", summary.count());
        content.put("medianMillis", summary.medianMillis());
        content.put("p99Millis", summary.p99Millis());
        content.put("mostMillis", summary.mostMillis());
        return content;
    }

    /** Gatling does not say where it has written to. */
    private Path newest() throws IOException {
        try (var all = Files.list(reports)) {
            Optional<Path> newest = all.filter(dir -> Files.exists(dir.resolve("simulation.log")))
                    .max(Comparator.comparing(dir -> dir.toFile().lastModified()));
            return newest.orElseThrow(() -> new IOException("Gatling has written nothing into " + reports));
        }
    }
}
