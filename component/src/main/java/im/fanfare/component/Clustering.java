package im.fanfare.component;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import im.fanfare.component.ComponentConfig.Discovery;
import im.fanfare.component.ComponentConfig.MemberConfig;
import im.fanfare.component.ComponentConfig.SplitBrain;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.apache.pekko.management.javadsl.PekkoManagement;
import org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider;

/** How members become a cluster, and who of them goes on when they lose sight of one another: Pekko's words for ours. */
final class Clustering {
    /**
     * How long the first of the seeds looks for the others before it founds a cluster. On a busy machine a member that comes
     * back may need more than Pekko's 5 s to hear from them, and would then have a cluster of its own, for good. It does not
     * wait where all seeds are up: those that have not joined say so. The others ask again after that time, so they keep
     * Pekko's.
     */
    private static final String FOUNDERS_PATIENCE = "30 s";

    private static final String BOOTSTRAP = "pekko.management.cluster.bootstrap.";

    private static final String SSL = "pekko.remote.artery.ssl.";

    /** What Pekko needs to know of a member, over everything else that is configured. */
    static Config over(Config root, MemberConfig member) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("pekko.remote.artery.canonical.hostname", member.host());
        settings.put("pekko.remote.artery.canonical.port", member.port());
        List<String> seeds = seeds(member);
        settings.put("pekko.cluster.seed-nodes", seeds);
        if (seeds.indexOf(address(member.host(), member.port())) == 0) {
            settings.put("pekko.cluster.seed-node-timeout", FOUNDERS_PATIENCE);
        }
        settings.put(
                "pekko.cluster.split-brain-resolver.active-strategy",
                member.splitBrain() == SplitBrain.LEASE ? "lease-majority" : "keep-majority");
        member.tls().ifPresent(tls -> settings.putAll(over(tls)));
        settings.put("pekko.management.http.hostname", member.host());
        settings.put("pekko.management.http.port", member.contactPort());
        settings.put(BOOTSTRAP + "contact-point-discovery.required-contact-point-nr", member.founders());
        return ConfigFactory.parseMap(settings).withFallback(root);
    }

    private static Map<String, Object> over(MemberTls tls) {
        return Map.of(
                "pekko.remote.artery.transport",
                "tls-tcp",
                SSL + "ssl-engine-provider",
                RotatingKeysSSLEngineProvider.class.getName(),
                SSL + "rotating-keys-engine.cert-file",
                tls.certificate().toString(),
                SSL + "rotating-keys-engine.key-file",
                tls.key().toString(),
                SSL + "rotating-keys-engine.ca-cert-file",
                tls.authority().toString());
    }

    private static List<String> seeds(MemberConfig member) {
        if (member.discovery() == Discovery.KUBERNETES) {
            return List.of();
        }
        if (member.seeds().isEmpty()) {
            return List.of(address(member.host(), member.port()));
        }
        return member.seeds().stream()
                .map(seed -> address(seed.getHostString(), seed.getPort()))
                .toList();
    }

    private static String address(String host, int port) {
        return "pekko://fanfare@" + host + ':' + port;
    }

    /** Joins the others, or founds the cluster with them. Where there are seeds, Pekko has done so already. */
    static void join(ActorSystem<?> system, MemberConfig member) {
        if (member.discovery() == Discovery.KUBERNETES) {
            PekkoManagement.get(system).start();
            ClusterBootstrap.get(system).start();
        }
    }

    private Clustering() {}
}
