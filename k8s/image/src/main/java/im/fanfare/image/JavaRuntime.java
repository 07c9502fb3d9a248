package im.fanfare.image;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** As much of this JDK, and of this system's C library, as a member runs on. */
final class JavaRuntime {
    static final Path HOME = Path.of("opt", "java");

    /** What Fanfare and its libraries use; ImageIT shows that nothing is missing. */
    private static final List<String> MODULES = List.of(
            "java.base",
            "java.compiler", // Kafka names a type of it
            "java.desktop", // java.beans, in some libraries; headless
            "java.instrument", // for agents that an operator may add
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.security.jgss", // Kafka with Kerberos
            "java.security.sasl", // Kafka with SCRAM
            "java.sql", // types of it in Jackson and Kafka
            "java.xml",
            "jdk.crypto.ec",
            "jdk.httpserver", // the management server
            "jdk.jcmd", // for whoever wants to know what a member is doing
            "jdk.jfr",
            "jdk.management",
            "jdk.naming.dns",
            "jdk.unsupported");

    private static final Pattern LIBRARY = Pattern.compile("(?:=> |^\\s*)(/\\S+) \\(0x", Pattern.MULTILINE);

    /** Writes it under {@code root}, where nothing is yet. */
    static void link(Path root) throws IOException, InterruptedException {
        Path home = root.resolve(HOME);
        Files.createDirectories(root.resolve("opt"));
        jlink(
                "--add-modules",
                String.join(",", MODULES),
                "--strip-java-debug-attributes",
                "--no-header-files",
                "--no-man-pages",
                // They write classes that differ from run to run, to start some milliseconds sooner.
                "--disable-plugin",
                "system-modules",
                "--disable-plugin",
                "generate-jli-classes",
                "--output",
                home.toString());
        followLinks(home);
        for (Path library : libraries(home)) {
            Path inRoot = Path.of("/").relativize(library);
            Files.createDirectories(root.resolve(inRoot.subpath(0, inRoot.getNameCount() - 1)));
            Files.copy(library.toRealPath(), root.resolve(inRoot));
        }
    }

    private static void jlink(String... arguments) throws IOException {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        int status = ToolProvider.findFirst("jlink")
                .orElseThrow(() -> new IOException("this Java has no jlink"))
                .run(out, out, arguments);
        if (status != 0) {
            throw new IOException("jlink says: " + said);
        }
    }

    /** A distribution keeps certificates and settings of Java elsewhere, and links to them. */
    private static void followLinks(Path home) throws IOException {
        for (Path link : filter(home, Files::isSymbolicLink)) {
            Path target = link.toRealPath();
            if (!target.startsWith(home.toRealPath())) {
                Files.copy(target, link, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** What the runtime's own programs and libraries are linked to, as the dynamic linker finds it here. */
    private static Set<Path> libraries(Path home) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("ldd", home.resolve("bin/java").toString()));
        // Not those for windows and fonts: a member shows nothing.
        filter(home.resolve("lib"), path -> path.toString().endsWith(".so")).stream()
                .map(Path::toString)
                .filter(name -> !name.matches(".*/lib(awt|font|jawt|jsound|splash|atk|mlib|lcms|javajpeg|freetype).*"))
                .forEach(command::add);
        Process ldd = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (ldd.waitFor() != 0) {
            throw new IOException("ldd says: " + said);
        }
        Set<Path> found = new TreeSet<>();
        LIBRARY.matcher(said)
                .results()
                .map((MatchResult match) -> Path.of(match.group(1)))
                .filter(library -> !library.startsWith(home))
                .forEach(found::add);
        return found;
    }

    private static List<Path> filter(Path root, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(wanted).sorted().toList();
        }
    }

    private JavaRuntime() {}
}
