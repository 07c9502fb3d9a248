package im.fanfare.component;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import im.fanfare.component.ComponentConfig.Discovery;
import im.fanfare.component.ComponentConfig.MemberConfig;
import im.fanfare.component.ComponentConfig.SplitBrain;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusteringTest {
    private static final List<InetSocketAddress> SEEDS = List.of(seed(7355), seed(7356));

    /** It founds a second cluster if it gives up too soon; the others ask again only after that time. */
    @Test
    void onlyTheFounderIsPatientWithItsSeeds() {
        assertThat(patience(7355)).isEqualTo(Duration.ofSeconds(30));
        assertThat(patience(7356)).isEqualTo(Duration.ofSeconds(5));
        assertThat(patience(7357)).isEqualTo(Duration.ofSeconds(5));
    }

    private static Duration patience(int port) {
        var member = new MemberConfig(
                "10.0.0.1",
                port,
                Discovery.SEEDS,
                SEEDS,
                1,
                7357,
                SplitBrain.MAJORITY,
                Optional.empty(),
                Optional.empty());
        return Clustering.over(ConfigFactory.load(), member).getDuration("pekko.cluster.seed-node-timeout");
    }

    private static InetSocketAddress seed(int port) {
        return InetSocketAddress.createUnresolved("10.0.0.1", port);
    }
}
