package im.fanfare.component.system;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.Home;
import im.fanfare.embedded.HostSettings;
import im.fanfare.embedded.Ports;
import im.fanfare.embedded.Prosody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Members that find one another by the Kubernetes API, and ask it who goes on when one of them is not heard of. */
@Timeout(480) // three members start, and the cluster has to be sure twice that one is gone
class KubernetesIT {
    private static final String SERVICE = "pubsub.localhost";
    private static final Pattern MEMBER = Pattern.compile("pekko://fanfare@(127\\.0\\.0\\.1:\\d+)");

    /** A member in what would be a pod of its own. */
    private record InPod(String pod, FanfareMember member, int contactPort) {
        /** The members of its cluster, host:port, as it tells others that look for one. */
        Set<String> cluster() {
            Set<String> members = new TreeSet<>();
            try {
                String told = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create("http://127.0.0.1:" + contactPort + "/bootstrap/seed-nodes"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body();
                MEMBER.matcher(told).results().forEach(found -> members.add(found.group(1)));
            } catch (IOException | InterruptedException e) {
                // there is nobody yet
            }
            return members;
        }

        String address() {
            return "127.0.0.1:" + member.port();
        }

        boolean isReady() {
            return member.manages("/ready").equals("200 ready\n");
        }
    }

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<InPod> pods = new ArrayList<>();
    private KubernetesApi api;

    @BeforeEach
    void start() throws IOException {
        api = new KubernetesApi(Path.of("..", "k8s", "base", "role.yaml"));
        open.add(api);
        Prosody prosody = new Prosody(Home.careless(), HostSettings.of(SERVICE)).start();
        open.add(0, prosody);
        Installation installation = api.seenBy(Installation.of("kubernetes")
                .attachedTo(prosody, SERVICE, "shared")
                .with("FANFARE_DISCOVERY", "kubernetes")
                .with("FANFARE_FOUNDERS", "3")
                .with("FANFARE_SPLIT_BRAIN", "lease"));
        for (int i = 1; i <= 3; i++) {
            int contactPort = Ports.free();
            String pod = "fanfare-" + i;
            FanfareMember member = new Installation(installation.dir().resolve(pod), installation.settings())
                    .with("FANFARE_CONTACT_PORT", Integer.toString(contactPort))
                    .member();
            pods.add(new InPod(pod, member, contactPort));
            open.add(0, member);
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void findOneAnotherAndLetTheLeaseDecideWhoGoesOn() throws Exception {
        for (InPod pod : pods.subList(0, 2)) {
            api.runs(pod.pod(), pod.contactPort());
            pod.member().start();
        }
        Await.until(
                () -> pods.get(0).member().manages("/ready").contains("it is not a member of the cluster"),
                () -> pods.get(0).member().manages("/ready"));
        assertThat(pods.get(0).member().manages("/started")).startsWith("503 not started: ");
        assertThat(pods.get(0).member().manages("/alive")).isEqualTo("200 alive\n");

        InPod third = pods.get(2);
        api.runs(third.pod(), third.contactPort());
        third.member().start();
        Await.until(
                () -> pods.stream()
                        .allMatch(pod -> pod.isReady() && pod.cluster().size() == 3),
                this::stand);
        assertThat(pods).allMatch(pod -> pod.member().manages("/started").equals("200 started\n"));
        assertThat(api.holder()).as("nobody needs the lease yet").isEmpty();

        InPod killed = pods.remove(2);
        killed.member().kill();
        api.gone(killed.pod());
        Await.until(() -> api.holder().isPresent(), this::stand);
        InPod holder = pods.stream()
                .filter(pod -> api.holder().orElseThrow().contains(pod.address()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(api.holder() + " has the lease, of\n" + stand()));
        Await.until(
                () -> pods.stream()
                        .allMatch(pod -> pod.isReady() && pod.cluster().size() == 2),
                this::stand);
        assertThat(api.refused()).as("the role allows what members ask for").isEmpty();

        api.close();
        holder.member().kill();
        pods.remove(holder);
        assertThat(pods.get(0).member().process().ended().join())
                .as("without the lease nobody goes on")
                .isNotZero();
    }

    private String stand() {
        StringBuilder stand = new StringBuilder("refused: " + api.refused());
        pods.forEach(pod -> stand.append('\n')
                .append(pod.address())
                .append(": ")
                .append(pod.member().manages("/ready"))
                .append(pod.cluster()));
        return stand.toString();
    }
}
