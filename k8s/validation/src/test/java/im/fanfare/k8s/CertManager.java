package im.fanfare.k8s;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** As much of cert-manager's objects (cert-manager.io/v1) as we use; they have no Java client of our version of fabric8's. */
final class CertManager {
    record Metadata(String name, String namespace) {}

    /** @param selfSigned empty, where it is there */
    record IssuerSpec(
            @Nullable Map<String, String> selfSigned,
            @Nullable Authority ca) {}

    record Authority(String secretName) {}

    record Issuer(String apiVersion, String kind, Metadata metadata, IssuerSpec spec) {}

    /** @param duration in Go's way, as is {@code renewBefore} */
    record CertificateSpec(
            boolean isCA,
            @Nullable String commonName,
            @Nullable List<String> dnsNames,
            String secretName,
            String duration,
            String renewBefore,
            @Nullable List<String> usages,
            PrivateKey privateKey,
            Reference issuerRef) {}

    record PrivateKey(String algorithm, int size, @Nullable String encoding, String rotationPolicy) {}

    record Reference(String name, String kind, String group) {}

    record Certificate(String apiVersion, String kind, Metadata metadata, CertificateSpec spec) {}

    private CertManager() {}
}
