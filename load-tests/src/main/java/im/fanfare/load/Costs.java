package im.fanfare.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The CPU that something costs, by who spends it: Fanfare, its stores and the harness; and apart from them the compilers of
 * all their JVMs, who have done with it once a service has run for some minutes.
 */
final class Costs {
    private static final String COMPILERS = "the JVMs' compilers";
    private static final double MICROS_PER_TICK = 10_000;

    /** How HotSpot calls their threads. */
    private static final Pattern COMPILER = Pattern.compile("\\(C[12] Compiler");

    /** Behind the name in {@code stat}: proc(5). */
    private static final int USER = 11;

    private static final int SYSTEM = 12;

    private final Map<String, Long> processes;

    /** @param processes their ids by what they are */
    Costs(Map<String, Long> processes) {
        this.processes = new LinkedHashMap<>(processes);
        this.processes.put("the harness", ProcessHandle.current().pid());
    }

    /** Microseconds of CPU by who has spent them; their sum is what the machine spent. */
    record Spent(Map<String, Double> micros) {
        private Spent since(Spent before) {
            Map<String, Double> spent = new LinkedHashMap<>();
            micros.forEach((who, now) -> spent.put(who, now - before.micros.getOrDefault(who, 0.0)));
            return new Spent(spent);
        }

        private Spent forEach(long count) {
            Map<String, Double> each = new LinkedHashMap<>();
            micros.forEach((who, all) -> each.put(who, all / count));
            return new Spent(each);
        }

        /** A line for the sum and one for each. */
        void report(Report report, String row) {
            if (micros.isEmpty()) {
                return;
            }
            double all = micros.values().stream().mapToDouble(one -> one).sum();
            report.add(Figure.of(row, "CPU for each, of all processes", all, "µs"));
            micros.forEach((who, one) -> report.add(Figure.of(row, "CPU for each, of " + who, one, "µs")));
        }
    }

    /** What they have spent until now. */
    Spent spent() throws IOException {
        Map<String, Double> spent = new LinkedHashMap<>();
        double byAllCompilers = 0;
        for (Map.Entry<String, Long> process : processes.entrySet()) {
            Path files = Path.of("/proc", Long.toString(process.getValue()));
            double byCompilers = byCompilers(files.resolve("task"));
            spent.put(process.getKey(), micros(Files.readString(files.resolve("stat"))) - byCompilers);
            byAllCompilers += byCompilers;
        }
        spent.put(COMPILERS, byAllCompilers);
        return new Spent(spent);
    }

    /** What each of so many things has cost since then. */
    Spent forEach(long count, Spent before) throws IOException {
        return spent().since(before).forEach(count);
    }

    private static double byCompilers(Path threads) throws IOException {
        double micros = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
            for (Path thread : all) {
                String stat = Files.readString(thread.resolve("stat"));
                if (COMPILER.matcher(stat).find()) {
                    micros += micros(stat);
                }
            }
        } catch (NoSuchFileException e) {
            // a thread has ended meanwhile; compilers' stay
        }
        return micros;
    }

    private static double micros(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) * MICROS_PER_TICK;
    }
}
