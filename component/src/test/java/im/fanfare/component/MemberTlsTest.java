package im.fanfare.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import im.fanfare.component.ComponentConfig.Discovery;
import im.fanfare.component.ComponentConfig.MemberConfig;
import im.fanfare.component.ComponentConfig.SplitBrain;
import im.fanfare.embedded.Ports;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Mutual TLS between members: who gets into the cluster, and what an operator is told of files that do not fit. */
@Timeout(180)
class MemberTlsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Logger PEKKO = (Logger) LoggerFactory.getLogger("org.apache.pekko");

    /** As a member has it, but that its end is not the end of the tests. */
    private static final Config ROOT = ConfigFactory.parseString("pekko.coordinated-shutdown.exit-jvm = off,"
                    + " pekko.cluster.jmx.multi-mbeans-in-same-jvm = on, pekko.cluster.seed-node-timeout = 1 s,"
                    + " pekko.remote.artery.ssl.rotating-keys-engine.ssl-context-cache-ttl = 1 ms,"
                    + " fanfare.link.secret = s")
            .withFallback(ConfigFactory.parseResources("fanfare.conf"))
            .withFallback(ConfigFactory.defaultReferenceUnresolved())
            .resolve();

    @TempDir
    private static Path dir;

    private static MemberTls ours;
    private static MemberTls others;

    private final int seed = Ports.free();
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final List<ActorSystem<Void>> members = new ArrayList<>();

    @BeforeAll
    static void issueCertificates() throws Exception {
        ours = new MemberAuthority(dir.resolve("ours")).tls();
        others = new MemberAuthority(dir.resolve("others")).tls();
    }

    @BeforeEach
    void listen() {
        said.start();
        PEKKO.addAppender(said);
    }

    @AfterEach
    void stop() {
        PEKKO.detachAppender(said);
        members.forEach(ActorSystem::terminate);
        members.forEach(
                member -> member.getWhenTerminated().toCompletableFuture().join());
    }

    @Test
    void membersOfOneAuthorityAreAClusterThatNobodyElseGetsInto() {
        ActorSystem<Void> first = member(seed, Optional.of(ours));
        ActorSystem<Void> second = member(Ports.free(), Optional.of(ours));
        awaitCluster(List.of(first, second));

        for (Optional<MemberTls> shown : List.of(Optional.<MemberTls>empty(), Optional.of(others))) {
            ActorSystem<Void> outsider = member(Ports.free(), shown);
            awaitTurnedAway(outsider);
            assertThat(Cluster.get(outsider).selfMember().status()).isEqualTo(MemberStatus.removed());
        }

        awaitCluster(List.of(first, second, member(Ports.free(), Optional.of(ours))));
    }

    /** A Secret that cert-manager renews is other files under the same names. */
    @Test
    void renewedFilesNeedNoRestart() throws Exception {
        MemberTls mounted = new MemberTls(dir.resolve("tls.crt"), dir.resolve("tls.key"), dir.resolve("ca.crt"));
        mount(ours, mounted);
        ActorSystem<Void> first = member(seed, Optional.of(mounted));
        awaitCluster(List.of(first));

        mount(others, mounted);

        awaitCluster(List.of(first, member(Ports.free(), Optional.of(others))));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "certificate |  | FANFARE_MEMBER_CERTIFICATE (fanfare.member.certificate) is \"\", needs a file",
                "key |  | FANFARE_MEMBER_KEY (fanfare.member.key) is \"\", needs a file",
                "authority |  | FANFARE_MEMBER_AUTHORITY (fanfare.member.authority) is \"\", needs a file",
                "certificate | nowhere/tls.crt | tls.crt cannot be read",
                "certificate | ours/tls.key | tls.key has no certificate in PEM",
                "authority | others/ca.crt | tls.crt is not issued by",
                "key | others/tls.key | tls.key is not the key of",
                "key | ours/tls.crt | tls.crt has no private RSA key in PEM",
                "key | nowhere/tls.key | tls.key cannot be read",
            })
    void whatDoesNotFitIsSaidAtTheStart(String key, String file, String problem) {
        String path = file == null ? "" : dir.resolve(file).toString();
        Config root = ConfigFactory.parseString("fanfare.member." + key + " = \"" + path + '"')
                .withFallback(ConfigFactory.parseString("fanfare.member {certificate = \"" + ours.certificate()
                        + "\", key = \"" + ours.key() + "\", authority = \"" + ours.authority() + "\"}"))
                .withFallback(ROOT);

        assertThatThrownBy(() -> ComponentConfig.from(root))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void filesThatFitAreTaken() {
        Config root = ConfigFactory.parseString("fanfare.member {certificate = \"" + ours.certificate() + "\", key = \""
                        + ours.key() + "\", authority = \"" + ours.authority() + "\"}")
                .withFallback(ROOT);

        assertThat(ComponentConfig.from(root).member().tls()).contains(ours);
        assertThat(ComponentConfig.from(ROOT).member().tls()).isEmpty();
    }

    private ActorSystem<Void> member(int port, Optional<MemberTls> tls) {
        MemberConfig config = new MemberConfig(
                "127.0.0.1",
                port,
                Discovery.SEEDS,
                List.of(new InetSocketAddress("127.0.0.1", seed)),
                1,
                Ports.free(),
                SplitBrain.MAJORITY,
                tls,
                Optional.empty());
        ActorSystem<Void> member = ActorSystem.create(Behaviors.empty(), "fanfare", Clustering.over(ROOT, config));
        members.add(member);
        return member;
    }

    /** The first of them sees all of them, and nobody else. */
    private static void awaitCluster(List<ActorSystem<Void>> all) {
        ActorSystem<Void> first = all.get(0);
        TestProbe.create(first)
                .awaitAssert(
                        PATIENCE,
                        () -> assertThat(StreamSupport.stream(
                                                Cluster.get(first)
                                                        .state()
                                                        .getMembers()
                                                        .spliterator(),
                                                false)
                                        .filter(member -> member.status().equals(MemberStatus.up()))
                                        .map(Member::address)
                                        .map(Object::toString))
                                .containsExactlyInAnyOrderElementsOf(all.stream()
                                        .map(MemberTlsTest::addressOf)
                                        .toList()));
    }

    /** It has tried, and tried again. */
    private void awaitTurnedAway(ActorSystem<Void> outsider) {
        TestProbe.create(outsider)
                .awaitAssert(
                        PATIENCE,
                        () -> assertThat(List.copyOf(said.list))
                                .filteredOn(line -> addressOf(outsider)
                                        .equals(line.getMDCPropertyMap().get("pekkoAddress")))
                                .extracting(ILoggingEvent::getFormattedMessage)
                                .anyMatch(line -> line.contains("Couldn't join seed nodes after [3] attempts")));
    }

    private static String addressOf(ActorSystem<?> member) {
        return Cluster.get(member).selfMember().address().toString();
    }

    private static void mount(MemberTls from, MemberTls to) throws Exception {
        Files.copy(from.certificate(), to.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(from.key(), to.key(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(from.authority(), to.authority(), StandardCopyOption.REPLACE_EXISTING);
    }
}
