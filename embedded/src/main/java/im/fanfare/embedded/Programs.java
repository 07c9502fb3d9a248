package im.fanfare.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;

/** The distribution's programs, and on whose behalf they run. */
final class Programs {
    private Programs() {}

    /** Where a program is: on the PATH, or where the distribution puts those meant for root. */
    static Path find(String name) throws IOException {
        var path = Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator);
        return Stream.concat(Arrays.stream(path), Stream.of("/usr/bin", "/usr/sbin"))
                .map(dir -> Path.of(dir, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () -> new IOException(name + " is not installed (on Debian: apt-get install " + name + ")"));
    }

    static boolean runAsRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
