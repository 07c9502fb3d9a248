package im.fanfare.component.system;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.link.Certificate;
import im.fanfare.component.link.Tls;
import im.fanfare.embedded.EmbeddedCassandra;
import im.fanfare.embedded.EmbeddedKafka;
import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.Home;
import im.fanfare.embedded.HostSettings;
import im.fanfare.embedded.Prosody;
import im.fanfare.schema.CassandraConfig;
import im.fanfare.schema.CassandraStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kafka and Cassandra that speak TLS only, and let nobody in without a password. */
@Timeout(300)
class SecuredStoresIT {
    private static final String SERVICE = "pubsub.localhost";
    private static final String DOMAIN = "subs.localhost";

    /** What Cassandra has at first. */
    private static final String SUPERUSER = "cassandra";

    @TempDir
    private static Path dir;

    private static final List<AutoCloseable> stores = new ArrayList<>();
    private static Certificate certificate;
    private static Prosody prosody;
    private static Installation installation;

    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        certificate = Certificate.of("ip:127.0.0.1,dns:localhost", dir.resolve("stores"));
        EmbeddedKafka kafka = new EmbeddedKafka(Home.careless(), demandsOfKafka());
        stores.add(0, kafka);
        kafka.start();
        EmbeddedCassandra cassandra = new EmbeddedCassandra(Home.careless(), demandsOfCassandra());
        stores.add(0, cassandra);
        cassandra.start();
        SSLContext trusting = Tls.trusting(certificate.pem(), "").context();
        Await.until(() -> isOpenTo(SUPERUSER, cassandra, trusting), () -> "the first user is not there");
        prosody = new Prosody(Home.careless(), HostSettings.of(SERVICE, DOMAIN));
        stores.add(0, prosody);
        prosody.start();
        installation = Installation.of("secured", cassandra, kafka)
                .attachedTo(prosody, SERVICE, "shared")
                .with("FANFARE_KAFKA_CLIENT_PROPERTIES", client("swordfish").toString())
                .with("FANFARE_CASSANDRA_TLS", "true")
                .with("FANFARE_CASSANDRA_TRUST_STORE", certificate.pem().toString())
                .with("FANFARE_CASSANDRA_USER", SUPERUSER)
                .with("FANFARE_CASSANDRA_PASSWORD", SUPERUSER);
    }

    @AfterAll
    static void stopStores() throws Exception {
        for (AutoCloseable each : stores) {
            each.close();
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void keepWhatIsPublishedByWhoeverTheyKnow() throws Exception {
        FanfareMember member = installation.member();
        open.add(0, member);
        member.start().awaitReady();
        Promises promises = new Promises();
        Subscribers subscribers = new Subscribers(DOMAIN, SERVICE, promises);
        open.add(0, subscribers.attach(prosody.settings()));
        subscribers.create("guarded");
        subscribers.subscribe("guarded", 3);

        assertThat(subscribers.publish("guarded", "item").join()).isTrue();

        Await.until(promises::areComplete, promises::verdict);
        assertThat(content(member.log())).doesNotContain("swordfish");
    }

    /** A member that goes on asking would look as if it would be well some time. */
    @Test
    void endAMemberWhomTheyDoNotKnow() throws Exception {
        assertEnds(
                installation.with(
                        "FANFARE_KAFKA_CLIENT_PROPERTIES", client("guess").toString()),
                "SaslAuthenticationException");
        assertEnds(installation.with("FANFARE_CASSANDRA_PASSWORD", "guess"), "AuthenticationException");
        Certificate other = Certificate.of("ip:127.0.0.1,dns:localhost", dir.resolve("other"));
        assertEnds(
                installation.with(
                        "FANFARE_KAFKA_CLIENT_PROPERTIES",
                        Files.writeString(
                                        dir.resolve("distrusting.properties"),
                                        Files.readString(client("swordfish"))
                                                .replace(
                                                        certificate.pem().toString(),
                                                        other.pem().toString()))
                                .toString()),
                "SslAuthenticationException");
    }

    /** Cassandra makes its first user behind its start. */
    private static boolean isOpenTo(String user, EmbeddedCassandra cassandra, SSLContext trusting) {
        try {
            CassandraStores.open(new CassandraConfig(
                            List.of(cassandra.contactPoint()),
                            cassandra.datacenter(),
                            "secured",
                            1,
                            Optional.of(new CassandraConfig.Credentials(user, user)),
                            Optional.of(trusting)))
                    .close();
            return true;
        } catch (RuntimeException refused) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void assertEnds(Installation wrong, String why) throws Exception {
        FanfareMember member = wrong.member();
        open.add(0, member);
        member.start();
        assertThat(member.process().ended().get(2, TimeUnit.MINUTES))
                .as("exit status")
                .isEqualTo(1);
        assertThat(content(member.log())).contains(why);
    }

    private static String demandsOfKafka() {
        return """
                listener.security.protocol.map=PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT
                ssl.keystore.type=PKCS12
                ssl.keystore.location=%s
                ssl.keystore.password=%s
                ssl.truststore.type=PKCS12
                ssl.truststore.location=%1$s
                ssl.truststore.password=%2$s
                sasl.enabled.mechanisms=PLAIN
                sasl.mechanism.inter.broker.protocol=PLAIN
                listener.name.plaintext.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule \
                  required username="broker" password="yorick" user_broker="yorick" user_fanfare="swordfish";
                """.formatted(certificate.store(), Certificate.PASSWORD);
    }

    private static String demandsOfCassandra() {
        return """
                client_encryption_options:
                  enabled: true
                  optional: false
                  keystore: %s
                  keystore_password: %s
                authenticator: PasswordAuthenticator
                """.formatted(certificate.store(), Certificate.PASSWORD);
    }

    /** As Kafka's own tools take it. */
    private static Path client(String password) throws Exception {
        return Files.writeString(
                dir.resolve("client-" + password + ".properties"), """
                security.protocol=SASL_SSL
                ssl.truststore.type=PEM
                ssl.truststore.location=%s
                sasl.mechanism=PLAIN
                sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
                  username="fanfare" password="%s";
                """.formatted(certificate.pem(), password));
    }

    private static String content(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
