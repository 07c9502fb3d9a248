package im.fanfare.component.system;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.embedded.HostServer;
import java.net.InetAddress;
import java.util.List;
import org.igniterealtime.smack.inttest.Configuration;
import org.igniterealtime.smack.inttest.SmackIntegrationTestFramework;
import org.igniterealtime.smack.inttest.XmppConnectionDescriptor;
import org.igniterealtime.smack.inttest.XmppConnectionManager;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jivesoftware.smackx.pubsub.PubSubIntegrationTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the authors of Smack ask of a pubsub service: their tests, not ours. */
@ParameterizedClass
@EnumSource
class SmackIntegrationIT {
    private static final List<String> ACCOUNTS = List.of("smack1", "smack2", "smack3");

    private final Elsinore.Behind host;
    private final HostServer server;

    SmackIntegrationIT(Elsinore.Behind host) {
        this.host = host;
        this.server = Elsinore.behind(host).server();
    }

    @BeforeAll
    static void chooseParser() throws ClassNotFoundException {
        SmackParser.isTheJdks();
    }

    @Test
    void passesSmacksTestsOfPubSub() throws Exception {
        for (var account : ACCOUNTS) {
            server.register(account, account);
        }

        var result = new SmackIntegrationTestFramework(configuration()).run();

        assertThat(result.getFailedTests()).map(test -> test.failureReason).isEmpty();
        assertThat(result.getNotPossibleTests()).isEmpty();
        assertThat(result.getImpossibleTestClasses()).isEmpty();
        assertThat(result.getSuccessfulTests()).hasSize(2);
    }

    private Configuration configuration() throws Exception {
        return Configuration.builder()
                .setService(HostServer.DOMAIN)
                .setSecurityMode(SecurityMode.disabled.name())
                .setUsernamesAndPassword(
                        ACCOUNTS.get(0),
                        ACCOUNTS.get(0),
                        ACCOUNTS.get(1),
                        ACCOUNTS.get(1),
                        ACCOUNTS.get(2),
                        ACCOUNTS.get(2))
                .setReplyTimeout("10000")
                .setDefaultConnection(connection())
                .addEnabledTest(PubSubIntegrationTest.class)
                .build();
    }

    /** Smack's tests know a host by its name and no port; what they connect with may be told more. */
    private String connection() throws NoSuchMethodException {
        var nickname = "tcp-" + host;
        int port = server.settings().clientPort();
        XmppConnectionManager.addConnectionDescriptor(XmppConnectionDescriptor.buildWith(
                        XMPPTCPConnection.class,
                        XMPPTCPConnectionConfiguration.class,
                        XMPPTCPConnectionConfiguration.Builder.class)
                .withNickname(nickname)
                .applyExtraConfiguration(to ->
                        to.setHostAddress(InetAddress.getLoopbackAddress()).setPort(port))
                .build());
        return nickname;
    }
}
