package im.fanfare.image;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * What a member's class path consists of, as jars.
 *
 * @param libraries other people's, as they are
 * @param own this project's modules, which lie in directories while it is built
 */
record Jars(List<Path> libraries, List<Path> own) {
    /** Zip knows no earlier one. */
    private static final LocalDateTime ALWAYS = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** @param directory where our own are written to */
    static Jars into(Path directory, String version) throws IOException {
        List<Path> libraries = new ArrayList<>();
        List<Path> own = new ArrayList<>();
        Files.createDirectories(directory);
        for (Path entry : classPath()) {
            if (!entry.getName(entry.getNameCount() - 2).endsWith("target")) {
                libraries.add(entry);
            } else if (!Files.isDirectory(entry)) {
                own.add(entry); // MODULE/target/MODULE.jar, as it is once that module is built
            } else {
                Path module = entry.getName(entry.getNameCount() - 3); // MODULE/target/classes
                own.add(jar(entry, directory.resolve("fanfare-" + module + ".jar"), version));
            }
        }
        return new Jars(libraries, own);
    }

    private static List<Path> classPath() throws IOException {
        try (InputStream text = Jars.class.getResourceAsStream("/member.classpath")) {
            String entries = new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(entries.strip().split(File.pathSeparator))
                    .map(Path::of)
                    .toList();
        }
    }

    /** The same classes make the same file, whenever and in whatever order they were written. */
    private static Path jar(Path classes, Path file, String version) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out);
                Stream<Path> all = Files.walk(classes)) {
            jar.putNextEntry(entry("META-INF/MANIFEST.MF"));
            manifest.write(jar);
            for (Path path : all.filter(Files::isRegularFile).sorted().toList()) {
                jar.putNextEntry(entry(classes.relativize(path).toString()));
                Files.copy(path, jar);
            }
        }
        return file;
    }

    private static ZipEntry entry(String name) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(ALWAYS);
        return entry;
    }
}
