package im.fanfare.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing a newcomer does, as the script does it. */
class QuickstartIT {
    private static final long PATIENCE_MINUTES = 5;

    /** For all that the quickstart starts: it is over before more compiling would pay. */
    private static final String UP_SOONER = "-XX:TieredStopAtLevel=1";

    @TempDir
    private Path dir;

    /** What it did and said. */
    private record Run(int status, List<String> lines) {}

    @Test
    void showsANotificationAndLeavesNothingBehindButTheData() throws Exception {
        var first = run("--exit");
        var clusterOnTheSameData = run("--exit", "--members", "3");

        assertShown(first);
        assertThat(first.lines()).anyMatch(line -> line.contains("create node  "));
        assertShown(clusterOnTheSameData);
        assertThat(clusterOnTheSameData.lines()).anyMatch(line -> line.contains("create node (exists already)"));
        assertThat(dir.resolve("data/logs")).isDirectoryContaining(log -> log.endsWith("member-3.log"));
    }

    private void assertShown(Run run) throws IOException {
        assertThat(run.status()).as(String.join("\n", run.lines())).isZero();
        assertThat(run.lines())
                .anyMatch(line -> line.startsWith("Ready"))
                .anyMatch(line -> line.startsWith("<message"))
                .noneMatch(line -> line.contains("unexpectedly"));
        assertThat(processesOn(dir)).isEmpty();
    }

    private Run run(String... options) throws IOException, InterruptedException {
        var printed = dir.resolve("printed.txt");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Quickstart.class.getName(),
                "--data",
                dir.resolve("data").toString()));
        command.addAll(Arrays.asList(options));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile());
        builder.environment().put("JAVA_TOOL_OPTIONS", UP_SOONER);
        var quickstart = builder.start();
        try {
            assertThat(quickstart.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
            return new Run(quickstart.exitValue(), Files.readAllLines(printed));
        } finally {
            quickstart.destroyForcibly(); // and with it all that it has started
        }
    }

    /** The command lines that name this directory: everything the quickstart starts has its options there. */
    private static List<String> processesOn(Path dir) {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(dir.toString()))
                .toList();
    }
}
