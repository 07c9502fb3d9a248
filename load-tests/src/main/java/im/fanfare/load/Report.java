package im.fanfare.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the rows have found, for the terminal, for programs, and for the eye. */
final class Report {
    private static final int QUANTILES = 100;

    /** Cores; what others use beyond, they take from Fanfare where there are two. */
    private static final double QUIET = 0.3;

    private final Terminal terminal;
    private final List<Figure> figures = new ArrayList<>();
    private final Map<String, double[]> distributions = new LinkedHashMap<>();
    private final Map<Integer, Double> rateBySubscribers = new TreeMap<>();
    private final Map<String, Double> others = new LinkedHashMap<>();
    private @Nullable String fault;

    Report(Terminal terminal) {
        this.terminal = terminal;
    }

    void add(Figure figure) {
        figures.add(figure);
        terminal.line("    " + Table.brief(figure));
    }

    /** Median and 99th percentile. */
    void latencies(String row, String what, Samples samples) {
        add(Figure.of(row, what + ", median", samples.medianMillis(), "ms"));
        add(Figure.of(row, what + ", 99th percentile", samples.p99Millis(), "ms"));
    }

    /** For the plot. */
    void distribution(String name, Samples samples) {
        distributions.put(name, samples.quantilesMillis(QUANTILES));
    }

    /** For the plot: notifications a second. */
    void point(int subscribers, double rate) {
        rateBySubscribers.put(subscribers, rate);
    }

    /** Cores that others were busy with during a row. */
    void others(String row, double cores) {
        others.put(row, cores);
    }

    /** How much noise is in the figures. */
    String noise() {
        double most = others.values().stream().mapToDouble(cores -> cores).max().orElse(0);
        return String.format(
                Locale.ROOT,
                "Other programs used up to %.1f cores in one row%s.",
                most,
                most > QUIET ? ": too much" : "");
    }

    /** Why not all rows were run. */
    void fault(String sentence) {
        fault = sentence;
    }

    /** A figure of an earlier row; no number if that row was not run. */
    double value(String row, String what) {
        return figures.stream()
                .filter(figure -> figure.row().equals(row) && figure.what().equals(what))
                .mapToDouble(Figure::value)
                .findFirst()
                .orElse(Double.NaN);
    }

    boolean isComplete() {
        return fault == null;
    }

    boolean meetsAllTargets() {
        return figures.stream().allMatch(figure -> figure.isMet().orElse(true));
    }

    String table() {
        return Table.of(figures);
    }

    /** Writes {@code fanout.md}, {@code fanout.json} and {@code fanout.svg}. */
    void write(Path dir, String command, Findings findings) throws IOException {
        Files.createDirectories(dir);
        String when = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Files.writeString(
                dir.resolve("fanout.md"),
                "%s\n\n%s, %s\n\n    %s\n\n%s\n%s\n"
                        .formatted(table(), Machine.describe(), when, command, findings, noise()));
        Files.writeString(dir.resolve("fanout.json"), Json.of(content(when, command, findings)) + "\n");
        Files.writeString(
                dir.resolve("fanout.svg"),
                Plot.of(distributions, rateBySubscribers, value(LimitRow.NAME, LimitRow.STANZAS)));
    }

    private Map<String, Object> content(String when, String command, Findings findings) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("when", when);
        content.put("machine", Machine.describe());
        content.put("command", command);
        content.put("complete", isComplete() && findings.isClean());
        if (fault != null) {
            content.put("fault", fault);
        }
        content.put("findings", findings.content());
        content.put("figures", figures.stream().map(Report::figure).toList());
        content.put("othersCores", others);
        content.put("millisecondsByPercentile", distributions);
        content.put("notificationsPerSecondBySubscribers", rateBySubscribers);
        return content;
    }

    private static Map<String, Object> figure(Figure figure) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("row", figure.row());
        content.put("what", figure.what());
        content.put("value", figure.value());
        content.put("unit", figure.unit());
        figure.ratio().ifPresent(ratio -> content.put("ratio", ratio));
        figure.target().ifPresent(target -> content.put("target", target.toString()));
        figure.isMet().ifPresent(met -> content.put("met", met));
        return content;
    }
}
