package im.fanfare.component.system;

import im.fanfare.embedded.HostServer;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;

/** Users of a host server who log in with Smack. */
final class SmackLogin {
    static final long PATIENCE_SECONDS = 30;

    /** Logs in a user, who is registered where there is none yet; to be disconnected. */
    static XMPPTCPConnection as(String name, HostServer server) throws Exception {
        SmackParser.isTheJdks();
        server.register(name, name);
        var connection = new XMPPTCPConnection(XMPPTCPConnectionConfiguration.builder()
                .setXmppDomain(HostServer.DOMAIN)
                .setHostAddress(InetAddress.getLoopbackAddress())
                .setPort(server.settings().clientPort())
                .setUsernameAndPassword(name, name)
                .setResource("smack")
                .setSecurityMode(SecurityMode.disabled)
                .build());
        connection.setReplyTimeout(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        connection.connect().login();
        return connection;
    }

    private SmackLogin() {}
}
