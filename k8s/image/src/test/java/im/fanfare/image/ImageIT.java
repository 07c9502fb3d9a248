package im.fanfare.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.cloud.tools.jib.api.JibContainer;
import im.fanfare.embedded.Home;
import im.fanfare.embedded.HostSettings;
import im.fanfare.embedded.Http;
import im.fanfare.embedded.MemberSettings;
import im.fanfare.embedded.Ports;
import im.fanfare.embedded.Prosody;
import im.fanfare.embedded.Servers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The image is the same each time, small, and a member starts from it in a file system that has nothing else. */
@Timeout(300)
class ImageIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    static Path dir;

    private static final ObjectMapper JSON = new ObjectMapper();

    private static Path tar;
    private static JibContainer image;

    @BeforeAll
    static void build() throws Exception {
        tar = dir.resolve("fanfare.tar");
        image = Image.build(Files.createDirectory(dir.resolve("first")), ImageMain.toTar(tar));
    }

    @Test
    void isTheSameEachTime() throws Exception {
        JibContainer again =
                Image.build(Files.createDirectory(dir.resolve("second")), ImageMain.toTar(dir.resolve("again.tar")));

        assertThat(again.getDigest()).isEqualTo(image.getDigest());
        assertThat(again.getImageId()).isEqualTo(image.getImageId());
    }

    @Test
    void isSmall() throws IOException {
        assertThat(Files.size(tar)).as("bytes, packed").isLessThan(110_000_000);
    }

    @Test
    void everyLibraryIsInTheBillOfMaterials() throws Exception {
        Optional<byte[]> bill = BillOfMaterials.read();
        assumeThat(bill).as("Maven has to be online for it").isPresent();
        List<String> listed = new ArrayList<>();
        JSON.readTree(bill.get()).path("components").forEach(component -> {
            assertThat(component.path("purl").asText()).startsWith("pkg:maven/");
            listed.add(component.path("name").asText()
                    + '-'
                    + component.path("version").asText());
        });

        List<Path> libraries = Jars.into(dir.resolve("listed"), "1").libraries();

        assertThat(libraries)
                .hasSizeGreaterThan(50)
                .allSatisfy(library -> assertThat(listed)
                        .as(library.toString())
                        .anyMatch(name -> library.getFileName().toString().startsWith(name)));
        assertThat(listed).as("what is for tests only").noneMatch(name -> name.matches("(junit|assertj|smack).*"));
    }

    @Test
    void aMemberServesFromIt() throws Exception {
        Path root = unpacked();
        assertThat(run(List.of("find", root.toString(), "-newermt", "2000-01-01", "-type", "f")))
                .as("files with a date")
                .isEmpty();

        Path log = dir.resolve("member.log");
        Process refusing = member(root, log, Map.of()).start();
        assertThat(refusing.waitFor()).as("without a secret").isEqualTo(78);
        assertThat(log).content().contains("FANFARE_SECRET (fanfare.links.secret) is empty");

        int management = Ports.free();
        int administration = Ports.free();
        try (Prosody prosody = new Prosody(Home.careless(), HostSettings.of("pubsub.localhost")).start()) {
            MemberSettings settings = MemberSettings.on(Servers.cassandra(), Servers.kafka())
                    .attachedTo(
                            "127.0.0.1",
                            prosody.settings().componentPort(),
                            "pubsub.localhost",
                            prosody.settings().secret(),
                            "shared")
                    .with("FANFARE_MEMBER_PORT", Integer.toString(Ports.free()))
                    .with("FANFARE_MANAGEMENT_PORT", Integer.toString(management))
                    .with("FANFARE_ADMIN_PORT", Integer.toString(administration))
                    .with(
                            "OTEL_EXPORTER_OTLP_ENDPOINT",
                            "http://127.0.0.1:1"); // where nobody is: it begins all the same
            Process member = member(root, log, settings.environment()).start();
            try {
                awaitReady(member, management, log);
                Path shown = dir.resolve("members.txt");
                Process command = inside(
                                root,
                                shown,
                                settings.environment(),
                                List.of("/opt/java/bin/java", "@/app/fanfare", "members"))
                        .start();
                assertThat(command.waitFor()).as(() -> content(shown)).isZero();
                assertThat(shown).content().contains("MEMBER", "up");
            } finally {
                member.destroy();
                assertThat(member.waitFor()).as("stops in good order").isIn(0, 143);
            }
        }
        assertThat(log)
                .content()
                .doesNotContain("NoClassDefFoundError", "ClassNotFoundException", "UnsatisfiedLinkError");
    }

    private static void awaitReady(Process member, int management, Path log) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!ready(management).equals("ready\n")) {
            assertThat(member.isAlive() && System.nanoTime() < deadline)
                    .as(() -> ready(management) + content(log))
                    .isTrue();
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private static String ready(int management) {
        return Http.get(URI.create("http://127.0.0.1:" + management + "/ready"), HttpResponse::body);
    }

    /** With the entry point, the environment and, if this user may say so, the user of the image. */
    private static ProcessBuilder member(Path root, Path log, Map<String, String> environment) throws Exception {
        List<String> entryPoint = new ArrayList<>();
        config().path("Entrypoint").forEach(word -> entryPoint.add(word.asText()));
        return inside(root, log, environment, entryPoint);
    }

    private static ProcessBuilder inside(Path root, Path log, Map<String, String> environment, List<String> words)
            throws Exception {
        JsonNode config = config();
        List<String> command = new ArrayList<>();
        // As a container engine gives it: Java finds its own libraries by /proc, and draws lots from /dev.
        command.add("unshare");
        command.add("--mount");
        if (!System.getProperty("user.name").equals("root")) {
            command.add("--map-root-user");
        }
        command.addAll(List.of(
                "sh",
                "-ec",
                "for dir in proc dev; do mkdir -p \"$0/$dir\"; mount --rbind \"/$dir\" \"$0/$dir\"; done; exec \"$@\"",
                root.toString()));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("chroot", "--userspec=" + config.path("User").asText(), root.toString()));
        } else {
            command.addAll(List.of("chroot", root.toString()));
        }
        command.addAll(words);
        ProcessBuilder member = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        member.environment().clear();
        member.environment().putAll(environment);
        member.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        member.environment().put("JAVA_TOOL_OPTIONS", "-Xmx256m");
        return member;
    }

    /** The layers, one over the other. */
    private static Path unpacked() throws IOException, InterruptedException {
        Path root = Files.createDirectory(dir.resolve("root"));
        for (JsonNode layer : manifest().path("layers")) {
            run(List.of("tar", "xzf", blob(layer).toString(), "-C", root.toString()));
        }
        // The temporary directory above is for one user alone.
        for (Path parent : List.of(dir, root)) {
            run(List.of("chmod", "a+rx", parent.toString()));
        }
        return root;
    }

    /** What a container engine would be told: OCI image specification, image configuration. */
    private static JsonNode config() throws IOException, InterruptedException {
        return JSON.readTree(blob(manifest().path("config")).toFile()).path("config");
    }

    private static JsonNode manifest() throws IOException, InterruptedException {
        Path layout = dir.resolve("layout");
        if (!Files.exists(layout)) {
            run(List.of(
                    "tar",
                    "xf",
                    tar.toString(),
                    "-C",
                    Files.createDirectory(layout).toString()));
        }
        return JSON.readTree(
                blob(JSON.readTree(layout.resolve("index.json").toFile()).at("/manifests/0"))
                        .toFile());
    }

    private static Path blob(JsonNode descriptor) {
        return dir.resolve("layout/blobs")
                .resolve(descriptor.path("digest").asText().replace(':', '/'));
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command + ": " + said).isZero();
        return said;
    }

    private static String content(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
