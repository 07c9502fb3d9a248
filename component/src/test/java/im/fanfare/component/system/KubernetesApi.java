package im.fanfare.component.system;

import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stand-in for the API server of Kubernetes, over TLS: pods that are told of by the test, leases that members write. It
 * allows whoever has the token what {@code k8s/base/role.yaml} allows, and keeps what it has refused.
 */
final class KubernetesApi implements AutoCloseable {
    private static final String NAMESPACE = "fanfare";
    private static final String TOKEN = "the token of the service account";
    private static final Pattern PATH = Pattern.compile("/api(?:s/(?<group>[^/]+))?/v1/namespaces/" + NAMESPACE
            + "/(?<kind>\\w+)(?:/(?<name>[^/?]+))?/?" + "(?:\\?.*)?");

    private final MockWebServer web = new MockWebServer();
    private final KubernetesMockServer server;
    private final NamespacedKubernetesClient client;
    private final List<PolicyRule> rules;
    private final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();

    @SuppressWarnings("deprecation") // the mock server wants a mapper, and has no newer way to its own
    KubernetesApi(Path role) throws IOException {
        rules = Serialization.unmarshal(Files.readString(role), Role.class).getRules();
        KubernetesCrudDispatcher objects = new KubernetesCrudDispatcher();
        server = new KubernetesMockServer(
                new Context(),
                web,
                new HashMap<>(),
                new Dispatcher() {
                    @Override
                    public MockResponse dispatch(RecordedRequest request) {
                        if (!isAllowed(request)) {
                            refused.add(request.getMethod() + ' ' + request.getPath());
                            return new MockResponse().setResponseCode(403);
                        }
                        // Without it Pekko's client does not read the answer.
                        return objects.dispatch(withoutSlash(request)).setHeader("Content-Type", "application/json");
                    }
                },
                true);
        server.init();
        client = server.createClient(builder ->
                        builder.editOrNewConfig().withOauthToken(TOKEN).endConfig())
                .inNamespace(NAMESPACE);
    }

    /** The test itself, which comes through fabric8's client, may do everything. */
    private boolean isAllowed(RecordedRequest request) {
        if (String.valueOf(request.getHeader("User-Agent")).startsWith("fabric8")) {
            return true;
        }
        Matcher asked = PATH.matcher(request.getPath());
        return ("Bearer " + TOKEN).equals(request.getHeader("Authorization"))
                && asked.matches()
                && rules.stream().anyMatch(rule -> allows(rule, request.getMethod(), asked));
    }

    /** As the API server takes a path. */
    private static RecordedRequest withoutSlash(RecordedRequest request) {
        return new RecordedRequest(
                request.getHttpVersion(),
                request.method(),
                request.getPath().replaceFirst("/$", ""),
                request.getHeaders(),
                request.getBody());
    }

    private static boolean allows(PolicyRule rule, String method, Matcher asked) {
        String name = asked.group("name");
        String verb = switch (method) {
            case "GET" -> name == null ? "list" : "get";
            case "POST" -> "create";
            case "PUT" -> "update";
            default -> method;
        };
        return rule.getApiGroups()
                        .contains(Optional.ofNullable(asked.group("group")).orElse(""))
                && rule.getResources().contains(asked.group("kind"))
                && rule.getVerbs().contains(verb)
                && (rule.getResourceNames().isEmpty() || rule.getResourceNames().contains(name));
    }

    /** A pod whose member is at 127.0.0.1. */
    void runs(String pod, int contactPort) {
        Pod running = new PodBuilder()
                .withNewMetadata()
                .withName(pod)
                .addToLabels("app.kubernetes.io/name", "fanfare")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("fanfare")
                .withPorts(new ContainerPortBuilder()
                        .withName("contact")
                        .withContainerPort(contactPort)
                        .build())
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .withPodIP("127.0.0.1")
                .addNewContainerStatus()
                .withName("fanfare")
                .withNewState()
                .withNewRunning()
                .endRunning()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
        client.resource(running).create();
    }

    void gone(String pod) {
        client.pods().withName(pod).delete();
    }

    /** Who has the lease: {@code fanfare@host:port}. It is made with nobody's name, and taken then. */
    Optional<String> holder() {
        return Optional.ofNullable(client.leases().withName("fanfare-pekko-sbr").get())
                .map(Lease::getSpec)
                .map(spec -> spec.getHolderIdentity())
                .filter(name -> !name.isEmpty());
    }

    /** What members asked for and did not get. */
    List<String> refused() {
        return List.copyOf(refused);
    }

    /** As members in pods find it. */
    Installation seenBy(Installation installation) throws IOException {
        Path dir = Files.createDirectories(installation.dir());
        Path token = Files.writeString(dir.resolve("token"), TOKEN);
        Path namespace = Files.writeString(dir.resolve("namespace"), NAMESPACE);
        Path config = Files.writeString(dir.resolve("fanfare.conf"), """
                pekko.discovery.kubernetes-api {
                  api-ca-path = "%1$s"
                  api-token-path = "%2$s"
                  pod-namespace-path = "%3$s"
                }
                pekko.coordination.lease.kubernetes {
                  api-ca-path = "%1$s"
                  api-token-path = "%2$s"
                  namespace-path = "%3$s"
                }
                """.formatted(
                        web.getSelfSignedCertificate().certificatePath(), token, namespace));
        return installation
                .with("FANFARE_CONFIG", config.toString())
                .with("KUBERNETES_SERVICE_HOST", "localhost") // whose the certificate is
                .with("KUBERNETES_SERVICE_PORT", Integer.toString(web.getPort()));
    }

    @Override
    public void close() {
        server.destroy();
    }
}
