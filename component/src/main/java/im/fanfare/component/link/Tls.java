package im.fanfare.component.link;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom we trust over TLS: the certificate's chain is checked, and the name it was made for.
 *
 * @param trustStore a PKCS 12 or JKS store, or certificates as PEM; absent for what the JVM trusts
 */
public record Tls(Optional<Path> trustStore, Optional<String> trustStorePassword) {
    private static final byte[] PEM = "-----BEGIN".getBytes(StandardCharsets.US_ASCII);

    /** What the JVM trusts. */
    public static Tls usual() {
        return new Tls(Optional.empty(), Optional.empty());
    }

    public static Tls trusting(Path trustStore, String password) {
        return new Tls(Optional.of(trustStore), Optional.of(password));
    }

    /** Read anew for every stream, so that a renewed certificate needs no restart. */
    SSLSocket over(Socket socket, String host) throws IOException {
        SSLSocket secure = (SSLSocket) context().getSocketFactory().createSocket(socket, host, socket.getPort(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    /**
     * Trusts just these.
     *
     * @throws IOException if the store cannot be read, with a sentence for the operator
     */
    public SSLContext context() throws IOException {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "trust store " + trustStore.map(Path::toString).orElse("of this Java") + ": " + e.getMessage(), e);
        }
    }

    private @Nullable KeyStore trusted() throws IOException, GeneralSecurityException {
        if (trustStore.isEmpty()) {
            return null;
        }
        Path file = trustStore.get();
        if (isPem(file)) {
            return certificates(file);
        }
        char[] password = trustStorePassword.map(String::toCharArray).orElse(null);
        return KeyStore.getInstance(file.toFile(), password);
    }

    private static boolean isPem(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return java.util.Arrays.equals(in.readNBytes(PEM.length), PEM);
        }
    }

    private static KeyStore certificates(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("trusted-" + store.size(), certificate);
            }
        }
        return store;
    }

    @Override
    public String toString() {
        return "Tls[trustStore=" + trustStore + "]";
    }
}
