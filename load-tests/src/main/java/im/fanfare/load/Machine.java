package im.fanfare.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine that it all runs on, and how much of it others use meanwhile: that is what spoils a figure. */
public final class Machine {
    private static final double TICKS_PER_SECOND = 100;

    /** In {@code /proc/stat}: user, nice, system, irq, softirq, steal; the rest is idle or counted twice. */
    private static final int[] BUSY = {1, 2, 3, 6, 7, 8};

    private final Optional<ProcessHandle> member;
    private double busySeconds;
    private double ourSeconds;
    private long since;

    /** @param member where it is not a child of ours */
    Machine(Optional<ProcessHandle> member) throws IOException {
        this.member = member;
        mark();
    }

    public static String describe() {
        return "%d cores of %s, %.0f GiB, %s %s, Java %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        firstLine("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch")),
                        firstLine("/proc/meminfo", "MemTotal")
                                        .map(kilobytes -> Double.parseDouble(kilobytes.replaceAll("\\D", "")))
                                        .orElse(0.0)
                                / (1 << 20),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Runtime.version());
    }

    /** From here on it is counted. */
    void mark() throws IOException {
        busySeconds = busy();
        ourSeconds = ours();
        since = System.nanoTime();
    }

    /** Cores that processes were busy with since the mark which are neither ours nor started by us. */
    double othersCores() throws IOException {
        double others = busy() - busySeconds - (ours() - ourSeconds);
        return Math.max(0, others / Duration.ofNanos(System.nanoTime() - since).toMillis() * 1000);
    }

    private static double busy() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/stat"))) {
            String[] fields = lines.findFirst().orElse("").split(" +", -1);
            return Arrays.stream(BUSY)
                            .mapToLong(field -> Long.parseLong(fields[field]))
                            .sum()
                    / TICKS_PER_SECOND;
        }
    }

    private double ours() {
        return cpuWithAllBelow(ProcessHandle.current())
                        .plus(cpu(member.stream()))
                        .toMillis()
                / 1000.0;
    }

    /** What a process and all that it has started have used since they began. */
    static Duration cpuWithAllBelow(ProcessHandle process) {
        return cpu(Stream.concat(Stream.of(process), process.descendants()));
    }

    private static Duration cpu(Stream<ProcessHandle> processes) {
        return processes
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Optional<String> firstLine(String file, String name) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
