package im.fanfare.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What we ask of manifests beyond that they are understood. */
class PoliciesTest {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\?((?:FANFARE|OTEL)_\\w+)}");
    private static final Pattern NUMBER = Pattern.compile("^\\s*-?\\s*[\\w./-]+: \"?\\d+\\w*\"?(?<comment>\\s+#.*)?$");

    /** Ports, versions and users say what they are by their names; ours are said where they are first told of. */
    private static final Pattern NEEDS_NO_REASON = Pattern.compile(
            ".*(containerPort|port|targetPort|newTag|serverVersion|runAsUser|runAsGroup|fsGroup|timeoutSeconds"
                    + "|periodSeconds|maxSkew|cpu|memory|storage|count|value|maxUnavailable|maxSurge"
                    + "|default.replication.factor|min.insync.replicas|offsets.topic.replication.factor|replicas"
                    + "|grafana_dashboard):.*");

    @ParameterizedTest
    @EnumSource
    void everyImageHasAVersion(Overlay overlay) throws Exception {
        assertThat(containers(overlay))
                .allMatch(container -> container.getImage().matches("[^:]+(:\\d+)?[^:]*:[^:]*\\d[^:]*"))
                .noneMatch(container -> container.getImage().endsWith(":latest"));
    }

    @ParameterizedTest
    @EnumSource
    void everyContainerSaysWhatItNeedsAndWhatItMayTake(Overlay overlay) throws Exception {
        assertThat(containers(overlay)).allSatisfy(container -> {
            assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
            assertThat(container.getResources().getLimits()).containsKeys("cpu", "memory");
            assertThat(container.getResources().getLimits().get("memory"))
                    .as("a JVM takes all the memory it may")
                    .isEqualTo(container.getResources().getRequests().get("memory"));
        });
    }

    /** The level "restricted" of the Pod Security Standards, and a file system that nobody writes to. */
    @ParameterizedTest
    @EnumSource
    void noContainerHasPrivileges(Overlay overlay) throws Exception {
        assertThat(pods(overlay)).allSatisfy(pod -> {
            var context = pod.getSpec().getSecurityContext();
            assertThat(context.getRunAsNonRoot()).isTrue();
            assertThat(context.getRunAsUser()).isPositive();
            assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getSpec().getHostNetwork()).isNull();
            assertThat(pod.getSpec().getHostPID()).isNull();
            assertThat(pod.getSpec().getHostIPC()).isNull();
            assertThat(pod.getSpec().getVolumes()).allMatch(volume -> volume.getHostPath() == null);
        });
        assertThat(containers(overlay)).allSatisfy(container -> {
            var context = container.getSecurityContext();
            assertThat(context.getAllowPrivilegeEscalation()).isFalse();
            assertThat(context.getReadOnlyRootFilesystem()).isTrue();
            assertThat(context.getPrivileged()).isNull();
            assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(context.getCapabilities().getAdd()).isEmpty();
            assertThat(container.getPorts()).allMatch(port -> port.getHostPort() == null);
        });
    }

    @ParameterizedTest
    @EnumSource
    void secretsComeFromSecretsOnly(Overlay overlay) throws Exception {
        assertThat(containers(overlay).stream().flatMap(container -> container.getEnv().stream()))
                .filteredOn(variable -> variable.getName().matches(".*(PASSWORD|SECRET|TOKEN).*"))
                .allMatch(variable ->
                        variable.getValue() == null && variable.getValueFrom().getSecretKeyRef() != null);
        for (ConfigMap map : all(overlay, ConfigMap.class)) {
            assertThat(map.getData().keySet()).noneMatch(key -> key.matches(".*(PASSWORD|SECRET|TOKEN).*"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "STORES", mode = EnumSource.Mode.EXCLUDE)
    void probesAskWhatTheMemberAnswers(Overlay overlay) throws Exception {
        Container member = member(overlay);

        assertThat(path(member.getStartupProbe())).isEqualTo("/started");
        assertThat(path(member.getReadinessProbe())).isEqualTo("/ready");
        assertThat(path(member.getLivenessProbe())).isEqualTo("/alive");
        assertThat(Stream.of(member.getStartupProbe(), member.getReadinessProbe(), member.getLivenessProbe()))
                .allMatch(probe -> probe.getHttpGet().getPort().getStrVal().equals("management"));
    }

    @ParameterizedTest
    @EnumSource(names = "STORES", mode = EnumSource.Mode.EXCLUDE)
    void everyVariableIsInTheConfiguration(Overlay overlay) throws Exception {
        Set<String> known = new TreeSet<>(Set.of("FANFARE_CONFIG"));
        for (String file : List.of("fanfare.conf", "fanout.conf")) {
            Matcher variables = VARIABLE.matcher(resource(file));
            while (variables.find()) {
                known.add(variables.group(1));
            }
        }
        Set<String> used = new TreeSet<>();
        member(overlay).getEnv().stream().map(EnvVar::getName).forEach(used::add);
        config(overlay).getData().keySet().forEach(used::add);

        assertThat(used).contains("FANFARE_SERVICE", "FANFARE_MEMBER_HOST").isSubsetOf(known);
    }

    @ParameterizedTest
    @EnumSource(names = "STORES", mode = EnumSource.Mode.EXCLUDE)
    void discoveryFindsThePods(Overlay overlay) throws Exception {
        Deployment deployment = only(overlay, Deployment.class);
        Container member = member(overlay);

        assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
                .containsEntry("app.kubernetes.io/name", "fanfare");
        assertThat(resource("fanfare.conf"))
                .contains("pod-label-selector = \"app.kubernetes.io/name=%s\"")
                .contains("effective-name = \"fanfare\"")
                .contains("container-name = \"" + member.getName() + '"')
                .contains("port-name = \"contact\"");
        assertThat(member.getPorts())
                .extracting(port -> port.getName() + ' ' + port.getContainerPort())
                .containsExactlyInAnyOrder("cluster 7355", "management 7356", "contact 7626");
    }

    /** Whoever may run a command in a pod may administer; nobody comes by the network. */
    @ParameterizedTest
    @EnumSource(names = "STORES", mode = EnumSource.Mode.EXCLUDE)
    void administrationStaysInThePod(Overlay overlay) throws Exception {
        assertThat(resource("fanfare.conf"))
                .containsPattern("administration \\{\\s+host = \"127.0.0.1\"")
                .contains("port = 7357");
        assertThat(member(overlay).getEnv())
                .noneMatch(variable -> variable.getName().equals("FANFARE_ADMIN_HOST"));
        assertThat(config(overlay).getData()).doesNotContainKey("FANFARE_ADMIN_HOST");
        assertThat(only(overlay, NetworkPolicy.class).getSpec().getIngress().stream()
                        .flatMap(rule -> rule.getPorts().stream()))
                .isNotEmpty()
                .noneMatch(port -> port.getPort().getIntVal() == 7357);
    }

    @ParameterizedTest
    @EnumSource(names = "STORES", mode = EnumSource.Mode.EXCLUDE)
    void selectorsSelectMembers(Overlay overlay) throws Exception {
        Map<String, String> members = Map.of("app.kubernetes.io/name", "fanfare");

        assertThat(only(overlay, Service.class).getSpec().getSelector()).isEqualTo(members);
        assertThat(only(overlay, PodDisruptionBudget.class)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels())
                .isEqualTo(members);
        assertThat(only(overlay, NetworkPolicy.class).getSpec().getPodSelector().getMatchLabels())
                .isEqualTo(members);
        assertThat(only(overlay, Deployment.class)
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getTopologySpreadConstraints())
                .hasSize(2)
                .allMatch(constraint ->
                        constraint.getLabelSelector().getMatchLabels().equals(members));
    }

    /** KubernetesIT refuses members what the role does not allow; this is what nobody shall add. */
    @ParameterizedTest
    @EnumSource(names = "STORES", mode = EnumSource.Mode.EXCLUDE)
    void theRoleAllowsNoMoreThanDiscoveryAndTheLease(Overlay overlay) throws Exception {
        assertThat(only(overlay, Role.class).getRules())
                .allSatisfy(rule -> assertThat(rule.getResources()).isSubsetOf("pods", "leases"))
                .noneMatch(
                        rule -> rule.getVerbs().contains("*") || rule.getVerbs().contains("delete"));
    }

    @ParameterizedTest
    @EnumSource(names = "STORES", mode = EnumSource.Mode.EXCLUDE)
    void membersHaveTimeToHandOver(Overlay overlay) throws Exception {
        long grace = only(overlay, Deployment.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getTerminationGracePeriodSeconds();
        Matcher stop = Pattern.compile("service-stop\\.timeout = (\\d+) s").matcher(resource("fanfare.conf"));

        assertThat(stop.find()).isTrue();
        assertThat(grace).isGreaterThan(2 * Long.parseLong(stop.group(1)));
    }

    /** Members read the files that cert-manager writes, and trust the authority that issues them. */
    @Test
    void membersHaveTheCertificateThatIsIssuedToThem() throws Exception {
        CertManager.Certificate certificate = all(Overlay.PRODUCTION_TLS, CertManager.Certificate.class).stream()
                .filter(each -> !each.spec().isCA())
                .findFirst()
                .orElseThrow();
        CertManager.Issuer issuer = all(Overlay.PRODUCTION_TLS, CertManager.Issuer.class).stream()
                .filter(each -> each.metadata()
                        .name()
                        .equals(certificate.spec().issuerRef().name()))
                .findFirst()
                .orElseThrow();
        CertManager.Authority authority = Objects.requireNonNull(issuer.spec().ca());
        String volume =
                only(Overlay.PRODUCTION_TLS, Deployment.class).getSpec().getTemplate().getSpec().getVolumes().stream()
                        .filter(each -> each.getSecret() != null
                                && each.getSecret()
                                        .getSecretName()
                                        .equals(certificate.spec().secretName()))
                        .findFirst()
                        .orElseThrow()
                        .getName();
        String directory = member(Overlay.PRODUCTION_TLS).getVolumeMounts().stream()
                .filter(mount -> mount.getName().equals(volume) && mount.getSubPath() == null)
                .findFirst()
                .orElseThrow()
                .getMountPath();

        assertThat(member(Overlay.PRODUCTION_TLS).getEnv().stream()
                        .filter(variable -> variable.getName().matches("FANFARE_MEMBER_(CERTIFICATE|KEY|AUTHORITY)"))
                        .map(variable -> variable.getName() + ' ' + variable.getValue()))
                .containsExactlyInAnyOrder(
                        "FANFARE_MEMBER_CERTIFICATE " + directory + "/tls.crt",
                        "FANFARE_MEMBER_KEY " + directory + "/tls.key",
                        "FANFARE_MEMBER_AUTHORITY " + directory + "/ca.crt");
        assertThat(certificate.spec().dnsNames()).as("a name in common").hasSize(1);
        assertThat(all(Overlay.PRODUCTION_TLS, CertManager.Certificate.class))
                .allMatch(each -> each.spec().privateKey().algorithm().equals("RSA"))
                .anyMatch(each -> each.spec().isCA() && each.spec().secretName().equals(authority.secretName()));
    }

    /** The network lets members speak with the collector that they are told of. */
    @Test
    void tracesReachTheirCollector() throws Exception {
        URI collector = member(Overlay.PRODUCTION_TRACING).getEnv().stream()
                .filter(variable -> variable.getName().equals("OTEL_EXPORTER_OTLP_ENDPOINT"))
                .map(variable -> URI.create(variable.getValue()))
                .findFirst()
                .orElseThrow();
        String namespace = collector.getHost().split("\\.")[1];

        NetworkPolicyPeer there = new NetworkPolicyPeerBuilder()
                .withNewNamespaceSelector()
                .addToMatchLabels("kubernetes.io/metadata.name", namespace)
                .endNamespaceSelector()
                .build();

        assertThat(only(Overlay.PRODUCTION_TRACING, NetworkPolicy.class)
                        .getSpec()
                        .getEgress())
                .filteredOn(rule -> rule.getTo().contains(there))
                .flatExtracting(NetworkPolicyEgressRule::getPorts)
                .extracting(port -> port.getPort().getIntVal())
                .containsExactly(collector.getPort());
    }

    @Test
    void topicsAreAsMembersWouldMakeThem() throws Exception {
        assertThat(Overlay.STORES.objects().stream()
                        .filter(object -> object.path("kind").asText().equals("KafkaTopic"))
                        .map(object -> object.at("/metadata/name").asText() + ' ' + object.at("/spec/partitions")))
                .containsExactlyInAnyOrder("fanfare.publications 16", "fanfare.deliveries 64");
        assertThat(resource("fanfare.conf"))
                .contains("prefix = \"fanfare.\"")
                .contains("publication-partitions = 16")
                .contains("delivery-partitions = 64");
    }

    /** A number that nobody gave a reason is one that nobody dares to change. */
    @Test
    void everyNumberHasAReason() throws IOException {
        List<String> without = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Overlay.k8s())) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .filter(path -> !path.toString().contains("/validation/"))
                    .filter(path -> !path.endsWith("prometheus-rule.yaml"))
                    .toList()) {
                List<String> lines = Files.readAllLines(file);
                for (int i = 0; i < lines.size(); i++) {
                    Matcher number = NUMBER.matcher(lines.get(i));
                    if (number.matches()
                            && number.group("comment") == null
                            && !NEEDS_NO_REASON.matcher(lines.get(i)).matches()
                            && (i == 0 || !lines.get(i - 1).trim().startsWith("#"))) {
                        without.add(file.getFileName() + ": " + lines.get(i).trim());
                    }
                }
            }
        }

        assertThat(without).isEmpty();
    }

    private static String path(Probe probe) {
        HTTPGetAction get = Objects.requireNonNull(probe.getHttpGet());
        return get.getPath();
    }

    private static Container member(Overlay overlay) throws Exception {
        return only(overlay, Deployment.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);
    }

    private static ConfigMap config(Overlay overlay) throws Exception {
        String name = member(overlay).getEnvFrom().get(0).getConfigMapRef().getName();
        return all(overlay, ConfigMap.class).stream()
                .filter(map -> map.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Container> containers(Overlay overlay) throws Exception {
        return pods(overlay).stream()
                .flatMap(pod -> pod.getSpec().getContainers().stream())
                .toList();
    }

    private static List<PodTemplateSpec> pods(Overlay overlay) throws Exception {
        List<PodTemplateSpec> pods = new ArrayList<>();
        all(overlay, Deployment.class)
                .forEach(deployment -> pods.add(deployment.getSpec().getTemplate()));
        all(overlay, Job.class).forEach(job -> pods.add(job.getSpec().getTemplate()));
        assertThat(pods).as("pods of " + overlay).isNotEmpty();
        return pods;
    }

    private static <T> T only(Overlay overlay, Class<T> type) throws Exception {
        List<T> found = all(overlay, type);
        assertThat(found).as(type.getSimpleName() + " of " + overlay).hasSize(1);
        return found.get(0);
    }

    private static <T> List<T> all(Overlay overlay, Class<T> type) throws Exception {
        List<T> found = new ArrayList<>();
        for (JsonNode object : overlay.objects()) {
            Object read = Models.read(object);
            if (type.isInstance(read)) {
                found.add(type.cast(read));
            }
        }
        return found;
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = PoliciesTest.class.getClassLoader().getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
