package im.fanfare.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A class path for a process of its own.
 *
 * <p>The build writes down what each kind of process runs on, in a file {@code NAME.classpath} in the module that
 * declares it. So the jars stay where Maven has them, and nobody else has them on a class path.
 */
public record ClassPath(List<Path> entries) {
    public ClassPath {
        entries = List.copyOf(entries);
        for (var entry : entries) {
            if (!Files.exists(entry)) {
                throw new IllegalStateException(entry + " has gone since the build: build again");
            }
        }
    }

    /** The class path written down as {@code name.classpath}, preceded by the module that this file is in. */
    public static ClassPath named(String name) {
        var resource = ClassPath.class.getResource("/" + name + ".classpath");
        if (resource == null) {
            throw new IllegalStateException(
                    name + ".classpath is not on the class path: build module embedded-" + name);
        }
        try (var text = resource.openStream()) {
            var entries = new ArrayList<Path>();
            entries.add(home(resource));
            var jars = new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
            Arrays.stream(jars.split(File.pathSeparator)).map(Path::of).forEach(entries::add);
            return new ClassPath(entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the module of {@link ChildMain} at the end, where it hides nothing. */
    ClassPath withChildMain() {
        var all = new ArrayList<>(entries);
        all.add(Path.of(
                uri(ChildMain.class.getProtectionDomain().getCodeSource().getLocation())));
        return new ClassPath(all);
    }

    @Override
    public String toString() {
        return String.join(
                File.pathSeparator, entries.stream().map(Path::toString).toList());
    }

    private static Path home(URL resource) throws IOException {
        return resource.openConnection() instanceof JarURLConnection jar
                ? Path.of(uri(jar.getJarFileURL()))
                : Path.of(uri(resource)).resolveSibling("");
    }

    private static URI uri(URL url) {
        try {
            return url.toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
