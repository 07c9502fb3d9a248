package im.fanfare.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import im.fanfare.component.ComponentConfig.LinkMode;
import im.fanfare.component.link.LinkConfig;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComponentConfigTest {
    private static final String SECRET = "the secret of the castle";
    private static final Config SOUND = ConfigFactory.parseString(
                    "fanfare.links = [{service = pubsub.denmark.lit, host = elsinore, port = 5347, secret = \"" + SECRET
                            + "\", name = \"\", mode = shared, connections = 1, tls = false, trust-store = \"\","
                            + " trust-store-password = \"\", window = 4096, max-stanza-bytes = 1048576}]")
            .withFallback(ConfigFactory.parseResources("fanfare.conf"))
            .resolve();

    @Test
    void readsWhatFanfareComesWith() {
        ComponentConfig config = ComponentConfig.from(SOUND);

        assertThat(config.ways()).hasSize(1);
        assertThat(config.ways().get(0).service()).isEqualTo("pubsub.denmark.lit");
        assertThat(config.ways().get(0).mode()).isEqualTo(LinkMode.SHARED);
        assertThat(config.kafka()).containsEntry("bootstrap.servers", "127.0.0.1:9092");
        assertThat(config.member().id()).isEqualTo("127.0.0.1_7355");
        assertThat(config.tracing()).isEmpty();
    }

    @Test
    void neverSaysASecret() {
        Config root = ConfigFactory.parseString("fanfare.cassandra {user = yorick, password = \"" + SECRET + "\"}")
                .withFallback(SOUND);

        assertThat(ComponentConfig.from(root).toString())
                .contains("pubsub.denmark.lit")
                .doesNotContain(SECRET);
    }

    @Test
    void aSecretIsNeeded() {
        Config root = ConfigFactory.parseResources("fanfare.conf").resolve();

        assertThatThrownBy(() -> ComponentConfig.from(root))
                .hasMessage("FANFARE_SECRET (fanfare.links.secret) is empty, needs a value");
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "cassandra.replication | none | a whole number from 1 to 9",
                "cassandra.replication | 0 | a whole number from 1 to 9",
                "cassandra.contact-points | elsinore | host:port, or several separated by commas",
                "kafka.bootstrap | elsinore:many | host:port, or several separated by commas",
                "kafka.delivery-partitions | 0 | a whole number from 1 to 4096",
                "member.port | 65536 | a whole number from 1 to 65535",
                "member.seeds | yorick | host:port, or several separated by commas",
                "requests-under-way | lots | a whole number from 1 to 1000000",
                "create-nodes.jids | @ | bare JIDs separated by commas",
                "administration.jids | @ | bare JIDs separated by commas",
                "limits.nodes-of-owner | -1 | a whole number from 0 to 1000000",
                "limits.publishes-to-node | many | a whole number from 0 to 1000000",
                "bounces.count-every | soon | a time from 0 s to 365 d",
                "bounces.suspended-for | 0 s | a time from 1 s to 365 d",
                "bounces.remove-after | 0 | a whole number from 1 to 1000000",
                "links | 1 | a list of sections",
            })
    void aWrongValueIsSaidWithItsKeyAndWhatIsAllowed(String key, String value, String allowed) {
        Config root = ConfigFactory.parseString("fanfare." + key + " = \"" + value + '"')
                .withFallback(SOUND);

        assertThatThrownBy(() -> ComponentConfig.from(root))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("fanfare." + key, value, allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "kafka.bootstrap, FANFARE_KAFKA",
        "limits.nodes-of-owner, FANFARE_NODES_OF_OWNER",
        "links.port, FANFARE_PORT",
    })
    void aWrongValueIsSaidWithItsVariable(String key, String variable) {
        Config wrong = key.startsWith("links")
                ? links("{port = none}")
                : ConfigFactory.parseString("fanfare." + key + " = none").withFallback(SOUND);

        assertThatThrownBy(() -> ComponentConfig.from(wrong))
                .hasMessageStartingWith(variable + " (fanfare." + key + ") is \"none\", needs ");
    }

    @ParameterizedTest(name = "link {0} = {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "service | user@denmark.lit | a domain",
                "port | 0 | a whole number from 1 to 65535",
                "mode | both | one of shared, each",
                "tls | perhaps | true or false",
                "window | 0 | a whole number from 1 to 1000000",
                "multicast | multicast.denmark.lit | mode = each",
            })
    void aWrongValueOfALinkIsSaidToo(String key, String value, String allowed) {
        Config link = ConfigFactory.parseString(key + " = \"" + value + '"')
                .withFallback(SOUND.getConfigList("fanfare.links").get(0));
        Config root = SOUND.withValue(
                "fanfare.links",
                com.typesafe.config.ConfigValueFactory.fromIterable(
                        java.util.List.of(link.root().unwrapped())));

        assertThatThrownBy(() -> ComponentConfig.from(root))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("fanfare.links." + key, value, allowed);
    }

    @Test
    void aHostServerMaySendOneStanzaToMany() {
        ComponentConfig config = ComponentConfig.from(links("{mode = each, multicast = multicast.elsinore.lit,"
                + " multicast-domains = \"Elsinore.lit\", multicast-recipients = 100}"));

        assertThat(config.ways().get(0).links().get(0).multicast())
                .contains(new LinkConfig.Multicast("multicast.elsinore.lit", Set.of("elsinore.lit"), 100));
    }

    @Test
    void itIsToBeSaidWhoseUsersItReaches() {
        Config root = links("{mode = each, multicast = multicast.elsinore.lit}");

        assertThatThrownBy(() -> ComponentConfig.from(root)).hasMessageContaining("multicast-domains");
    }

    @Test
    void aServiceMayHaveAHostServerForSomeDomains() {
        ComponentConfig config = ComponentConfig.from(
                links("{host = north}, {host = south, domains = \"Elsinore.lit, verona.lit\", mode = each}"));

        assertThat(config.ways())
                .extracting(ComponentConfig.Way::service)
                .containsOnly("pubsub.denmark.lit")
                .hasSize(2);
        assertThat(config.ways().get(1).domains()).containsExactlyInAnyOrder("elsinore.lit", "verona.lit");
        assertThat(config.ways().get(1).links().get(0).endpoint().host()).isEqualTo("south");
        assertThat(config.ways().get(1).hostServer()).isEqualTo("south-5347");
    }

    @Test
    void aHostServerMayHaveANameAndSeveralServices() {
        ComponentConfig config = ComponentConfig.from(links("{name = north}, {name = south, domains = verona.lit},"
                + " {name = north, service = pubsub.verona.lit}"));

        assertThat(config.ways())
                .extracting(ComponentConfig.Way::hostServer)
                .containsExactly("north", "south", "north");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}, {} | fanfare.links.domains | others than those of the other entries of pubsub.denmark.lit",
                "{}, {domains = a}, {domains = \"b,a\"} | fanfare.links.domains | others than those of the other entries",
                "{domains = a} | fanfare.links | an entry of pubsub.denmark.lit without domains, for all the rest",
                "{}, {domains = a} | fanfare.links | one entry of pubsub.denmark.lit by the name 127.0.0.1-5347",
                "{name = a b} | fanfare.links.name | up to 64 letters, digits, dots, dashes and underscores"
            })
    void everyDomainHasOneWay(String entries, String key, String allowed) {
        assertThatThrownBy(() -> ComponentConfig.from(links(entries))).hasMessageContainingAll(key, allowed);
    }

    private static Config links(String entries) {
        return ConfigFactory.parseString(
                        "fanfare.link {service = pubsub.denmark.lit, secret = s}, fanfare.links = [" + entries + "]")
                .withFallback(SOUND);
    }
}
