package im.fanfare.component.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate that signs itself, for one name, with its key.
 *
 * @param store PKCS 12, under {@link #PASSWORD}
 */
public record Certificate(Path store) {
    public static final String PASSWORD = "elsinore";

    private static final String ALIAS = "key";

    /**
     * Makes one.
     *
     * @param name an alternative name as keytool takes it, {@code dns:localhost} for example
     * @param file what its files begin with
     */
    public static Certificate of(String name, Path file) throws IOException, InterruptedException {
        Path store = file.resolveSibling(file.getFileName() + ".p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + file.getFileName(),
                        "-ext",
                        "san=" + name,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(file.resolveSibling(file.getFileName() + ".log").toFile())
                .start();
        assertThat(process.waitFor()).isZero();
        return new Certificate(store);
    }

    /** Without the key, as whoever is to trust it wants it. */
    public Path pem() throws IOException, GeneralSecurityException {
        byte[] certificate = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray())
                .getCertificate(ALIAS)
                .getEncoded();
        return Files.writeString(
                store.resolveSibling(store.getFileName() + ".pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(certificate)
                        + "\n-----END CERTIFICATE-----\n");
    }
}
