package im.fanfare.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BiFunction;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostServerIT {
    private static final String SERVICE = "pubsub.localhost";

    private enum Product {
        PROSODY(Prosody::new),
        EJABBERD(Ejabberd::new);

        private final BiFunction<Home, HostSettings, HostServer> make;

        Product(BiFunction<Home, HostSettings, HostServer> make) {
            this.make = make;
        }

        HostServer in(Home home) {
            return make.apply(home, HostSettings.of(SERVICE, "subs.localhost"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void letsComponentsAndUsersIn(Product product) throws Exception {
        try (var server = product.in(Home.ephemeral()).start()) {
            server.register("hamlet", "p\"a\\ss");

            try (var service = RawStream.component(server, SERVICE);
                    var subscribers = RawStream.component(server, "subs.localhost");
                    var hamlet = RawStream.client(server, "hamlet", "p\"a\\ss");
                    var claudius = RawStream.client(server, "hamlet", "guess")) {
                assertThat(service.received()).endsWith("<handshake");
                assertThat(subscribers.received()).endsWith("<handshake");
                assertThat(hamlet.received()).endsWith("<success");
                assertThat(claudius.received()).endsWith("<failure");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void comesBackOnItsPortsWithItsAccounts(Product product, @TempDir Path dir) throws Exception {
        try (var server = product.in(Home.durable(dir)).start()) {
            server.register("hamlet", "words");
            server.kill();
            server.start();
            server.process().stop(Duration.ofSeconds(20));
            server.start();

            try (var service = RawStream.component(server, SERVICE);
                    var hamlet = RawStream.client(server, "hamlet", "words")) {
                assertThat(service.received()).endsWith("<handshake");
                assertThat(hamlet.received()).endsWith("<success");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void treatsASecondConnectionAsItsKindDoes(Product product) throws Exception {
        try (var server = product.in(Home.ephemeral()).start();
                var first = RawStream.component(server, SERVICE);
                var second = RawStream.component(server, SERVICE)) {
            assertThat(first.received()).endsWith("<handshake");
            assertThat(second.received()).endsWith(product == Product.PROSODY ? "<stream:error" : "<handshake");
        }
    }
}
