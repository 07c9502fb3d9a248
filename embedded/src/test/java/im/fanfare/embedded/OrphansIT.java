package im.fanfare.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphansIT {
    @Test
    void serversEndWhenWhoStartedThemIsKilled(@TempDir Path dir) throws Exception {
        var pids = dir.resolve("pids");
        var parent = JavaCommand.onThisJdk(List.of("-Xmx64m"), ownClassPath(), Orphans.class.getName())
                .fork(dir, Run.of("orphans", dir.resolve("log"), dir.toString()));
        parent.await(() -> Files.exists(pids), Duration.ofMinutes(2));
        var servers = Files.readAllLines(pids).stream()
                .map(pid -> ProcessHandle.of(Long.parseLong(pid)))
                .flatMap(Optional::stream)
                .toList();

        parent.kill();

        assertThat(servers).hasSize(2);
        for (var server : servers) {
            server.onExit().get(20, TimeUnit.SECONDS);
        }
    }

    private static ClassPath ownClassPath() {
        var entries = System.getProperty("java.class.path").split(File.pathSeparator);
        return new ClassPath(Arrays.stream(entries).map(Path::of).toList());
    }
}
