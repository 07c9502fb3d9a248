package im.fanfare.gatling.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The example of RFC 5802 §5. */
class ScramTest {
    private static final Scram SCRAM = new Scram("user", "pencil", "fyko+d2lbbFgONRv9qkxdawL");

    @Test
    void provesThatItKnowsThePassword() {
        assertThat(SCRAM.first()).isEqualTo("n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");

        var last = SCRAM.last("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096");

        assertThat(last.message())
                .isEqualTo("c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
        assertThat(last.serverSignature()).isEqualTo("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=");
    }

    @Test
    void refusesSomebodyElsesNonce() {
        assertThatThrownBy(() -> SCRAM.last("r=other,s=QSXCR+Q6sek8bf92,i=4096"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
