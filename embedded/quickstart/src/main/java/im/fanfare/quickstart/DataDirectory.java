package im.fanfare.quickstart;

import im.fanfare.embedded.Home;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The directory that one quickstart at a time keeps data and logs in. */
record DataDirectory(Path dir) {
    private static final List<String> OURS = List.of("cassandra", "kafka", "prosody", "members", "logs");

    DataDirectory {
        dir = dir.toAbsolutePath().normalize();
    }

    /** Held until the process ends. */
    FileLock lock() throws IOException {
        Files.createDirectories(dir);
        var channel = FileChannel.open(dir.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.tryLock();
        if (lock == null) {
            throw new IOException(
                    "Another quickstart is running in " + dir + ": stop it, or name another with --data.");
        }
        return lock;
    }

    /** Deletes what quickstarts have put there, and nothing else: the directory may be anybody's. */
    void clear() {
        OURS.forEach(name -> Home.delete(dir.resolve(name)));
    }

    /** Where a server lives; its log is beside the others', and begins with this run. */
    Home home(String server) throws IOException {
        return Home.durable(Files.createDirectories(dir.resolve(server)), freshLog(server));
    }

    Path members() throws IOException {
        return Files.createDirectories(dir.resolve("members"));
    }

    Path logs() {
        return dir.resolve("logs");
    }

    private Path freshLog(String name) throws IOException {
        var log = Files.createDirectories(logs()).resolve(name + ".log");
        Files.deleteIfExists(log);
        return log;
    }
}
