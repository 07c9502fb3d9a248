package im.fanfare.component.link;

import static im.fanfare.component.link.FakeHostServer.SECRET;
import static im.fanfare.component.link.FakeHostServer.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
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
    @TempDir
    private static Path folder;

    private static Certificate right;
    private static Certificate wrong;

    @BeforeAll
    static void makeCertificates() throws Exception {
        right = Certificate.of("dns:localhost", folder.resolve("right"));
        wrong = Certificate.of("dns:elsinore.lit", folder.resolve("wrong"));
    }

    @Test
    void comesUpWhereTheCertificateIsTrustedAndMadeForTheHost() throws Exception {
        for (Tls tls : List.of(Tls.trusting(right.store(), Certificate.PASSWORD), Tls.trusting(right.pem(), ""))) {
            try (FakeHostServer server = new FakeHostServer(listening(right));
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
        assertRefused(
                wrong, Tls.trusting(wrong.store(), Certificate.PASSWORD), "No subject alternative DNS name matching");
    }

    @Test
    void refusesACertificateThatNobodyTrusts() throws Exception {
        assertRefused(
                right, Tls.trusting(wrong.store(), Certificate.PASSWORD), "unable to find valid certification path");
        assertRefused(right, Tls.usual(), "unable to find valid certification path");
    }

    @Test
    void neverShakesHandsWithAnImpostor() throws Exception {
        try (FakeHostServer server = new FakeHostServer(listening(wrong));
                Link link = link(server, Tls.trusting(wrong.store(), Certificate.PASSWORD))) {
            link.start();
            server.awaitAttempts(3);

            assertThat(link.state()).isEqualTo(Link.State.CONNECTING);
            assertThat(link.traffic().bytesOut()).isZero();
        }
    }

    private static void assertRefused(Certificate certificate, Tls tls, String why) throws Exception {
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

    private static ServerSocket listening(Certificate certificate) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        char[] password = Certificate.PASSWORD.toCharArray();
        keys.init(KeyStore.getInstance(certificate.store().toFile(), password), password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }
}
