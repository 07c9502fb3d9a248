package im.fanfare.image;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The image of a member, from nothing but this machine's Java and C library, and the class path that the build has
 * written down. The same of these make the same image: no file has a date.
 */
final class Image {
    /** Nobody's on any machine. */
    static final String USER = "10001:10001";

    private static final String MAIN = "im.fanfare.component.Main";
    private static final String COMMAND = "im.fanfare.component.administration.CommandLine";
    private static final String APP = "/app/";

    /** @param scratch an empty directory, for what is only needed meanwhile */
    static JibContainer build(Path scratch, Containerizer to) throws Exception {
        String version = version();
        Jars jars = Jars.into(scratch.resolve("own"), version);
        JibContainerBuilder image = Jib.fromScratch()
                .setFormat(ImageFormat.OCI)
                .setPlatforms(Set.of(new Platform(architecture(), "linux")))
                .setCreationTime(Instant.EPOCH)
                .addFileEntriesLayer(system(scratch.resolve("system")))
                .addFileEntriesLayer(layer("libraries", jars.libraries()))
                .addFileEntriesLayer(own(scratch, jars))
                .setEntrypoint("/" + JavaRuntime.HOME.resolve("bin/java"), "@" + APP + "java.options", MAIN)
                .setUser(USER)
                .setWorkingDirectory(AbsoluteUnixPath.get("/tmp"))
                .addEnvironmentVariable("LANG", "C.UTF-8")
                .setExposedPorts(Port.tcp(7355), Port.tcp(7356), Port.tcp(7626))
                .addLabel("org.opencontainers.image.title", "Fanfare")
                .addLabel("org.opencontainers.image.version", version)
                .addLabel("org.opencontainers.image.licenses", "Apache-2.0");
        return image.containerize(to.setApplicationLayersCache(scratch.resolve("layers"))
                .setBaseImageLayersCache(scratch.resolve("base"))
                .setToolName("fanfare"));
    }

    /** What there has to be in a system: Java, what it is linked to, a user, and a place for temporary files. */
    private static FileEntriesLayer system(Path root) throws IOException, InterruptedException {
        JavaRuntime.link(root);
        Path etc = Files.createDirectories(root.resolve("etc"));
        Files.writeString(etc.resolve("passwd"), "fanfare:x:10001:10001::/tmp:/none\n");
        Files.writeString(etc.resolve("group"), "fanfare:x:10001:\n");
        Files.writeString(etc.resolve("nsswitch.conf"), "hosts: files dns\n");
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName("system");
        try (Stream<Path> all = Files.list(root)) {
            for (Path top : all.sorted().toList()) {
                layer.addEntryRecursive(
                        top,
                        AbsoluteUnixPath.get("/" + root.relativize(top)),
                        (path, inImage) -> Files.isDirectory(path) || Files.isExecutable(path)
                                ? FilePermissions.fromOctalString("755")
                                : FilePermissions.fromOctalString("644"));
            }
        }
        layer.addEntry(
                Files.createDirectories(root.resolveSibling("tmp")),
                AbsoluteUnixPath.get("/tmp"),
                FilePermissions.fromOctalString("777"));
        return layer.build();
    }

    private static FileEntriesLayer own(Path scratch, Jars jars) throws IOException {
        String classPath = Stream.concat(jars.own().stream(), jars.libraries().stream())
                .map(jar -> APP + jar.getFileName())
                .collect(Collectors.joining(":"));
        Path options = Files.writeString(
                scratch.resolve("java.options"), resource("java.options") + "-cp\n" + classPath + '\n');
        // There is no shell for a script: java @/app/fanfare is the operator's command.
        Path fanfare = Files.writeString(
                scratch.resolve("fanfare"), resource("fanfare.options") + "-cp\n" + classPath + '\n' + COMMAND + '\n');
        return layer(
                "fanfare",
                Stream.concat(jars.own().stream(), Stream.of(options, fanfare)).toList());
    }

    private static FileEntriesLayer layer(String name, List<Path> files) {
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
        files.stream().sorted().forEach(file -> layer.addEntry(file, AbsoluteUnixPath.get(APP + file.getFileName())));
        return layer.build();
    }

    /** As the registries call it. */
    private static String architecture() {
        String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return name.equals("aarch64") ? "arm64" : name;
    }

    static String version() throws IOException {
        Properties properties = new Properties();
        properties.load(new java.io.StringReader(resource("image.properties")));
        return properties.getProperty("version", "unknown");
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = Image.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Image() {}
}
