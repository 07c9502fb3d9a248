package im.fanfare.component.link;

import static im.fanfare.component.link.FakeHostServer.SECRET;
import static im.fanfare.component.link.FakeHostServer.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS as RFC 6125 wants it: who is trusted, and for which name. */
@Timeout(60)
class LinkTlsTest {
    private static final String PASSWORD = "elsinore";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certify("right", "dns:localhost");
        certify("wrong", "dns:elsinore.lit");
    }

    @Test
    void comesUpWhereTheCertificateIsTrustedAndMadeForTheHost() throws Exception {
        for (Tls tls : List.of(Tls.trusting(store("right"), PASSWORD), Tls.trusting(pem("right"), ""))) {
            try (FakeHostServer server = new FakeHostServer(listening("right"));
                    Link link = link(server, tls)) {
                link.start();
                server.next();
                CompletableFuture<Void> done =
                        link.outbox().offer(0, new Numbered("a", 5_000)).toCompletableFuture();

                done.get(20, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void refusesACertificateForAnotherHost() throws Exception {
        assertRefused("wrong", Tls.trusting(store("wrong"), PASSWORD), "No subject alternative DNS name matching");
    }

    @Test
    void refusesACertificateThatNobodyTrusts() throws Exception {
        assertRefused("right", Tls.trusting(store("wrong"), PASSWORD), "unable to find valid certification path");
        assertRefused("right", Tls.usual(), "unable to find valid certification path");
    }

    @Test
    void neverShakesHandsWithAnImpostor() throws Exception {
        try (FakeHostServer server = new FakeHostServer(listening("wrong"));
                Link link = link(server, Tls.trusting(store("wrong"), PASSWORD))) {
            link.start();
            server.awaitAttempts(3);

            assertThat(link.state()).isEqualTo(Link.State.CONNECTING);
            assertThat(link.traffic().bytesOut()).isZero();
        }
    }

    private static void assertRefused(String certificate, Tls tls, String why) throws Exception {
        try (FakeHostServer server = new FakeHostServer(listening(certificate));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            assertThatThrownBy(() -> tls.over(socket, "localhost"))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining(why);
        }
    }

    private static Link link(FakeHostServer server, Tls tls) {
        LinkConfig.Times quick = new LinkConfig.Times(
                Duration.ofMillis(5),
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5));
        LinkConfig config = LinkConfig.of(SERVICE, "localhost", server.port(), SECRET)
                .with(LinkConfig.Endpoint.tls("localhost", server.port(), tls))
                .with(quick);
        return new Link(
                config,
                new Outbox(SERVICE, config.limits()),
                new Barriers("fanfare-0", id -> {}),
                (via, stanza) -> {},
                (changed, state) -> {});
    }

    private static ServerSocket listening(String certificate) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(store(certificate).toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    private static Path store(String name) {
        return folder.resolve(name + ".p12");
    }

    private static Path pem(String name) throws Exception {
        byte[] certificate = KeyStore.getInstance(store(name).toFile(), PASSWORD.toCharArray())
                .getCertificate("key")
                .getEncoded();
        return Files.writeString(
                folder.resolve(name + ".pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(certificate)
                        + "\n-----END CERTIFICATE-----\n");
    }

    private static void certify(String name, String alternative) throws IOException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "key",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=" + alternative,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store(name).toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        assertThat(process.waitFor()).isZero();
    }
}
