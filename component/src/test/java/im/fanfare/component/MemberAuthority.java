package im.fanfare.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority that issues certificates to members, as cert-manager would put them into a Secret. */
final class MemberAuthority {
    private static final String PASSWORD = "elsinore";
    private static final String AUTHORITY = "authority";
    private static final String MEMBER = "member";

    private final Path dir;
    private final Path store;

    /** @param dir where its files are; it is made */
    MemberAuthority(Path dir) throws IOException, InterruptedException {
        this.dir = Files.createDirectories(dir);
        store = dir.resolve("keys.p12");
        keytool(
                "-genkeypair",
                "-alias",
                AUTHORITY,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=authority",
                "-ext",
                "bc:c");
        keytool("-genkeypair", "-alias", MEMBER, "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=fanfare");
        Path request = dir.resolve("request");
        keytool("-certreq", "-alias", MEMBER, "-file", request.toString());
        keytool(
                "-gencert",
                "-rfc",
                "-alias",
                AUTHORITY,
                "-ext",
                "san=dns:fanfare",
                "-infile",
                request.toString(),
                "-outfile",
                dir.resolve("tls.crt").toString());
    }

    /** What all of its members show and trust. */
    MemberTls tls() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        return new MemberTls(
                dir.resolve("tls.crt"),
                pem(
                        "tls.key",
                        "PRIVATE KEY",
                        keys.getKey(MEMBER, PASSWORD.toCharArray()).getEncoded()),
                pem("ca.crt", "CERTIFICATE", keys.getCertificate(AUTHORITY).getEncoded()));
    }

    private Path pem(String name, String label, byte[] content) throws IOException {
        return Files.writeString(
                dir.resolve(name),
                "-----BEGIN %s-----\n%s\n-----END %1$s-----\n"
                        .formatted(label, Base64.getMimeEncoder().encodeToString(content)));
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.add("-J-XX:TieredStopAtLevel=1"); // it is over before more would pay
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
        Path log = dir.resolve("keytool.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        assertThat(process.waitFor()).as(() -> "keytool, see " + log).isZero();
    }
}
