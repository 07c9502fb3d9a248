package im.fanfare.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a JDK 17 is: Cassandra runs on no later one (it installs a security manager, which JDK 24 has done away with). */
final class Java17 {
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");

    private Java17() {}

    static Path home() {
        if (Runtime.version().feature() == 17) {
            return Path.of(System.getProperty("java.home"));
        }
        var given = System.getenv("FANFARE_JAVA17_HOME");
        if (given != null) {
            return Path.of(given);
        }
        return installed();
    }

    private static Path installed() {
        if (Files.isDirectory(INSTALLED)) {
            try (var homes = Files.list(INSTALLED)) {
                var found = homes.filter(Java17::isOne).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException(
                "Cassandra needs JDK 17: install openjdk-17-jdk-headless, or name one in FANFARE_JAVA17_HOME");
    }

    private static boolean isOne(Path home) {
        try {
            return Files.isExecutable(home.resolve("bin/java"))
                    && Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"17");
        } catch (IOException e) {
            return false; // a directory without a release file is no JDK
        }
    }
}
