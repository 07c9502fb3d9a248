package im.fanfare.component;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import org.apache.pekko.pki.pem.DERPrivateKeyLoader;
import org.apache.pekko.pki.pem.PEMDecoder;
import org.apache.pekko.pki.pem.PEMLoadingException;

/**
 * What a member shows the others over TLS, and whom it lets in: whoever shows a certificate of the same authority that has
 * a name in common with its own. PEM files, which Pekko reads again when they are renewed.
 */
record MemberTls(Path certificate, Path key, Path authority) {
    /**
     * Looks at once whether a member could speak with another like it; Pekko would find out at the first connection.
     *
     * @throws IOException if it could not, with a sentence for the operator
     */
    void check() throws IOException {
        X509Certificate own = read(certificate);
        try {
            own.verify(read(authority).getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new IOException(certificate + " is not issued by " + authority, e);
        }
        try {
            own.checkValidity();
        } catch (GeneralSecurityException e) {
            throw new IOException(certificate + " is not valid now: " + e.getMessage(), e);
        }
        if (!areOf(own.getPublicKey(), readKey())) {
            throw new IOException(key + " is not the key of " + certificate);
        }
    }

    private static X509Certificate read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read", e);
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " has no certificate in PEM", e);
        }
    }

    private PrivateKey readKey() throws IOException {
        try {
            return DERPrivateKeyLoader.load(PEMDecoder.decode(Files.readString(key)));
        } catch (IOException e) {
            throw new IOException(key + " cannot be read", e);
        } catch (PEMLoadingException e) {
            throw new IOException(key + " has no private RSA key in PEM", e);
        }
    }

    private static boolean areOf(PublicKey shown, PrivateKey kept) {
        return shown instanceof RSAKey one
                && kept instanceof RSAKey other
                && one.getModulus().equals(other.getModulus());
    }
}
