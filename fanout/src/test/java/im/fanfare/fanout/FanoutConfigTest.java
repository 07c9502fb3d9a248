package im.fanfare.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FanoutConfigTest {
    private final Config standard =
            ConfigFactory.parseResources("fanout.conf").resolve().getConfig("fanfare.fanout");

    @Test
    void readsItsSection() {
        FanoutConfig config = FanoutConfig.from(standard);

        assertThat(config.outstandingBytes()).isEqualTo(4 << 20);
        assertThat(config.commitEvery()).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void refusesNonsenseByItsKey() {
        Config nonsense = ConfigFactory.parseString("outstanding-records = 0").withFallback(standard);

        assertThatThrownBy(() -> FanoutConfig.from(nonsense))
                .hasMessage("fanfare.fanout.outstanding-records is 0, needs 1 or more");
    }

    @Test
    void waitsTwiceAsLongAfterEachFaultUpToABound() {
        FanoutConfig config = FanoutConfig.from(standard);

        assertThat(config.retryAfter(1)).isEqualTo(Duration.ofMillis(500));
        assertThat(config.retryAfter(3)).isEqualTo(Duration.ofMillis(2_000));
        assertThat(config.retryAfter(100)).isEqualTo(Duration.ofMillis(16_000));
    }
}
