package im.fanfare.quickstart;

import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPConnection;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jivesoftware.smackx.pubsub.PubSubManager;
import org.jxmpp.jid.impl.JidCreate;

/** A user who has logged in. */
final class Client implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final XMPPTCPConnection connection;
    private final WireLog wire;

    private Client(XMPPTCPConnection connection, WireLog wire) {
        this.connection = connection;
        this.wire = wire;
    }

    static Client login(int port, String domain, Account account)
            throws IOException, InterruptedException, SmackException, XMPPException {
        var wire = new CompletableFuture<WireLog>();
        var configuration = XMPPTCPConnectionConfiguration.builder()
                .setXmppDomain(domain)
                .setHostAddress(InetAddress.getLoopbackAddress())
                .setPort(port)
                .setUsernameAndPassword(account.user(), account.password())
                .setResource("quickstart")
                .setSecurityMode(SecurityMode.disabled)
                .setDebuggerFactory(connection -> logging(connection, wire))
                .build();
        var connection = new XMPPTCPConnection(configuration);
        connection.setReplyTimeout(PATIENCE_MILLIS);
        connection.connect().login();
        return new Client(connection, wire.join());
    }

    PubSubManager service(String address) throws IOException {
        return PubSubManager.getInstanceFor(connection, JidCreate.bareFrom(address));
    }

    XMPPTCPConnection connection() {
        return connection;
    }

    WireLog wire() {
        return wire;
    }

    @Override
    public void close() {
        connection.disconnect();
    }

    /** Smack makes its debugger together with the connection, and hands it to nobody. */
    private static WireLog logging(XMPPConnection connection, CompletableFuture<WireLog> wire) {
        var log = new WireLog(connection);
        wire.complete(log);
        return log;
    }
}
